// The lab as a whole: what has to be there before it, and everything in it from the wires up.
#pragma once

#include "core/base/result.h"
#include "lab/cluster/lab_directory.h"
#include "lab/cluster/layout.h"

#include <string>

namespace herald::lab {

// Whether this machine has what the lab uses; the error says what to install.
[[nodiscard]] Result<void, std::string> check_machine(const Choices& choices);

// Inside a lab whose walls stand: the wires, then everything that runs.
[[nodiscard]] Result<void, std::string> furnish_lab(const LabDirectory& directory, const Choices& choices);

// Starts a daemon of the lab again, as bringing up does.
[[nodiscard]] Result<void, std::string> start_by_name(const LabDirectory& directory, const Choices& choices,
                                                      const std::string& name);

}  // namespace herald::lab
