// What a broken or hostile API server can do to a watcher: it must say the cause, back off, recover when the
// server does, and hold no more memory than an object may have. Time is the manual clock's, so that a pause
// is seen to be a pause.
#include "kube/watcher.h"
#include "runtime/process_stats.h"
#include "tests/unit/kube_client/scripted_server.h"
#include "tests/unit/runtime/test_certificate.h"

#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMemoryBound = 40U << 20U;  // a few times what one object may have

// What the server does to a list, and what the log says of it.
struct Hostility {
  std::string name;
  Reply reply;
  std::string cause;    // in the log
  bool silent = false;  // the time must pass before anything is noticed
};

Reply raw(const std::string& text, After after = After::close) {
  return {.text = text, .after = after};
}

// Longer than anybody would write down.
Reply endless(const std::string& head, const std::string& text, std::size_t repeat) {
  return {.head = head, .text = text, .after = After::close, .repeat = repeat};
}

const std::string kOk = "HTTP/1.1 200 OK\r\n";
const std::string kGoodList =
    R"({"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a","resourceVersion":"1"}}]})";

std::vector<Hostility> hostilities() {
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  return {
      {"ends before it answers", raw(""), "the connection ended before an answer came"},
      {"speaks another protocol", raw("220 mail ESMTP\r\n\r\n"), "not a valid HTTP answer"},
      {"never answers", raw("", After::hang), "the time allowed was over", true},
      {"stops in the head", raw(kOk + "Content-Le", After::hang), "the time allowed was over", true},
      {"stops in the body", raw(kOk + "Content-Length: 100\r\n\r\n{", After::hang),
       "the time allowed was over", true},
      {"cuts the JSON short", answer(200, kGoodList.substr(0, 60)), "the list is cut short"},
      {"promises more than it sends", raw(kOk + "Content-Length: 9999\r\n\r\n" + kGoodList),
       "the answer is cut short"},
      {"sends a damaged chunk", raw(kOk + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"),
       "not a valid HTTP answer"},
      {"sends something that is no JSON", answer(200, "<html>Service unavailable</html>"), "no list at all"},
      {"sends JSON that is no list", answer(200, R"({"kind":"Pod"})"), "not a list"},
      {"sends an endless head", endless(kOk, "X-Endless: " + std::string(1000, 'x') + "\r\n", 2000),
       "not a valid HTTP answer"},
      {"sends an endless name", endless(kOk + "Transfer-Encoding: chunked\r\n\r\n2\r\n{\"\r\n", chunk, 400),
       "of no use"},
      {"encodes as nobody asked", answer(200, kGoodList, "Content-Encoding: br\r\n"), R"(encoded as \"br\")"},
      {"sends damaged gzip", answer(200, kGoodList, "Content-Encoding: gzip\r\n"),
       "compressed text is damaged"},
      {"redirects", answer(302, "", "Location: http://127.0.0.1:1/\r\n"), "302: redirects are not followed"},
      {"does not know us",
       answer(401, R"({"kind":"Status","reason":"Unauthorized","message":"who are you?"})"),
       "401 Unauthorized: who are you?"},
      {"forbids", answer(403, R"({"kind":"Status","reason":"Forbidden","message":"not you"})"),
       "403 Forbidden: not you"},
      {"fails", answer(500, "oops"), "500: oops"},
      {"refuses at great length", answer(500, std::string(7 << 20, 'x')), "500: xxx"},
      {"refuses beyond all bounds", answer(500, std::string(9 << 20, 'x')), "longer than any object"},
  };
}

class HostileServerTest : public ClientTest {
 protected:
  void follow(const std::function<void(ClusterAccess&)>& change = {},
              std::shared_ptr<runtime::TlsIdentity> identity = nullptr) {
    start(change, std::move(identity));
    watcher_ = std::make_unique<Watcher<Namespace>>(
        executor(), *endpoint_,
        WatcherSettings{.scope = {kNamespaces, "", ""}, .limits = {}, .times = {}, .seed = 1},
        [this](const Object<Namespace>& object) { told_.push_back("+" + object.meta.key.name); },
        WatchListener{.removed = [this](const Key& key) { told_.push_back("-" + key.name); },
                      .synced = [this](std::uint64_t) { told_.emplace_back("="); },
                      .restarted = [this](std::string_view, std::string_view) { ++failures_; },
                      .skipped = [this](std::string_view) { ++skipped_; }});
    asking_->spawn("watch", watcher_->run());
  }

  void TearDown() override {
    watcher_->close();
    run(asking_->leave());
    ClientTest::TearDown();
  }

  // It notices, says why, and waits; with the time come, it finds a server that works again.
  void expect_recovery(const Hostility& hostility) {
    server_->replies.push_back(hostility.reply);
    const int before = failures_;
    const std::size_t asked = server_->requests().size();
    if (hostility.silent) {
      run_until([&] { return server_->requests().size() > asked; });
      settle();
      clock_.advance(61s);
    }
    run_until([&] { return failures_ > before; });
    settle();
    EXPECT_GE(log_lines_.count(hostility.cause), 1) << hostility.name << "\n" << log_lines_.lines.back();
    EXPECT_EQ(server_->requests().size(), asked + 1) << "no pause after: " << hostility.name;
  }

  std::unique_ptr<Watcher<Namespace>> watcher_;
  std::vector<std::string> told_;
  int failures_ = 0;
  int skipped_ = 0;
};

// One test for each, so that each begins without a past.
class HostileListTest : public HostileServerTest, public testing::WithParamInterface<std::size_t> {};

TEST_P(HostileListTest, IsNamedPausedOverAndSurvived) {
  const Hostility hostility = hostilities().at(GetParam());
  follow();
  expect_recovery(hostility);
  log_lines_.lines.clear();
  server_->replies = {answer(200, kGoodList), raw(kOk + "\r\n", After::hang)};
  clock_.advance(31s);
  run_until([&] { return !told_.empty() && told_.back() == "="; });
  // What came before the failure may come again.
  EXPECT_THAT(told_, testing::Each(testing::AnyOf("+a", "=")));
}

INSTANTIATE_TEST_SUITE_P(Each, HostileListTest, testing::Range(std::size_t{0}, hostilities().size()));

// The same to a watch: it is resumed, and nothing that is known is lost.
TEST_F(HostileServerTest, AWatchSurvivesThemAllInARow) {
  follow();
  server_->replies.push_back(answer(200, kGoodList));
  for (const Hostility& hostility : hostilities()) {
    if (!hostility.silent) server_->replies.push_back(hostility.reply);
  }
  const std::size_t hostile = server_->replies.size() - 1;
  server_->replies.push_back(answer(200, kGoodList));  // an unreadable event means a new list
  server_->replies.push_back(answer(200, kGoodList));
  // Pauses of every length end in half a minute; nobody waits for them.
  for (int round = 0; round < 500 && server_->requests().size() < hostile + 1; ++round) {
    settle();
    clock_.advance(31s);
  }
  EXPECT_GE(server_->requests().size(), hostile + 1);
  for (const std::string& told : told_)
    EXPECT_THAT(told, testing::AnyOf("+a", "="));
}

TEST_F(HostileServerTest, AnEndlessLineIsDroppedWithinBounds) {
  const std::uint64_t before = runtime::read_process_stats()->resident_bytes;
  follow();
  const std::string mebibyte(1 << 20, 'x');
  server_->replies = {answer(200, kGoodList),
                      endless(kOk + "\r\n" + R"({"type":"ADDED","object":{"a":")", mebibyte, 64),
                      answer(200, kGoodList)};
  run_until([&] { return failures_ == 1; });
  EXPECT_GE(skipped_, 1);
  EXPECT_EQ(log_lines_.count("longer than any object may be"), 2);
  EXPECT_LT(runtime::read_process_stats()->resident_bytes, before + kMemoryBound);
  EXPECT_LT(server_->bytes_sent(), 40U << 20U);  // it was hung up on
}

TEST_F(HostileServerTest, AHugeObjectInAListIsSkippedWithinBoundsAndTheRestIsRead) {
  const std::uint64_t before = runtime::read_process_stats()->resident_bytes;
  follow();
  const std::string huge =
      R"({"metadata":{"name":"huge","labels":{"a":")" + std::string(20 << 20, 'x') + R"("}}})";
  server_->replies = {answer(200, R"({"metadata":{"resourceVersion":"7"},"items":[)" + huge +
                                      R"(,{"metadata":{"name":"a","resourceVersion":"1"}}]})"),
                      raw(kOk + "\r\n", After::hang)};
  run_until([&] { return told_.size() == 2; });
  EXPECT_THAT(told_, testing::ElementsAre("+a", "="));
  EXPECT_EQ(skipped_, 1);
  // The server of this test holds the text itself, twice.
  EXPECT_LT(runtime::read_process_stats()->resident_bytes, before + 3 * (20U << 20U) + kMemoryBound);
}

TEST_F(HostileServerTest, AServerThatTrickles) {
  follow();
  server_->replies = {raw(kOk + "Content-Length: 1000\r\n\r\n", After::hang)};
  run_until([&] { return server_->requests().size() == 1; });
  settle();
  // However it spreads its bytes, a page has a minute.
  for (int i = 0; i < 6; ++i) {
    clock_.advance(9s);
    settle();
    EXPECT_EQ(failures_, 0);
  }
  clock_.advance(7s);
  run_until([&] { return failures_ == 1; });
}

TEST_F(HostileServerTest, AStrangersCertificateIsRefused) {
  const runtime::TlsPair ours = runtime::make_test_certificate();
  const runtime::TlsPair theirs = runtime::make_test_certificate("a stranger");
  auto identity = runtime::fixed_identity(*runtime::make_server_context(theirs));
  follow([&](ClusterAccess& access) { access.tls.authorities = ours.certificate; }, std::move(identity));
  run_until([&] { return failures_ == 1; });
  EXPECT_EQ(server_->requests().size(), 0U);  // no token was shown
  EXPECT_GE(log_lines_.count("certificate verify failed"), 1);
}

TEST_F(HostileServerTest, ACertificateForAnotherNameIsRefused) {
  const runtime::TlsPair pair = runtime::make_test_certificate();
  auto identity = runtime::fixed_identity(*runtime::make_server_context(pair));
  follow(
      [&](ClusterAccess& access) {
        access.tls.authorities = pair.certificate;
        access.server_name = "kubernetes.example";
      },
      std::move(identity));
  run_until([&] { return failures_ == 1; });
  EXPECT_EQ(server_->requests().size(), 0U);
}

TEST_F(HostileServerTest, TheRightCertificateIsAccepted) {
  const runtime::TlsPair pair = runtime::make_test_certificate();
  auto identity = runtime::fixed_identity(*runtime::make_server_context(pair));
  follow([&](ClusterAccess& access) { access.tls.authorities = pair.certificate; }, std::move(identity));
  server_->replies = {answer(200, kGoodList), raw(kOk + "\r\n", After::hang)};
  run_until([&] { return told_.size() == 2; });
}

TEST_F(HostileServerTest, PlainTextOnATlsPortIsNoticed) {
  const runtime::TlsPair pair = runtime::make_test_certificate();
  follow([&](ClusterAccess& access) {
    access.server.tls = true;
    access.tls.authorities = pair.certificate;
  });
  // The server waits for the end of a request that will never be one.
  run_until([&] { return server_->connections() == 1; });
  settle();
  clock_.advance(6s);
  run_until([&] { return failures_ == 1; });
  EXPECT_GE(log_lines_.count("cannot connect to 127.0.0.1:"), 1);
}

}  // namespace
}  // namespace herald::kube
