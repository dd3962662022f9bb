// The solicited-node groups that the node listens to, on which interfaces: what is wanted against what was
// asked for. Addresses whose low 24 bits agree share one.
#pragma once

#include "core/net/ip.h"
#include "speaker/wire_events.h"

#include <set>
#include <utility>

namespace herald::speaker::wire {

class GroupSet {
 public:
  using Groups = std::set<std::pair<InterfaceIndex, net::IpAddress>>;

  // Appends what has to be joined and left, so that `wanted` is what there is.
  void become(Groups wanted, Effects& effects) {
    for (const auto& [interface, group] : wanted) {
      if (!joined_.contains({interface, group})) effects.emplace_back(JoinGroup{interface, group});
    }
    for (const auto& [interface, group] : joined_) {
      if (!wanted.contains({interface, group})) effects.emplace_back(LeaveGroup{interface, group});
    }
    joined_ = std::move(wanted);
  }

 private:
  Groups joined_;
};

}  // namespace herald::speaker::wire
