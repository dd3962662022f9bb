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

// The switch port of a place: its cable, or what carries for it while its link is slow (slow_link.h).
[[nodiscard]] std::string port_of(const LabDirectory& directory, const std::string& place);
[[nodiscard]] std::string port_behind_slow_link(const std::string& place);
[[nodiscard]] std::string near_end_of(const std::string& place);
[[nodiscard]] std::string slow_wire_of(const std::string& place);  // the process between

// One `ip` command a line, in a place.
[[nodiscard]] Result<void, std::string> ip_batch(const LabDirectory& directory, const std::string& place,
                                                 const std::string& text);
// "loss_node_1": of one duty at one place.
[[nodiscard]] std::string table_name(const std::string& duty, std::string place);

// Of what passes the switch to and from that place, so many of a hundred frames are lost, each by chance. 0
// undoes it.
[[nodiscard]] Result<void, std::string> set_loss(const LabDirectory& directory, const std::string& place,
                                                 int percent);

}  // namespace herald::lab
