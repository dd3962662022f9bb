#include "lab/cli/relay.h"

#include "lab/cluster/layout.h"
#include "lab/cluster/namespaces.h"
#include "runtime/listener.h"
#include "runtime/log_sink.h"
#include "runtime/task_group.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <span>
#include <unistd.h>
#include <utility>

#include <boost/asio/io_context.hpp>

namespace herald::lab {
namespace {

using runtime::ByteStreamPtr;
using runtime::Task;

constexpr Duration kConnectTimeout = std::chrono::seconds(5);

// Two directions share both streams; whichever ends closes them for the other.
struct Pair {
  ByteStreamPtr left;
  ByteStreamPtr right;
};

Task<> pump(std::shared_ptr<Pair> pair, runtime::ByteStream* from, runtime::ByteStream* into) {
  std::array<char, 16384> piece{};
  for (;;) {
    const auto got = co_await from->read_some(piece, kNever);
    if (!got || *got == 0) break;
    const auto written = co_await into->write_all({piece.data(), *got}, kNever);
    if (!written) break;
  }
  pair->left->close();
  pair->right->close();
}

class Relay {
 public:
  Relay(const runtime::Executor& executor, const runtime::Clock& clock, runtime::Logger& logger,
        runtime::SocketAddress to)
      : clock_(clock), to_(std::move(to)), tasks_(executor, clock, logger) {}

  Task<> serve(runtime::Listener& listener) {
    for (;;) {
      auto accepted = co_await listener.accept(nullptr);
      if (accepted) tasks_.spawn("connection", carry(*std::move(accepted)));
    }
  }

  void start(runtime::Listener& listener) { tasks_.spawn("listen", serve(listener)); }

 private:
  Task<> carry(ByteStreamPtr left) {
    auto right = co_await runtime::connect_plain(to_, clock_, clock_.now() + kConnectTimeout);
    if (!right) co_return;
    auto pair = std::make_shared<Pair>();
    pair->left = std::move(left);
    pair->right = *std::move(right);
    runtime::ByteStream* const a = pair->left.get();
    runtime::ByteStream* const b = pair->right.get();
    tasks_.spawn("there", pump(pair, a, b));
    tasks_.spawn("back", pump(std::move(pair), b, a));
  }

  const runtime::Clock& clock_;
  runtime::SocketAddress to_;
  runtime::TaskGroup tasks_;
};

}  // namespace

Result<void, std::string> run_relay(const LabDirectory& directory, const std::string& to) {
  std::signal(SIGPIPE, SIG_IGN);
  boost::asio::io_context io(1);
  const runtime::SystemClock clock;
  runtime::DescriptorSink sink(STDERR_FILENO);
  runtime::Logger logger(sink, clock, runtime::LogFormat::human, runtime::LogLevel::warning);
  const auto address = runtime::SocketAddress::parse(to);
  if (!address) return fail(address.error());
  auto listener =
      runtime::Listener::open(io.get_executor(), clock, *runtime::SocketAddress::parse("127.0.0.1:0"));
  if (!listener) return fail(listener.error());
  if (!move_into(directory.namespace_of(kControl).c_str(), "", Depth::network))
    return fail(std::string(std::strerror(errno)));
  std::printf("%s\n", (*listener)->address().to_string().c_str());
  std::fflush(stdout);
  Relay relay(io.get_executor(), clock, logger, *address);
  relay.start(**listener);
  io.run();
  return {};
}

}  // namespace herald::lab
