// One open door of a pod.
#pragma once

#include "core/base/result.h"
#include "lab/pod/pod.h"

#include <memory>
#include <string>

namespace herald::lab {

class Pods::Server {
 public:
  Server() = default;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  virtual ~Server() = default;  // after close()

  [[nodiscard]] virtual runtime::Task<> close() = 0;
};

struct PodParts {
  const runtime::Executor& executor;
  const runtime::Clock& clock;
  runtime::Logger& logger;
  const PodDoor& door;
  const std::string& node;
};

using OpenedPod = Result<std::unique_ptr<Pods::Server>, std::string>;

}  // namespace herald::lab
