// Answers that are sent while they are produced.
#include "runtime/mailbox.h"
#include "tests/unit/runtime/http_fixture.h"

#include <string>
#include <sys/socket.h>

#include <gmock/gmock.h>

namespace herald::runtime {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class HttpStreamTest : public HttpTest, public testing::WithParamInterface<Transport> {
 protected:
  // "/feed" sends what the test pushes, as a watch does; "/flood" sends 1024 pieces of 64 KiB; "/broken"
  // throws after one piece; anything else is an ordinary answer.
  void serve_streams() {
    serve([this](HttpRequest request) { return answer_streamed(std::move(request)); }, GetParam());
  }

  Task<HttpResponse> answer_streamed(HttpRequest request) {
    HttpResponse response = text_response(200, "ordinary");
    const std::string path(request.path());
    if (path == "/feed") response.stream = [this](BodyWriter& writer) { return feed(writer); };
    if (path == "/flood") response.stream = [this](BodyWriter& writer) { return flood(writer); };
    if (path == "/broken") response.stream = [](BodyWriter& writer) { return break_off(writer); };
    co_return response;
  }

  Task<> feed(BodyWriter& writer) {
    writer.on_gone([this] { events_.close(); });
    ++feeding_;
    while (co_await events_.ready() == Arrival::message) {
      const std::string event = *events_.take();
      if (co_await writer.write(event) == Written::gone) break;
    }
    writer.on_gone([this] { ++late_; });  // at the very end: nobody may hear it any more
    ++fed_;
  }

  Task<> flood(BodyWriter& writer) {
    const std::string piece(1 << 16, 'x');
    while (pieces_ < 1024 && co_await writer.write(piece) == Written::sent)
      ++pieces_;
    ++fed_;
  }

  static Task<> break_off(BodyWriter& writer) {
    if (co_await writer.write("half") == Written::sent) throw std::runtime_error("a bug in the middle");
  }

  TestClient start_feed() {
    TestClient client = connect();
    send(client, "GET /feed HTTP/1.1\r\nHost: h\r\n\r\n");
    wait_until([this] { return feeding_ == 1; });
    return client;
  }

  void read_through(TestClient& client, const std::string& text) {
    run(read_until(client, [&](const std::string& got) { return got.ends_with(text); }));
  }

  Mailbox<std::string> events_{executor(), clock_};
  int feeding_ = 0;
  int fed_ = 0;
  int pieces_ = 0;
  int late_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Over, HttpStreamTest,
                         testing::Values(Transport::tcp, Transport::tls, Transport::unix_socket),
                         transport_name);

TEST_P(HttpStreamTest, EachPieceArrivesWhenItIsWritten) {
  serve_streams();
  TestClient client = start_feed();
  events_.push("one\n");
  read_through(client, "4\r\none\n\r\n");
  EXPECT_THAT(client.received, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(client.received, Not(HasSubstr("Content-Length")));
  events_.push(std::string(20, 'y'));
  read_through(client, "14\r\n" + std::string(20, 'y') + "\r\n");
  events_.close();
  EXPECT_THAT(answer(client), EndsWith("\r\n0\r\n\r\n"));
  send(client, kGet);
  EXPECT_THAT(answer(client), EndsWith("ordinary"));
}

TEST_P(HttpStreamTest, AClientThatLeavesIsNoticedWhileThereIsNothingToSend) {
  serve_streams();
  TestClient client = start_feed();
  client.stream->close();
  wait_until([this] { return fed_ == 1; });
  wait_until([this] { return server_->connections() == 0; });
  settle();
  EXPECT_EQ(late_, 0);
}

TEST_P(HttpStreamTest, AProducerIsNoFasterThanItsClient) {
  serve_streams();
  TestClient client = connect();
  send(client, "GET /flood HTTP/1.1\r\nHost: h\r\n\r\n");
  wait_until([this] { return pieces_ >= 1; });
  settle();
  EXPECT_LT(pieces_, 512);  // what the kernel's buffers hold; the client reads nothing
  const std::string body = answer(client);
  EXPECT_EQ(pieces_, 1024);
  EXPECT_GT(body.size(), 64U << 20);
}

TEST_P(HttpStreamTest, AClientThatLeavesEndsAProducerThatWaitsForIt) {
  serve_streams();
  TestClient client = connect();
  send(client, "GET /flood HTTP/1.1\r\nHost: h\r\n\r\n");
  wait_until([this] { return pieces_ >= 1; });
  settle();
  client.stream->close();
  wait_until([this] { return fed_ == 1; });
  EXPECT_LT(pieces_, 1024);
  wait_until([this] { return server_->connections() == 0; });
}

TEST_P(HttpStreamTest, AProducerWhoseClientStallsIsDroppedInTime) {
  serve_streams();
  TestClient client = connect();
  send(client, "GET /flood HTTP/1.1\r\nHost: h\r\n\r\n");
  wait_until([this] { return pieces_ >= 1; });
  settle();
  clock_.advance(settings_.timeouts.write);
  wait_until([this] { return fed_ == 1; });
  wait_until([this] { return server_->connections() == 0; });
}

TEST_P(HttpStreamTest, ClosingAsksAStreamToEndAndEndsItInOrder) {
  serve_streams();
  TestClient client = start_feed();
  bool closed = false;
  boost::asio::co_spawn(io_, server_->close(10s), [&](const std::exception_ptr&) { closed = true; });
  EXPECT_THAT(answer(client), EndsWith("0\r\n\r\n"));
  EXPECT_EQ(fed_, 1);
  EXPECT_EQ(rest(client), "");
  client.stream->close();
  wait_until([&] { return closed; });
}

TEST_P(HttpStreamTest, ABodyThatBrokeLooksBroken) {
  serve_streams();
  const std::string response = exchange("GET /broken HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(response, EndsWith("4\r\nhalf\r\n"));
  EXPECT_EQ(log_lines_.count(R"("what":"a bug in the middle")"), 1);
}

TEST_P(HttpStreamTest, AnOldClientGetsItUntilTheConnectionEnds) {
  serve_streams();
  const std::string response = exchange("GET /broken HTTP/1.0\r\n\r\n");
  EXPECT_THAT(response, Not(HasSubstr("chunked")));
  EXPECT_THAT(response, EndsWith("\r\n\r\nhalf"));
}

TEST_P(HttpStreamTest, HeadStartsNoStream) {
  serve_streams();
  TestClient client = connect();
  send(client, "HEAD /feed HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(answer(client, true), HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_EQ(feeding_, 0);
}

// What a client sends ahead during a stream is kept, up to a limit, and answered afterwards.
TEST_P(HttpStreamTest, ARequestBehindAStreamIsAnsweredAfterIt) {
  serve_streams();
  TestClient client = start_feed();
  send(client, kGet);
  events_.push("x");
  read_through(client, "1\r\nx\r\n");
  events_.close();
  EXPECT_THAT(answer(client), EndsWith("0\r\n\r\n"));
  EXPECT_THAT(answer(client), EndsWith("ordinary"));
}

}  // namespace
}  // namespace herald::runtime
