// What the signals of the operating system mean to a daemon:
//   SIGTERM, SIGINT  stop in order, once; from then on the default action is back, so a second one ends the
//   process
//                    at once, even when its loop is stuck
//   SIGUSR1          switch between log level debug and the usual one
//   SIGPIPE, SIGHUP  ignored: a peer that left is an error code; the configuration comes from the cluster, so
//   there is
//                    nothing to reload
#pragma once

#include "runtime/log.h"
#include "runtime/task.h"

#include <functional>
#include <memory>

namespace herald::runtime {

class Signals {
 public:
  // From here on signals are kept for run(). One per process.
  Signals(const Executor& executor, Logger& logger, std::function<void()> stop);
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();

  // Handles signals until cancelled. A member of the daemon's task group; this object must outlive it.
  [[nodiscard]] Task<> run();

 private:
  struct State;

  void handle(int signal);

  std::unique_ptr<State> state_;
  Logger& logger_;
  std::function<void()> stop_;
};

}  // namespace herald::runtime
