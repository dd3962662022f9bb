// What the wire loop tells the plan loop: what became of the orders, and what was seen on the wire. It ends
// in the Lease report, in Events, in conditions and on /debug/state; nothing waits for it.
#pragma once

#include "core/base/time.h"
#include "core/net/ip.h"
#include "core/net/mac.h"
#include "core/own/types.h"
#include "speaker/bgp_reports.h"

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace herald::speaker::report {

// This node announces the address from now on.
struct Gained {
  net::IpAddress address;
  own::Epoch epoch;
  own::Cause cause = own::Cause::fresh;
  own::NodeName from;  // whose it was; empty: nobody's
  Duration silence{};  // since the old owner was last heard, when it died
};
// This node no longer announces it.
struct Lost {
  net::IpAddress address;
  own::Cause cause = own::Cause::unwanted;
  own::NodeName to;  // empty: nobody that we know of
};

// Somebody who is no speaker answers for an address; and no longer does.
struct Conflict {
  net::IpAddress address;
  net::MacAddress mac;
  std::string interface;
  bool announced = true;  // by us, all the same: we had it first
};
struct ConflictOver {
  net::IpAddress address;
};

// Why this node announces nothing of some kind although the API objects would let it.
struct Unable {
  own::InterfaceNeed need;
  std::string why;  // empty: it is able again
};

// A member as the ring sees it.
enum class MemberState : std::uint8_t { up, down, leaving, unknown };
struct MemberSeen {
  own::NodeName node;
  MemberState state = MemberState::unknown;
};

// What is wrong with the node's setup (speaker/io/node_checks.h), all of it: replaces what was said before.
struct NodeProblem {
  std::string name;  // "ipvs_answers_arp"
  std::string interface;
  std::string what;
  std::string why;     // it matters
  std::string remedy;  // what to do

  friend bool operator==(const NodeProblem&, const NodeProblem&) = default;
};
struct NodeProblems {
  std::vector<NodeProblem> problems;
};

// What this node announces from; the others learn it from its Lease, too.
struct Macs {
  std::set<net::MacAddress> macs;
};

// Interfaces that announce the same addresses into one LAN, all of them: replaces what was said before.
struct TwinLinks {
  using Pair = std::pair<std::string, std::string>;  // the lesser name first
  std::set<Pair> pairs;
};

// The address that others know this node by is no longer on `interface`, which is up, nor on any other.
struct RingAddressGone {
  net::IpAddress address;
  std::string interface;
};

// From BGP.
struct Peering {
  bgp_report::Report what;
};

// Drained: the last address has been handed over, or nobody is there to take it.
struct Emptied {};

using Report = std::variant<Gained, Lost, Conflict, ConflictOver, Unable, MemberSeen, Emptied, NodeProblems,
                            Peering, RingAddressGone, Macs, TwinLinks>;
using Reports = std::vector<Report>;

}  // namespace herald::speaker::report
