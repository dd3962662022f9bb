#include "tests/unit/kube_client/small_proxy.h"

#include <array>
#include <span>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace herald::kube {

using runtime::Task;

struct SmallProxy::Way {
  runtime::ByteStreamPtr client;
  runtime::ByteStreamPtr server;
};

SmallProxy::SmallProxy(const runtime::Executor& executor, const runtime::Clock& clock,
                       runtime::Logger& logger)
    : clock_(clock), tasks_(executor, clock, logger) {
  auto listener = runtime::Listener::open(executor, clock, *runtime::SocketAddress::parse("127.0.0.1:0"));
  EXPECT_TRUE(listener);
  listener_ = *std::move(listener);
  tasks_.spawn("accept", accept());
}

Proxy SmallProxy::address() const {
  return *parse_proxy_url("http://" + listener_->address().to_string());
}

Task<> SmallProxy::accept() {
  for (;;) {
    auto stream = co_await listener_->accept(nullptr);
    if (!stream) co_return;
    auto way = std::make_shared<Way>();
    way->client = *std::move(stream);
    tasks_.spawn("serve", serve(std::move(way)));
  }
}

Task<std::string> SmallProxy::read_head(std::shared_ptr<Way> way) {
  std::string head;
  std::array<char, 512> piece{};
  while (head.find("\r\n\r\n") == std::string::npos) {
    const auto got = co_await way->client->read_some(std::span<char>(piece), kNever);
    if (!got || *got == 0) break;
    head.append(piece.data(), *got);
  }
  co_return head;
}

Task<> SmallProxy::serve(std::shared_ptr<Way> way) {
  const std::string head = co_await read_head(way);
  requests_.push_back(head);
  const std::size_t start = head.find(' ') + 1;
  const std::string target = head.substr(start, head.find(' ', start) - start);
  std::string answer = refusal.empty() ? "HTTP/1.1 200 Connection established\r\n\r\n" : refusal;
  if (refusal.empty()) {
    auto server = co_await runtime::connect_plain(*runtime::SocketAddress::parse(target), clock_, kNever);
    if (!server) co_return;
    way->server = *std::move(server);
  }
  const auto written = co_await way->client->write_all(answer, kNever);
  if (!written || way->server == nullptr) co_return;
  tasks_.spawn("there", carry(way, *way->client, *way->server));
  tasks_.spawn("back", carry(way, *way->server, *way->client));
}

Task<> SmallProxy::carry(std::shared_ptr<Way> way, runtime::ByteStream& from, runtime::ByteStream& to) {
  std::array<char, 4096> piece{};
  for (;;) {
    const auto got = co_await from.read_some(std::span<char>(piece), kNever);
    if (!got || *got == 0) break;
    carried_ += *got;
    const auto written = co_await to.write_all(std::string_view(piece.data(), *got), kNever);
    if (!written) break;
  }
  way->client->close();
  way->server->close();
}

Task<> SmallProxy::close() {
  listener_->close();
  tasks_.cancel();
  co_await tasks_.leave();
}

}  // namespace herald::kube
