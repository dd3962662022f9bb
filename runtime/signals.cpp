#include "runtime/signals.h"

#include "runtime/log_events.h"

#include <csignal>
#include <string_view>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace herald::runtime {
namespace asio = boost::asio;

struct Signals::State {
  explicit State(const Executor& executor) : set(executor, SIGTERM, SIGINT, SIGUSR1) {}
  asio::signal_set set;
};

Signals::Signals(const Executor& executor, Logger& logger, std::function<void()> stop)
    : state_(std::make_unique<State>(executor)), logger_(logger), stop_(std::move(stop)) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGHUP, SIG_IGN);
}

Signals::~Signals() = default;

Task<> Signals::run() {
  for (;;) {
    const auto [error, signal] = co_await state_->set.async_wait(asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
    handle(signal);
  }
}

void Signals::handle(int signal) {
  if (signal == SIGUSR1) {
    const LogLevel before = logger_.level();
    logger_.toggle_debug();
    logger_.log(events::kLogLevelChanged,
                {{"from", name(before)}, {"to", name(logger_.level())}, {"by", "SIGUSR1"}});
    return;
  }
  // Removing the last handler of a signal restores its default action.
  state_->set.remove(SIGTERM);
  state_->set.remove(SIGINT);
  logger_.log(events::kStopRequested, {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
  stop_();
}

}  // namespace herald::runtime
