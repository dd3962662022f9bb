// A loop on the real clock, driven until something has happened.
#pragma once

#include "runtime/clock.h"
#include "runtime/task.h"

#include <chrono>
#include <exception>
#include <functional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace herald::speaker::io {

class Loop {
 public:
  [[nodiscard]] runtime::Executor executor() { return io_.get_executor(); }
  [[nodiscard]] const runtime::Clock& clock() const { return clock_; }

  void spawn(runtime::Task<> task) {
    boost::asio::co_spawn(io_, std::move(task), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
    });
  }

  // The limit is only there to end a test that hangs.
  [[nodiscard]] bool run_until(const std::function<bool()>& happened) {
    io_.restart();
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!happened()) {
      if (io_.run_one_until(limit) == 0) return happened();
    }
    return true;
  }

 private:
  boost::asio::io_context io_{1};
  runtime::SystemClock clock_;
};

}  // namespace herald::speaker::io
