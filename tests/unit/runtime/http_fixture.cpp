#include "tests/unit/runtime/http_fixture.h"

#include <array>

namespace herald::runtime {
namespace {

// How long the answer at the start of `text` is, once that can be told.
std::optional<std::size_t> answer_size(const std::string& text, bool head_only) {
  const std::size_t head_end = text.find("\r\n\r\n");
  if (head_end == std::string::npos) return std::nullopt;
  const std::size_t body = head_end + 4;
  const std::string head = text.substr(0, body);
  if (head_only || head.starts_with("HTTP/1.1 1")) return body;
  if (const auto length = head.find("Content-Length: "); length != std::string::npos) {
    const std::size_t size = body + std::stoul(head.substr(length + 16));
    return text.size() >= size ? std::optional(size) : std::nullopt;
  }
  if (head.find("chunked") == std::string::npos) return body;
  // Only what the last read can have completed: these texts grow to 64 MiB.
  constexpr std::size_t kLastRead = 65536 + 5;
  const std::size_t from = text.size() > body + kLastRead ? text.size() - kLastRead : body;
  const std::size_t last = text.find("0\r\n\r\n", from);
  return last == std::string::npos ? std::nullopt : std::optional(last + 5);
}

Task<> keep_stream(Task<StreamResult<ByteStreamPtr>> connecting, ByteStreamPtr& into, std::string& problem) {
  auto stream = co_await std::move(connecting);
  if (stream) {
    into = *std::move(stream);
  } else {
    problem = stream.error().what;
  }
}

}  // namespace

std::string transport_name(const testing::TestParamInfo<Transport>& transport) {
  constexpr std::array<const char*, 3> kNames = {"Tcp", "Tls", "UnixSocket"};
  return kNames[static_cast<std::size_t>(transport.param)];
}

Task<> read_until(TestClient& client, const std::function<bool(const std::string&)>& enough) {
  std::array<char, 65536> piece{};
  while (!client.ended && !enough(client.received)) {
    const auto read = co_await client.stream->read_some(piece, kNever);
    client.ended = !read || *read == 0;
    if (!client.ended) client.received.append(piece.data(), *read);
  }
}

Task<> write_text(TestClient& client, std::string text, bool& sent) {
  const auto written = co_await client.stream->write_all(text, kNever);
  sent = written.has_value();
}

Task<HttpResponse> echo(HttpRequest request) {
  co_return text_response(200, request.method + " " + request.target + " " + request.body);
}

void HttpTest::TearDown() {
  if (!server_) return;
  run(server_->close(Duration::zero()));
}

void HttpTest::serve(HttpHandler handler, Transport transport) {
  transport_ = transport;
  std::string where = "127.0.0.1:0";
  if (transport == Transport::unix_socket)
    where = "unix:" + testing::TempDir() + "herald-" + std::to_string(::getpid());
  if (transport == Transport::tls) {
    pair_ = make_test_certificate();
    settings_.identity = fixed_identity(*make_server_context(pair_));
    client_context_ = *make_client_context({.authorities = pair_.certificate});
  }
  server_ = std::make_unique<HttpServer>(executor(), clock_, logger_, settings_, std::move(handler));
  const auto bound = server_->listen(*SocketAddress::parse(where));
  ASSERT_TRUE(bound) << bound.error();
  address_ = *bound;
}

TestClient HttpTest::connect() {
  TestClient client;
  std::string problem;
  if (transport_ == Transport::tls) {
    run(keep_stream(connect_tls(address_, clock_, kNever, client_context_, "localhost"), client.stream,
                    problem));
  } else {
    run(keep_stream(connect_plain(address_, clock_, kNever), client.stream, problem));
  }
  EXPECT_EQ(problem, "");
  return client;
}

void HttpTest::send(TestClient& client, std::string_view text) {
  bool sent = false;
  run(write_text(client, std::string(text), sent));
  EXPECT_TRUE(sent);
}

std::string HttpTest::answer(TestClient& client, bool head_only) {
  run(read_until(client, [&](const std::string& text) { return answer_size(text, head_only).has_value(); }));
  const auto size = answer_size(client.received, head_only);
  if (!size) return "cut short: " + client.received;
  std::string one = client.received.substr(0, *size);
  client.received.erase(0, *size);
  return one;
}

std::string HttpTest::rest(TestClient& client) {
  run(read_until(client, [](const std::string&) { return false; }));
  return std::exchange(client.received, {});
}

void HttpTest::wait_until(const std::function<bool()>& condition, std::source_location where) {
  io_.restart();
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition() && io_.run_one_until(limit) != 0) {
  }
  EXPECT_TRUE(condition()) << "waited for in vain at line " << where.line();
}

std::string HttpTest::exchange(std::string_view request) {
  TestClient client = connect();
  send(client, request);
  return rest(client);
}

}  // namespace herald::runtime
