// Everything that a lab's state can be read from, written into files beside its logs: for whoever comes when
// the lab is gone, to see what went wrong.
#pragma once

#include "core/base/result.h"
#include "lab/cluster/lab_directory.h"

#include <string>

namespace herald::lab {

// Inside the lab only. Returns the folder. What cannot be had says why in its place.
[[nodiscard]] Result<std::string, std::string> dump_state(const LabDirectory& directory,
                                                          const Choices& choices);

}  // namespace herald::lab
