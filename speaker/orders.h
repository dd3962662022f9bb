// What the plan loop tells the wire loop: all that the wire loop ever learns from the API server. Orders are
// differences; they come in order, and until Complete the wire loop knows that it does not know everything.
#pragma once

#include "core/base/time.h"
#include "core/net/ip.h"
#include "core/net/mac.h"
#include "core/own/types.h"

#include <cstdint>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace herald::speaker::order {

// Somebody shall announce this address in layer 2; replaces what was said of it before. `interfaces` are the
// globs behind `wanted.need`; empty: every suitable interface.
struct Want {
  own::Wanted wanted;
  std::vector<std::string> interfaces;
};
// Nobody shall announce this address in layer 2 (any more).
struct Unwant {
  net::IpAddress address;
};

// All speakers there are, this one included. `own` Leases that are gone are gone from here.
struct Roster {
  std::vector<own::Member> members;
};

// What the Lease of a speaker says it announces from; of members only, behind the Roster that names it. It
// holds also where no datagram of that speaker ever arrives.
struct Macs {
  own::NodeName node;
  std::set<net::MacAddress> macs;
};

// The part of the configuration that concerns layer 2.
struct Layer2Settings {
  Duration liveness_interval = std::chrono::milliseconds(100);
  int liveness_multiplier = 3;
  Duration refresh = std::chrono::seconds(60);
  bool conflict_probe = true;
  bool sticky = true;
  std::vector<std::string> ignore_interfaces = {};  // globs: all that is left out

  friend bool operator==(const Layer2Settings&, const Layer2Settings&) = default;
};

// Hand over everything and take nothing: the node is to be emptied. And: take part again.
struct Drain {
  bool draining = false;
};

// Everything that the API server had to say at the start has been told by now.
struct Complete {};

using Order = std::variant<Want, Unwant, Roster, Layer2Settings, Drain, Complete, Macs>;
using Orders = std::vector<Order>;

}  // namespace herald::speaker::order
