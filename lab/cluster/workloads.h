// What people run in a cluster, as far as the lab needs it: namespaces, and pods behind Services. The pods of
// a Service are its EndpointSlice: the nodes' agents are whatever it says.
#pragma once

#include "core/base/result.h"
#include "lab/cluster/lab_directory.h"
#include "lab/cluster/layout.h"

#include <cstdint>
#include <string>
#include <vector>

namespace herald::lab {

// Those that the daemons need before anything else is there.
[[nodiscard]] Result<void, std::string> make_namespaces(const LabDirectory& directory,
                                                        const Choices& choices);

enum class PodState : std::uint8_t { ready, unready, terminating };

struct PodOnNode {
  std::string node;
  PodState state = PodState::ready;
};

struct Workload {
  std::string service;  // "NAMESPACE/NAME"
  std::vector<PodOnNode> pods;
  bool foreign = false;  // somebody else listens at the pods' addresses
};

// From now on these are the pods of that Service, and no others. Returns their addresses, one a line.
[[nodiscard]] Result<std::string, std::string> deploy(const LabDirectory& directory, const Choices& choices,
                                                      const Workload& workload);

}  // namespace herald::lab
