// Makes the link at a port slow, and quick again: takes the cable out of the switch and puts a process
// between the two that lets every frame wait (lab/wire). Inside the lab only.
#pragma once

#include "core/base/result.h"
#include "lab/cluster/lab_directory.h"
#include "lab/cluster/network.h"
#include "lab/wire/delay_line.h"

#include <string>

namespace herald::lab {

// No delay at all: as it was.
[[nodiscard]] Result<void, std::string> set_slowness(const LabDirectory& directory, const Port& port,
                                                     const Slowness& slowness);

}  // namespace herald::lab
