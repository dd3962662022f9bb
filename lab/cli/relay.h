// Carries connections from the machine's loopback to an address inside the lab, byte for byte.
#pragma once

#include "core/base/result.h"
#include "lab/cluster/lab_directory.h"

#include <string>

namespace herald::lab {

// Listens in the network it is called in, prints the address, moves into the control place and serves until
// killed.
[[nodiscard]] Result<void, std::string> run_relay(const LabDirectory& directory, const std::string& to);

}  // namespace herald::lab
