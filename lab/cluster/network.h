// The wires: builds the places of a lab and what connects them, and pulls and plugs cables. Inside the lab
// only.
#pragma once

#include "core/base/result.h"
#include "lab/cluster/lab_directory.h"
#include "lab/cluster/layout.h"

#include <cstdint>
#include <string>

namespace herald::lab {

[[nodiscard]] Result<void, std::string> build_network(const LabDirectory& directory, const Choices& choices);

enum class Cable : std::uint8_t {
  plugged,
  joined,     // after a cut
  unplugged,  // the place sees its carrier go
  cut,        // nothing passes, and nobody is told
};
[[nodiscard]] Result<void, std::string> set_cable(const LabDirectory& directory, const std::string& place,
                                                  Cable cable);

// Of what passes the switch to and from that place, so many of a hundred frames are lost, each by chance. 0
// undoes it.
[[nodiscard]] Result<void, std::string> set_loss(const LabDirectory& directory, const std::string& place,
                                                 int percent);

}  // namespace herald::lab
