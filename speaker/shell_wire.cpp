#include "speaker/shell_wire.h"

#include "core/base/check.h"
#include "runtime/post.h"
#include "speaker/io/thread_priority.h"
#include "speaker/shell_wire_core.h"

#include <mutex>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>

namespace herald::speaker {
namespace {

// The newest status, between the loop that writes it and whoever reads. The loop does not wait: while
// somebody copies, it publishes a second later.
class Noticeboard {
 public:
  void publish(const WireStatus& status) {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (lock) status_ = status;
  }
  [[nodiscard]] WireStatus read() const {
    const std::lock_guard lock(mutex_);
    return status_;
  }

 private:
  mutable std::mutex mutex_;
  WireStatus status_;
};

}  // namespace

class WireLoop::Thread {
 public:
  explicit Thread(WireParts parts)
      : parts_(std::move(parts)),
        tasks_(io_.get_executor(), parts_.clock, parts_.logger),
        core_(io_.get_executor(), parts_, [this](const WireStatus& status) { board_.publish(status); }) {}
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  ~Thread() {
    if (!thread_.joinable()) return;
    runtime::post(io_.get_executor(), [this] { core_.leave_at_once(); });
    thread_.join();
  }

  Result<void, std::string> open() { return core_.open(io_.get_executor()); }

  void begin() {
    thread_ = std::thread([this] {
      core_.note(io::favour_this_thread());
      tasks_.spawn("wire loop", run());
      if (parts_.beside) tasks_.spawn("beside", parts_.beside(io_.get_executor()));
      io_.run();
    });
  }

  runtime::Delivery push(order::Orders&& orders) { return core_.orders().push(std::move(orders)); }
  void stop() {
    runtime::post(io_.get_executor(), [this] { core_.say_farewell(); });
  }
  [[nodiscard]] WireStatus status() const { return board_.read(); }
  [[nodiscard]] runtime::Executor executor() { return io_.get_executor(); }

 private:
  runtime::Task<> run() {
    co_await core_.run();
    if (parts_.left && core_.farewell_said()) parts_.left();
  }

  WireParts parts_;
  boost::asio::io_context io_{1};
  runtime::TaskGroup tasks_;
  Noticeboard board_;
  WireCore core_;
  std::thread thread_;
};

WireLoop::WireLoop(std::unique_ptr<Thread> thread) : thread_(std::move(thread)) {}
WireLoop::~WireLoop() = default;

Result<std::unique_ptr<WireLoop>, std::string> WireLoop::start(WireParts parts) {
  HERALD_CHECK(parts.brain != nullptr && !parts.settings.keys.empty());
  auto thread = std::make_unique<Thread>(std::move(parts));
  if (auto opened = thread->open(); !opened) return fail(std::move(opened).error());
  thread->begin();
  return std::unique_ptr<WireLoop>(new WireLoop(std::move(thread)));
}

runtime::Delivery WireLoop::push(order::Orders&& orders) {
  return thread_->push(std::move(orders));
}

void WireLoop::stop() {
  thread_->stop();
}

WireStatus WireLoop::status() const {
  return thread_->status();
}

runtime::Executor WireLoop::executor() const {
  return thread_->executor();
}

}  // namespace herald::speaker
