// What an HttpServer does to clients that are slow, idle or too many, and how it closes.
#include "runtime/wakeup.h"
#include "tests/unit/runtime/http_fixture.h"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace herald::runtime {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class HttpTimeTest : public HttpTest {
 protected:
  // Answers "/wait" when the test rings.
  void serve_waiting(Transport transport = Transport::tcp) {
    serve([this](HttpRequest request) { return answer_slowly(std::move(request)); }, transport);
  }

  Task<HttpResponse> answer_slowly(HttpRequest request) {
    if (request.path() == "/wait") {
      ++waiting_;
      static_cast<void>(co_await bell_.sleep_until(kNever));
    }
    co_return text_response(200, request.target);
  }

  void start_closing(Duration grace) {
    boost::asio::co_spawn(io_, server_->close(grace), [this](const std::exception_ptr&) { closed_ = true; });
  }

  static constexpr std::string_view kWait = "GET /wait HTTP/1.1\r\nHost: h\r\n\r\n";
  Wakeup bell_{executor(), clock_};
  int waiting_ = 0;
  bool closed_ = false;
};

TEST_F(HttpTimeTest, AnIdleConnectionIsClosedWithoutAWord) {
  serve(echo);
  TestClient client = connect();
  send(client, kGet);
  EXPECT_THAT(answer(client), EndsWith("GET /hello "));
  wait_until([this] { return clock_.next_deadline() == clock_.now() + settings_.timeouts.idle; });
  clock_.advance(settings_.timeouts.idle);
  EXPECT_EQ(rest(client), "");
}

TEST_F(HttpTimeTest, AHeadThatTakesTooLongIsRefusedHoweverItDrips) {
  serve(echo);
  TestClient client = connect();
  send(client, "G");
  wait_until([this] { return clock_.next_deadline() == clock_.now() + settings_.timeouts.head; });
  const Instant limit = clock_.next_deadline();
  clock_.advance(settings_.timeouts.head - 1ms);
  send(client, "ET / HTTP/1.1\r\n");
  settle();
  EXPECT_EQ(clock_.next_deadline(), limit);  // one more line buys no more time
  clock_.advance(1ms);
  EXPECT_THAT(rest(client), StartsWith("HTTP/1.1 408 "));
  EXPECT_EQ(log_lines_.count(R"("why":"the request took too long to arrive")"), 1);
}

TEST_F(HttpTimeTest, ABodyThatTakesTooLongIsRefused) {
  serve(echo);
  TestClient client = connect();
  send(client, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n01234");
  wait_until([this] { return clock_.next_deadline() == clock_.now() + settings_.timeouts.body; });
  clock_.advance(settings_.timeouts.body);
  EXPECT_THAT(rest(client), StartsWith("HTTP/1.1 408 "));
}

TEST_F(HttpTimeTest, ATlsClientThatSaysNothingIsDropped) {
  serve(echo, Transport::tls);
  transport_ = Transport::tcp;
  TestClient client = connect();
  wait_until([this] { return clock_.next_deadline() == clock_.now() + settings_.timeouts.handshake; });
  clock_.advance(settings_.timeouts.handshake);
  EXPECT_EQ(rest(client), "");
  EXPECT_EQ(log_lines_.count(R"("why":"the time allowed was over")"), 1);
}

Task<HttpResponse> answer_much(HttpRequest) {
  co_return text_response(200, std::string(32 << 20, 'x'));
}

TEST_F(HttpTimeTest, AClientThatDoesNotReadIsDropped) {
  serve(answer_much);
  TestClient client = connect();
  send(client, kGet);
  wait_until([this] { return clock_.next_deadline() == clock_.now() + settings_.timeouts.write; });
  settle();
  clock_.advance(settings_.timeouts.write);
  wait_until([this] { return server_->connections() == 0; });
  EXPECT_LT(rest(client).size(), 32U << 20);
}

TEST_F(HttpTimeTest, AClientThatNeverClosesIsNotWaitedForLong) {
  serve(echo);
  TestClient client = connect();
  send(client, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(rest(client), EndsWith("GET / "));
  EXPECT_EQ(server_->connections(), 1U);
  clock_.advance(settings_.timeouts.linger);
  wait_until([this] { return server_->connections() == 0; });
}

TEST_F(HttpTimeTest, TheOneIdleForLongestMakesRoom) {
  settings_.connections = 2;
  serve(echo);
  TestClient first = connect();
  send(first, kGet);
  EXPECT_THAT(answer(first), EndsWith("GET /hello "));
  clock_.advance(1s);
  TestClient second = connect();
  send(second, kGet);
  EXPECT_THAT(answer(second), EndsWith("GET /hello "));
  TestClient third = connect();
  send(third, kGet);
  EXPECT_THAT(answer(third), EndsWith("GET /hello "));
  EXPECT_EQ(rest(first), "");
  EXPECT_LE(server_->connections(), 2U);
  send(second, kGet);
  EXPECT_THAT(answer(second), EndsWith("GET /hello "));
}

// Whatever of its own a client leaves undone: it must not keep a health probe out.
TEST_F(HttpTimeTest, WhoeverKeepsTheServerWaitingMakesRoom) {
  settings_.connections = 1;
  serve(echo);
  const std::string half = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n01234";
  for (const std::string& sent : {std::string("GE"), half, std::string(kGet) + half,
                                  std::string("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")}) {
    TestClient slow = connect();
    send(slow, sent);
    settle();
    TestClient probe = connect();
    send(probe, kGet);
    EXPECT_THAT(answer(probe), EndsWith("GET /hello ")) << sent;
  }
}

TEST_F(HttpTimeTest, AnAnswerThatNobodyReadsMakesRoom) {
  settings_.connections = 1;
  serve(answer_much);
  TestClient slow = connect();
  send(slow, kGet);
  settle();
  TestClient probe = connect();
  send(probe, kGet);
  EXPECT_TRUE(answer(probe).starts_with("HTTP/1.1 200 "));
}

TEST_F(HttpTimeTest, AHandshakeThatStallsMakesRoom) {
  settings_.connections = 1;
  serve(echo, Transport::tls);
  transport_ = Transport::tcp;
  TestClient slow = connect();
  settle();
  transport_ = Transport::tls;
  TestClient probe = connect();
  send(probe, kGet);
  EXPECT_THAT(answer(probe), EndsWith("GET /hello "));
  EXPECT_EQ(rest(slow), "");
}

// One that still sends its head must not win time by it, not even by asking for a "100 Continue".
TEST_F(HttpTimeTest, WhoHasKeptItWaitingForLongestGoesFirst) {
  settings_.connections = 2;
  serve(echo);
  TestClient dripping = connect();
  send(dripping, "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 10\r\n");
  settle();
  clock_.advance(1s);
  TestClient later = connect();
  send(later, kGet);
  EXPECT_THAT(answer(later), EndsWith("GET /hello "));
  clock_.advance(1s);
  send(dripping, "\r\n");
  EXPECT_THAT(answer(dripping), StartsWith("HTTP/1.1 100 "));
  TestClient probe = connect();
  send(probe, kGet);
  EXPECT_THAT(answer(probe), EndsWith("GET /hello "));
  EXPECT_EQ(rest(dripping), "");
}

TEST_F(HttpTimeTest, WhenAllAreBusyTheNextOneWaits) {
  settings_.connections = 1;
  serve_waiting();
  TestClient busy = connect();
  send(busy, kWait);
  wait_until([this] { return waiting_ == 1; });
  TestClient next = connect();
  send(next, "GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
  settle();
  EXPECT_EQ(server_->connections(), 1U);
  bell_.ring();
  EXPECT_THAT(answer(busy), EndsWith("/wait"));
  EXPECT_THAT(answer(next), EndsWith("/next"));
}

TEST_F(HttpTimeTest, ClosingDropsTheIdleAndLetsAnswersFinish) {
  serve_waiting();
  TestClient idle = connect();
  send(idle, kGet);
  EXPECT_THAT(answer(idle), EndsWith("/hello"));
  TestClient busy = connect();
  send(busy, kWait);
  wait_until([this] { return waiting_ == 1; });
  start_closing(10s);
  EXPECT_EQ(rest(idle), "");
  EXPECT_FALSE(closed_);
  bell_.ring();
  const std::string last = answer(busy);
  EXPECT_THAT(last, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(last, EndsWith("/wait"));
  EXPECT_EQ(rest(busy), "");
  idle.stream->close();
  busy.stream->close();
  wait_until([this] { return closed_; });
}

TEST_F(HttpTimeTest, ClosingCutsWhatOutlastsTheGrace) {
  for (const Transport transport : {Transport::tcp, Transport::tls}) {
    serve_waiting(transport);
    TestClient busy = connect();
    waiting_ = 0;
    send(busy, kWait);
    wait_until([this] { return waiting_ == 1; });
    start_closing(10s);
    settle();
    clock_.advance(10s - 1ns);
    settle();
    EXPECT_FALSE(closed_);
    clock_.advance(1ns);
    wait_until([this] { return closed_; });
    EXPECT_EQ(rest(busy), "");
    closed_ = false;
    settings_.identity.reset();
  }
}

Task<> try_connect(SocketAddress address, const Clock& clock, std::optional<StreamFailure>& failure) {
  const auto stream = co_await connect_plain(address, clock, kNever);
  if (!stream) failure = stream.error();
}

TEST_F(HttpTimeTest, AfterClosingNobodyListens) {
  serve(echo);
  run(server_->close(0s));
  TestClient client;
  std::optional<StreamFailure> failure;
  run(try_connect(address_, clock_, failure));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->what, "Connection refused");
}

}  // namespace
}  // namespace herald::runtime
