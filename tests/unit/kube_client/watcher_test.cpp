#include "kube/watcher.h"

#include "tests/unit/kube_client/scripted_server.h"

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::string item(const std::string& name, const std::string& version, const std::string& more = {}) {
  return R"({"metadata":{"name":")" + name + R"(","resourceVersion":")" + version + R"("})" + more + "}";
}

std::string list(const std::string& items, const std::string& more = {}) {
  return R"({"kind":"List","metadata":{"resourceVersion":"10")" + more + R"(},"items":[)" + items + "]}";
}

std::string event(const std::string& type, const std::string& object) {
  return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}

// A watch whose stream goes on.
Reply stream(const std::string& lines, After after = After::hang) {
  return {.text = "HTTP/1.1 200 OK\r\n\r\n" + lines, .after = after};
}

class WatcherTest : public ClientTest {
 protected:
  void follow(std::deque<Reply> replies) {
    start();
    server_->replies = std::move(replies);
    watcher_ = std::make_unique<Watcher<Namespace>>(
        executor(), *endpoint_,
        WatcherSettings{.scope = {kNamespaces, "", ""}, .limits = {}, .times = {}, .seed = 1},
        [this](const Object<Namespace>& object) { told_.push_back("+" + object.meta.key.name); },
        WatchListener{
            .removed = [this](const Key& key) { told_.push_back("-" + key.name); },
            .synced = [this](std::uint64_t ticket) { told_.push_back("=" + std::to_string(ticket)); },
            .restarted = [this](std::string_view, std::string_view why) { restarts_.emplace_back(why); },
            .skipped = [this](std::string_view) { ++skipped_; }});
    asking_->spawn("watch", watcher_->run());
  }

  void TearDown() override {
    watcher_->close();
    run(asking_->leave());
    ClientTest::TearDown();
  }

  void until_told(std::size_t count) {
    run_until([&] { return told_.size() >= count; });
  }

  std::unique_ptr<Watcher<Namespace>> watcher_;
  std::vector<std::string> told_;
  std::vector<std::string> restarts_;
  int skipped_ = 0;
};

TEST_F(WatcherTest, ListsThenWatches) {
  follow({answer(200, list(item("a", "1") + "," + item("b", "2"))),
          stream(event("ADDED", item("c", "11")) + event("MODIFIED", item("a", "12")) +
                 event("BOOKMARK", item("", "13")) + event("DELETED", item("b", "14")))});
  until_told(6);
  EXPECT_THAT(told_, ElementsAre("+a", "+b", "=0", "+c", "+a", "-b"));
  EXPECT_THAT(server_->requests().at(0), StartsWith("GET /api/v1/namespaces?limit=500 "));
  EXPECT_THAT(server_->requests().at(0), HasSubstr("Accept-Encoding: gzip\r\n"));
  EXPECT_THAT(server_->requests().at(1), HasSubstr("resourceVersion=10&timeoutSeconds="));
  EXPECT_THAT(server_->requests().at(1), testing::Not(HasSubstr("Accept-Encoding")));
}

TEST_F(WatcherTest, ReadsEveryPage) {
  follow({answer(200, list(item("a", "1"), R"(,"continue":"next")")), answer(200, list(item("b", "2"))),
          stream("")});
  until_told(3);
  EXPECT_THAT(told_, ElementsAre("+a", "+b", "=0"));
  EXPECT_THAT(server_->requests().at(1), StartsWith("GET /api/v1/namespaces?limit=500&continue=next "));
}

TEST_F(WatcherTest, ResumesWhereItWas) {
  follow({answer(200, list("")), stream(event("ADDED", item("a", "20")), After::close), stream("")});
  run_until([&] { return server_->requests().size() == 3; });
  EXPECT_THAT(server_->requests().at(2), HasSubstr("resourceVersion=20&"));
}

TEST_F(WatcherTest, AfterExpiryWhatIsMissingIsRemoved) {
  const std::string expired = R"({"kind":"Status","code":410,"message":"too old resource version"})";
  follow({answer(200, list(item("a", "1") + "," + item("b", "2"))), stream(event("ERROR", expired)),
          answer(200, list(item("b", "2"))), stream("")});
  until_told(5);
  EXPECT_THAT(told_, ElementsAre("+a", "+b", "=0", "+b", "-a"));
  EXPECT_THAT(restarts_, ElementsAre("expired"));
}

TEST_F(WatcherTest, ABrokenObjectIsSkippedLoudlyAndNotTakenForDeleted) {
  const std::string wrong = R"({"metadata":{"name":"odd","resourceVersion":"4","labels":{"a":7}}})";
  follow({answer(200, list(wrong + "," + item("b", "2"))),
          stream(event("MODIFIED", wrong) + event("ADDED", item("c", "11")))});
  until_told(3);
  EXPECT_THAT(told_, ElementsAre("+b", "=0", "+c"));
  EXPECT_EQ(skipped_, 2);
  EXPECT_EQ(log_lines_.count(R"("object":"/odd","what":"metadata.labels.a: )"), 2);
  EXPECT_EQ(restarts_.size(), 0U);
}

TEST_F(WatcherTest, AnEventThatNobodyCanReadMeansANewList) {
  follow({answer(200, list("")), stream("this is no JSON\n"), answer(200, list(item("a", "1"))), stream("")});
  until_told(2);
  EXPECT_THAT(told_, ElementsAre("=0", "+a"));
  EXPECT_THAT(restarts_, ElementsAre("expired"));
}

TEST_F(WatcherTest, AFailedListIsTriedAgainAfterAPause) {
  follow({answer(500, "{}"), answer(200, list(item("a", "1"))), stream("")});
  run_until([&] { return !restarts_.empty(); });
  settle();
  EXPECT_EQ(server_->requests().size(), 1U);
  clock_.advance(1s);
  until_told(2);
  EXPECT_THAT(told_, ElementsAre("+a", "=0"));
  EXPECT_EQ(log_lines_.count(R"("event":"watch_interrupted")"), 1);
}

TEST_F(WatcherTest, RetryAfterIsObeyed) {
  follow({answer(429, "{}", "Retry-After: 20\r\n"), answer(200, list("")), stream("")});
  run_until([&] { return !restarts_.empty(); });
  settle();
  clock_.advance(19s);
  settle();
  EXPECT_EQ(server_->requests().size(), 1U);
  clock_.advance(2s);
  until_told(1);
}

TEST_F(WatcherTest, ASilentWatchIsDroppedAndResumed) {
  follow({answer(200, list("")), stream(""), stream(event("ADDED", item("a", "11")))});
  run_until([&] { return watcher_->state() == WatchMachine::State::watching; });
  clock_.advance(11min);
  until_told(2);
  EXPECT_THAT(told_, ElementsAre("=0", "+a"));
}

TEST_F(WatcherTest, ARefreshListsAnewAndTellsItsTicket) {
  follow({answer(200, list(item("a", "1"))), stream(""), answer(200, list(item("b", "2"))), stream("")});
  run_until([&] { return watcher_->state() == WatchMachine::State::watching; });
  watcher_->refresh(5);
  until_told(5);
  EXPECT_THAT(told_, ElementsAre("+a", "=0", "+b", "-a", "=5"));
  EXPECT_EQ(restarts_.size(), 0U);
  EXPECT_EQ(log_lines_.count(R"("event":"watch_interrupted")"), 0);
  // The watches count as answered, also the one that was given up.
  for (const ApiCall& call : calls_)
    EXPECT_EQ(call.status, 200) << call.verb;
}

}  // namespace
}  // namespace herald::kube
