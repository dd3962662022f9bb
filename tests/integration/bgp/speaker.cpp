#include "tests/integration/bgp/speaker.h"

#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/log_sink.h"
#include "runtime/task_group.h"
#include "speaker/shell_bgp.h"

#include <algorithm>
#include <future>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <utility>
#include <variant>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace herald::interop {
namespace {

namespace report = speaker::bgp_report;

struct Words {
  std::string operator()(const report::PeerUp&) const { return "up"; }
  std::string operator()(const report::PeerDown& r) const { return "down: " + r.why; }
  std::string operator()(const report::PeerUnreachable& r) const { return "unreachable: " + r.why; }
  std::string operator()(const report::BfdChanged& r) const { return r.up ? "bfd up" : "bfd down"; }
  std::string operator()(const report::PeerFlawed& r) const { return "flawed: " + r.what; }
  std::string operator()(const report::CannotListen& r) const {
    const bool bfd = r.to == report::Listening::bfd;
    return (bfd ? "cannot hear bfd: " : "cannot listen: ") + r.why;
  }
};

// Another one for each speaker of this process, as for each process of a node.
std::uint64_t next_seed() {
  static std::uint64_t seed = static_cast<std::uint64_t>(::getpid());
  return ++seed;
}

}  // namespace

struct Speaker::State {
  explicit State(const netns::NetworkNamespace& place)
      : where(place),
        shell(io.get_executor(), clock, logger, {.seed = next_seed()},
              [this](const report::Report& r) { remember(std::visit(Words{}, r)); }),
        tasks(io.get_executor(), clock, logger),
        thread([this] {
          tasks.spawn("bgp", shell.run());
          where.run([this] { io.run(); });
        }) {}

  void remember(std::string line) {
    const std::lock_guard lock(mutex);
    news.push_back(std::move(line));
  }

  // In the loop's thread, unless that has ended.
  template <class T>
  T ask(std::function<T()> question) {
    std::promise<T> answer;
    boost::asio::post(io, [&] { answer.set_value(question()); });
    return answer.get_future().get();
  }

  const netns::NetworkNamespace& where;
  boost::asio::io_context io{1};
  runtime::SystemClock clock;
  runtime::DescriptorSink sink{STDERR_FILENO};
  runtime::Logger logger{sink, clock, runtime::LogFormat::human, runtime::LogLevel::error};
  mutable std::mutex mutex;
  std::vector<std::string> news;
  speaker::BgpShell shell;
  runtime::TaskGroup tasks;
  std::thread thread;
};

Speaker::Speaker(const netns::NetworkNamespace& where) : state_(std::make_unique<State>(where)) {}

Speaker::~Speaker() {
  stop(false);
}

void Speaker::order(speaker::bgp_order::Orders orders) {
  boost::asio::post(state_->io, [state = state_.get(), orders = std::move(orders)]() mutable {
    state->shell.order(std::move(orders));
  });
}

void Speaker::stop(bool restart) {
  if (!state_->thread.joinable()) return;
  boost::asio::post(state_->io, [state = state_.get(), restart] { state->shell.stop(restart); });
  state_->thread.join();
}

std::vector<report::PeerStatus> Speaker::status() const {
  if (!state_->thread.joinable()) return state_->shell.status();
  return state_->ask<std::vector<report::PeerStatus>>([this] { return state_->shell.status(); });
}

report::PeerStatus Speaker::peer() const {
  const auto all = status();
  return all.empty() ? report::PeerStatus{} : all.front();
}

report::PeerStatus Speaker::peer(const std::string& name) const {
  const auto all = status();
  const auto found = std::ranges::find(all, name, &report::PeerStatus::peer);
  return found == all.end() ? report::PeerStatus{} : *found;
}

bool Speaker::established() const {
  return peer().session.state == bgp::SessionState::established;
}

std::vector<std::string> Speaker::news() const {
  const std::lock_guard lock(state_->mutex);
  return state_->news;
}

bool Speaker::has_news(const std::string& text) const {
  const auto lines = news();
  return std::ranges::any_of(lines,
                             [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

}  // namespace herald::interop
