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

// Where the cable of a place ends: in the switch of a LAN, which is a place itself.
struct Port {
  int lan = 1;
  std::string place;
};

enum class Cable : std::uint8_t {
  plugged,
  joined,     // after a cut
  unplugged,  // the place sees its carrier go
  cut,        // nothing passes, and nobody is told
};
[[nodiscard]] Result<void, std::string> set_cable(const LabDirectory& directory, const Port& port,
                                                  Cable cable);

// The interface that is the port: that of the cable, or of what carries for it while it is slow
// (slow_link.h).
[[nodiscard]] std::string interface_of(const LabDirectory& directory, const Port& port);
[[nodiscard]] std::string interface_behind_slow_link(const Port& port);
[[nodiscard]] std::string near_end_of(const Port& port);
[[nodiscard]] std::string slow_wire_of(const Port& port);  // the process that carries: a daemon of the place

// One `ip` command a line, in a place.
[[nodiscard]] Result<void, std::string> ip_batch(const LabDirectory& directory, const std::string& place,
                                                 const std::string& text);
// Rules for packet filters, in a place.
[[nodiscard]] Result<void, std::string> nft(const LabDirectory& directory, const std::string& place,
                                            const std::string& text);
// "loss_node_1": of one duty at one place.
[[nodiscard]] std::string table_name(const std::string& duty, std::string place);

// Of what passes the port both ways, so many of a hundred frames are lost, each by chance. 0 undoes it.
[[nodiscard]] Result<void, std::string> set_loss(const LabDirectory& directory, const Port& port,
                                                 int percent);

}  // namespace herald::lab
