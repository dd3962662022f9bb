#include "tests/unit/kube_client/scripted_server.h"

#include <array>
#include <utility>

namespace herald::kube {

using runtime::Task;

struct ScriptedServer::Connection {
  runtime::ByteStreamPtr stream;
  std::string input;
};

Reply answer(int status, const std::string& body, const std::string& more_headers) {
  return {.head = {},
          .text = "HTTP/1.1 " + std::to_string(status) + " Whatever\r\nContent-Length: " +
                  std::to_string(body.size()) + "\r\n" + more_headers + "\r\n" + body};
}

ScriptedServer::ScriptedServer(const runtime::Executor& executor, const runtime::Clock& clock,
                               runtime::Logger& logger, std::shared_ptr<runtime::TlsIdentity> identity)
    : identity_(std::move(identity)), tasks_(executor, clock, logger) {
  auto listener = runtime::Listener::open(executor, clock, *runtime::SocketAddress::parse("127.0.0.1:0"));
  EXPECT_TRUE(listener);
  listener_ = *std::move(listener);
  tasks_.spawn("accept", accept());
}

std::string ScriptedServer::url() const {
  return (identity_ ? "https://" : "http://") + listener_->address().to_string();
}

Task<> ScriptedServer::accept() {
  for (;;) {
    auto stream = co_await listener_->accept(identity_);
    if (!stream) co_return;
    ++connections_;
    auto connection = std::make_shared<Connection>();
    connection->stream = *std::move(stream);
    open_.push_back(connection);
    tasks_.spawn("serve", serve(std::move(connection)));
  }
}

Task<std::optional<std::string>> ScriptedServer::read_request(std::shared_ptr<Connection> connection) {
  std::array<char, 4096> buffer;
  for (;;) {
    const std::size_t head = connection->input.find("\r\n\r\n");
    if (head != std::string::npos) {
      const std::size_t length = connection->input.find("Content-Length: ");
      std::size_t size = head + 4;
      if (length < head) size += std::stoul(connection->input.substr(length + 16));
      if (connection->input.size() >= size) {
        std::string request = connection->input.substr(0, size);
        connection->input.erase(0, size);
        co_return request;
      }
    }
    const auto got = co_await connection->stream->read_some(buffer, kNever);
    if (!got || *got == 0) co_return std::nullopt;
    connection->input.append(buffer.data(), *got);
  }
}

Task<> ScriptedServer::serve(std::shared_ptr<Connection> connection) {
  if (!co_await connection->stream->handshake(kNever)) co_return;
  while (auto request = co_await read_request(connection)) {
    requests_.push_back(std::move(*request));
    Reply reply{.text = {}, .after = After::hang};
    if (!replies.empty()) {
      reply = std::move(replies.front());
      replies.pop_front();
    }
    if (!co_await connection->stream->write_all(reply.head, kNever)) co_return;
    for (std::size_t i = 0; i < reply.repeat; ++i) {
      const auto written = co_await connection->stream->write_all(reply.text, kNever);
      if (!written) co_return;
      bytes_sent_ += reply.text.size();
    }
    if (reply.after == After::close) co_return connection->stream->close();
    if (reply.after == After::hang) {
      std::array<char, 64> ignored;
      for (;;) {
        const auto got = co_await connection->stream->read_some(ignored, kNever);
        if (!got || *got == 0) co_return;
      }
    }
  }
}

void ScriptedServer::drop_connections() {
  for (const auto& weak : std::exchange(open_, {})) {
    if (const auto connection = weak.lock()) connection->stream->close();
  }
}

Task<> ScriptedServer::close() {
  listener_->close();
  drop_connections();
  tasks_.cancel();
  co_await tasks_.leave();
}

void ClientTest::start(const std::function<void(ClusterAccess&)>& change,
                       std::shared_ptr<runtime::TlsIdentity> identity) {
  server_ = std::make_unique<ScriptedServer>(executor(), clock_, logger_, std::move(identity));
  ClusterAccess access;
  access.origin = "test";
  access.server = *parse_server_url(server_->url());
  if (change) change(access);
  auto endpoint = ApiEndpoint::make(std::move(access), clock_, logger_,
                                    {.observe = [this](const ApiCall& call) { calls_.push_back(call); }});
  ASSERT_TRUE(endpoint) << endpoint.error();
  endpoint_ = *std::move(endpoint);
  asking_ = std::make_unique<runtime::TaskGroup>(executor(), clock_, logger_);
}

void ClientTest::TearDown() {
  if (asking_) {
    asking_->cancel();
    run(asking_->leave());
  }
  if (server_) run(server_->close());
}

namespace {

Task<> store(ApiClient& client, ApiRequest request, Instant deadline,
             std::shared_ptr<std::optional<ApiResult>> into) {
  *into = co_await client.request(std::move(request), deadline);
}

}  // namespace

ClientTest::Pending ClientTest::ask(ApiClient& client, ApiRequest request, Duration within) {
  auto pending = std::make_shared<std::optional<ApiResult>>();
  asking_->spawn("ask", store(client, std::move(request), clock_.now() + within, pending));
  return pending;
}

ApiResult ClientTest::wait(const Pending& pending) {
  run_until([&] { return pending->has_value(); });
  return pending->has_value() ? **pending : ApiResult(fail(ApiFailure{.what = "the test gave up"}));
}

void ClientTest::run_until(const std::function<bool()>& condition) {
  io_.restart();
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition() && io_.run_one_until(limit) != 0) {
  }
  ASSERT_TRUE(condition()) << "it did not happen";
}

ApiRequest ClientTest::get(const std::string& target) {
  return {.verb = "get", .resource = "things", .method = "GET", .target = target};
}

ApiRequest ClientTest::patch(const std::string& body) {
  return {.verb = "patch",
          .resource = "things",
          .method = "PATCH",
          .target = "/api",
          .content_type = "application/merge-patch+json",
          .body = body};
}

}  // namespace herald::kube
