// Somebody who answers for an address that is ours to give: a machine outside the cluster, or one of its
// nodes, which has the address for itself.
#pragma once

#include "core/model/reason.h"
#include "core/net/ip.h"

#include <string>

namespace herald::alloc {

struct Stranger {
  std::string who;         // his hardware address, or the name of the node
  bool was_first = false;  // he did before any of us had announced it
  bool is_node = false;

  [[nodiscard]] model::Reason reason() const {
    return is_node ? model::Reason::node_address : model::Reason::address_in_use_on_lan;
  }
  // "10.0.0.1 is answered for by 02:... on the network"
  [[nodiscard]] std::string found_on(net::IpAddress address) const {
    const std::string text = address.to_string() + " is ";
    return is_node ? text + who + "'s own address" : text + "answered for by " + who + " on the network";
  }

  friend bool operator==(const Stranger&, const Stranger&) = default;
};

}  // namespace herald::alloc
