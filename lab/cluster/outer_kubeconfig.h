// How the machine, outside of every place, reaches the lab's API server: by the relay on its own loopback.
#pragma once

#include "core/base/result.h"
#include "lab/cluster/lab_directory.h"

#include <string>

namespace herald::lab {

// `said` is what the relay said when it came up: the line with its address.
[[nodiscard]] Result<void, std::string> write_outer_kubeconfig(const LabDirectory& directory,
                                                               const std::string& said);

}  // namespace herald::lab
