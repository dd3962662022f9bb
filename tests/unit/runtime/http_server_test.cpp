#include "runtime/http_server.h"

#include "tests/unit/runtime/http_fixture.h"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

namespace herald::runtime {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class HttpServerTest : public HttpTest, public testing::WithParamInterface<Transport> {
 protected:
  void serve_here(HttpHandler handler) { serve(std::move(handler), GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Over, HttpServerTest,
                         testing::Values(Transport::tcp, Transport::tls, Transport::unix_socket),
                         transport_name);

TEST_P(HttpServerTest, AnswersAndKeepsTheConnection) {
  serve_here(echo);
  TestClient client = connect();
  send(client, kGet);
  EXPECT_EQ(answer(client),
            "HTTP/1.1 200 OK\r\n"
            "Date: Wed, 01 May 2024 12:34:56 GMT\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 11\r\n"
            "\r\n"
            "GET /hello ");
  send(client, "POST /second?a=b HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_THAT(answer(client), EndsWith("\r\n\r\nPOST /second?a=b body"));
  EXPECT_EQ(server_->connections(), 1U);
}

TEST_P(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  serve_here(echo);
  TestClient client = connect();
  send(client,
       "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n"
       "PUT /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxy"
       "\r\n"
       "GET /3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer(client), EndsWith("GET /1 "));
  EXPECT_THAT(answer(client), EndsWith("PUT /2 xy"));
  const std::string last = answer(client);
  EXPECT_THAT(last, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(last, EndsWith("GET /3 "));
  EXPECT_EQ(rest(client), "");
}

TEST_P(HttpServerTest, ARequestMayBeSplitAnywhere) {
  serve_here(echo);
  const std::string request =
      "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
  TestClient client = connect();
  for (std::size_t cut = 1; cut < request.size(); ++cut) {
    send(client, request.substr(0, cut));
    settle();
    send(client, request.substr(cut));
    ASSERT_THAT(answer(client), EndsWith("POST /x abcde")) << "cut at " << cut;
  }
  for (const char c : request) {
    send(client, std::string_view(&c, 1));
    settle();
  }
  EXPECT_THAT(answer(client), EndsWith("POST /x abcde"));
}

TEST_P(HttpServerTest, LargeBodiesPassBothWays) {
  settings_.sizes.body = 8 << 20;
  serve_here(echo);
  const std::string body(5 << 20, 'b');
  TestClient client = connect();
  bool sent = false;
  boost::asio::co_spawn(io_,
                        write_text(client,
                                   "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " +
                                       std::to_string(body.size()) + "\r\n\r\n" + body,
                                   sent),
                        [](const std::exception_ptr&) {});
  const std::string response = answer(client);
  EXPECT_TRUE(response.ends_with("PUT / " + body));
  EXPECT_TRUE(sent);
}

Task<> end_half(TestClient& client) {
  static_cast<void>(co_await client.stream->finish(kNever));
}

TEST_P(HttpServerTest, AClientThatEndsItsHalfStillGetsItsAnswer) {
  serve_here(echo);
  TestClient client = connect();
  send(client, kGet);
  if (GetParam() != Transport::tls) run(end_half(client));
  EXPECT_THAT(answer(client), EndsWith("GET /hello "));
}

class HttpOverTcp : public HttpTest {};

TEST_F(HttpOverTcp, HeadHasTheLengthButNotTheBody) {
  serve(echo);
  TestClient client = connect();
  send(client, "HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(answer(client, true), HasSubstr("Content-Length: 8\r\n"));
  send(client, kGet);
  EXPECT_THAT(answer(client), EndsWith("GET /hello "));
}

TEST_F(HttpOverTcp, ClosesWhereTheClientDoesNotKeep) {
  serve(echo);
  EXPECT_THAT(exchange("GET / HTTP/1.0\r\n\r\n"), EndsWith("Connection: close\r\n\r\nGET / "));
  EXPECT_THAT(exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), EndsWith("GET / "));
}

TEST_F(HttpOverTcp, SendsContinueBeforeABodyThatWaitsForIt) {
  serve(echo);
  TestClient client = connect();
  send(client, "PUT /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(answer(client), "HTTP/1.1 100 Continue\r\n\r\n");
  send(client, "abc");
  EXPECT_THAT(answer(client), EndsWith("PUT /x abc"));
}

TEST_F(HttpOverTcp, RefusesWhatIsMalformedAndCloses) {
  serve(echo);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"\x16\x03\x01\x02", "HTTP/1.1 400 "},  // TLS to a plain port
      {"GET\r\n\r\n", "HTTP/1.1 400 "},
      {"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "HTTP/1.1 400 "},
      {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", "HTTP/1.1 505 "},
      {"GET x HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 400 "},
      {"GET / HTTP/1.1\r\nHost: h\r\nbad header\r\n\r\n", "HTTP/1.1 400 "},
      {"GET / HTTP/1.1\r\nHost : h\r\n\r\n", "HTTP/1.1 400 "},
      {"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "HTTP/1.1 400 "},
      {"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 400 "},
      {"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "HTTP/1.1 400 "},
      {"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "HTTP/1.1 400 "},
      {"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
       "HTTP/1.1 400 "},
  };
  for (const auto& [request, expected] : cases) {
    const std::string response = exchange(request);
    EXPECT_THAT(response, StartsWith(expected)) << request;
    EXPECT_THAT(response, HasSubstr("Connection: close\r\n")) << request;
  }
  wait_until([this] { return server_->connections() == 0; });
}

TEST_F(HttpOverTcp, BoundsTheHead) {
  settings_.sizes.head = 1024;
  serve(echo);
  const auto with_head_of = [](std::size_t size) {
    const std::string frame = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX: \r\n\r\n";
    std::string request = frame;
    return request.insert(frame.size() - 4, size - frame.size(), 'x');
  };
  EXPECT_THAT(exchange(with_head_of(1024)), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(exchange(with_head_of(1030)), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(exchange(with_head_of(100'000)), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(exchange("GET /" + std::string(5000, 'x')), StartsWith("HTTP/1.1 431 "));
}

TEST_F(HttpOverTcp, BoundsTheBodyAndTheClientHearsOfItAlthoughItStillSends) {
  settings_.sizes.body = 10;
  serve(echo);
  EXPECT_THAT(
      exchange("PUT / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 10\r\n\r\n0123456789"),
      EndsWith("PUT / 0123456789"));
  EXPECT_THAT(
      exchange("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n" + std::string(300'000, 'x')),
      StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(exchange("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                       "8\r\n01234567\r\n8\r\n01234567\r\n0\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
}

TEST_F(HttpOverTcp, AProxysTargetMeansItsPath) {
  serve(echo);
  EXPECT_THAT(exchange("GET http://h:80/a?b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
              EndsWith("GET /a?b "));
  EXPECT_THAT(exchange("GET http://h HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), EndsWith("GET / "));
}

Task<HttpResponse> throw_up(HttpRequest request) {
  if (request.target == "/bad") throw std::runtime_error("a bug");
  co_return text_response(200, "fine");
}

TEST_F(HttpOverTcp, AHandlersExceptionIsA500AndALogLineAndNotTheEnd) {
  serve(throw_up);
  TestClient client = connect();
  send(client, "GET /bad HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string response = answer(client);
  EXPECT_THAT(response, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(response, Not(HasSubstr("a bug")));
  EXPECT_EQ(log_lines_.count(R"("event":"http_handler_failed")"), 1);
  EXPECT_EQ(log_lines_.count(R"("request":"GET /bad","what":"a bug")"), 1);
  send(client, kGet);
  EXPECT_THAT(answer(client), EndsWith("fine"));
}

Task<HttpResponse> split_header(HttpRequest) {
  HttpResponse response = text_response(204, "");
  response.headers.add("X-Note", "one\r\nX-Injected: two");
  co_return response;
}

TEST_F(HttpOverTcp, AHeaderValueCannotAddFieldsAndNoContentHasNoLength) {
  serve(split_header);
  const std::string response = exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(response, HasSubstr("X-Note: one  X-Injected: two\r\n"));
  EXPECT_THAT(response, Not(HasSubstr("Content-Length")));
}

}  // namespace
}  // namespace herald::runtime
