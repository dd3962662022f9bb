// Follows the log level that a Lease asks for. Only a change of the wish is obeyed, so a level that was set
// over the admin port or by signal stays until somebody wishes anew.
#pragma once

#include "kube/objects.h"
#include "runtime/log.h"

#include <string>

namespace herald::kube {

class AskedLogLevel {
 public:
  explicit AskedLogLevel(runtime::Logger& logger) : logger_(logger) {}

  // A wish that is taken back restores the level of the start; one that names no level is told and left.
  void see(const Lease& lease);

 private:
  runtime::Logger& logger_;
  std::string asked_;
};

}  // namespace herald::kube
