// herald-speaker's plan loop around its brain: follows the cluster, tells the brain, does what it asks, keeps
// the wire loop informed, serves the admin port. One loop, one thread; the wire loop has its own.
#pragma once

#include "core/base/result.h"
#include "kube/api_client_endpoint.h"
#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/task.h"
#include "speaker/shell_options.h"
#include "speaker/shell_wire_port.h"

#include <memory>
#include <string>

namespace herald::speaker {

class Shell {
 public:
  // The error is for people: no access to a cluster, no address, or a file that cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<Shell>, std::string> make(const runtime::Executor& executor,
                                                                        const runtime::Clock& clock,
                                                                        runtime::Logger& logger,
                                                                        const ShellOptions& options,
                                                                        WireFactory make_wire);
  ~Shell();

  // Binds the admin port.
  [[nodiscard]] Result<void, std::string> open();

  // Works until stop(), then takes its leave: addresses are handed over, then the Lease is given away. The
  // error is why it could not go on.
  [[nodiscard]] runtime::Task<Result<void, std::string>> run();
  void stop();

 private:
  class Daemon;
  explicit Shell(std::unique_ptr<Daemon> daemon);
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace herald::speaker
