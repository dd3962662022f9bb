// Follows the machine's interfaces through rtnetlink: all of them at first, then each change as the kernel
// tells it. Nothing is polled. When the kernel says that it had to leave something out (more news than the
// socket holds), everything is asked for again and only the differences are told.
#pragma once

#include "core/base/result.h"
#include "runtime/clock.h"
#include "runtime/task.h"
#include "speaker/io/interface_table.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace herald::speaker::io {

class InterfaceMonitor {
 public:
  using OnChanges = std::function<void(InterfaceChanges)>;

  [[nodiscard]] static Result<std::unique_ptr<InterfaceMonitor>, std::string> open(
      const runtime::Executor& executor, const runtime::Clock& clock, OnChanges on_changes);
  InterfaceMonitor(const InterfaceMonitor&) = delete;
  InterfaceMonitor& operator=(const InterfaceMonitor&) = delete;
  ~InterfaceMonitor();

  // Until cancelled. Tells what the kernel has told within one turn at once; never an empty list, but for the
  // first: it tells that all that there is has been told.
  [[nodiscard]] runtime::Task<> run();

  // How often everything had to be asked for again.
  [[nodiscard]] std::uint64_t resynchronisations() const;

 private:
  class Session;
  explicit InterfaceMonitor(std::unique_ptr<Session> session);
  std::unique_ptr<Session> session_;
};

}  // namespace herald::speaker::io
