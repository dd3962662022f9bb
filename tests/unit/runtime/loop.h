// A loop, a manual clock and a log that can be read: what every runtime test stands on.
#pragma once

#include "runtime/log.h"
#include "runtime/task.h"
#include "tests/unit/runtime/manual_clock.h"
#include "tests/unit/runtime/memory_sink.h"

#include <chrono>
#include <exception>
#include <functional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace herald::runtime {

class LoopTest : public testing::Test {
 protected:
  [[nodiscard]] Executor executor() { return io_.get_executor(); }

  // Runs everything that can run without time passing or a socket becoming ready.
  void settle() {
    io_.restart();
    while (io_.poll() != 0) {
    }
  }

  // Runs the loop until `task` is done; the limit is only there to end a test that hangs.
  void run(Task<> task) {
    bool done = false;
    boost::asio::co_spawn(io_, std::move(task), [&](const std::exception_ptr& error) {
      done = true;
      if (error) std::rethrow_exception(error);
    });
    io_.restart();
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!done && io_.run_one_until(limit) != 0) {
    }
    ASSERT_TRUE(done) << "the task did not end";
  }

  boost::asio::io_context io_{1};
  ManualClock clock_;
  MemorySink log_lines_;
  Logger logger_{log_lines_, clock_, LogFormat::json, LogLevel::debug};
};

}  // namespace herald::runtime
