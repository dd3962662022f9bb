// herald-controller around its brain: follows the cluster, tells the brain, does what it asks, serves the
// admin port. One loop, one thread.
#pragma once

#include "controller/shell_options.h"
#include "core/base/result.h"
#include "kube/api_client_endpoint.h"
#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/task.h"

#include <memory>
#include <string>

namespace herald::controller {

class Shell {
 public:
  // The error is for people: no access to a cluster, or a file that cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<Shell>, std::string> make(const runtime::Executor& executor,
                                                                        const runtime::Clock& clock,
                                                                        runtime::Logger& logger,
                                                                        const ShellOptions& options);
  ~Shell();

  // Binds the admin port.
  [[nodiscard]] Result<void, std::string> open();

  // Works until stop(), then takes its leave: the writes under way are answered, the Lease is given away.
  [[nodiscard]] runtime::Task<> run();
  void stop();

 private:
  class Daemon;
  explicit Shell(std::unique_ptr<Daemon> daemon);
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace herald::controller
