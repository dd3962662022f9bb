// What Ownership is told, and what it asks for. Time comes with each step, bytes are opened messages.
#pragma once

#include "core/net/ip.h"
#include "core/own/types.h"

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace herald::own {

struct Endpoint {
  net::IpAddress address;
  std::uint16_t port = 0;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

// A member as the ring sees it.
enum class Liveness : std::uint8_t { up, down, leaving };

namespace event {

// All speakers there are. This node may be missing: it knows itself.
struct RosterChanged {
  std::vector<Member> members;
};
// Somebody shall have this address; replaces what was said of it before.
struct Wanted {
  own::Wanted wanted;
};
struct Unwanted {
  net::IpAddress address;
};
// All that was wanted at the start, and the roster, have been told. Until then nothing is claimed.
struct Complete {};

// What became of the liveness session with a node that effect::Watch named. `leaving`: it said AdminDown.
// A session that has never come up need not be reported: it counts as down after a second.
struct LivenessChanged {
  NodeName node;
  Liveness state = Liveness::down;
};
// The answer to effect::Isolated, and any change of it: `cut_off` when the gateways are silent too, false as
// soon as anything answers, or when there is nobody to ask.
struct ReachJudged {
  bool cut_off = false;
};
// The interface needs that this node cannot meet, all of them. Sorted or not.
struct AbleChanged {
  std::vector<InterfaceNeed> unmet;
};

// From the ring's port; the envelope was genuine. BFD packets are told apart by their first byte before
// (is_message, core/own/message.h).
struct MessageHeard {
  Endpoint from;
  std::vector<std::uint8_t> bytes;
};
// There is a session with one that nobody asked for, and it has come up: he lives.
struct GuestUp {
  Endpoint at;
};
// Another speaker announced (gratuitous ARP or unsolicited NA) an address that this node owns; or it has it
// still, as was found out before this node announced it.
struct ForeignAnnouncement {
  net::IpAddress address;
};

struct Drain {
  bool draining = false;
};
struct PolicyChanged {
  bool sticky = true;
};
struct Tick {};
// Hand over everything, then effect::Left. There is no way back.
struct Stop {};

}  // namespace event

namespace effect {

// One message for all of them.
struct Send {
  std::vector<Endpoint> to;
  std::vector<std::uint8_t> bytes;
};
// Keep a liveness session with each of these, and with nobody else. Sessions are symmetric: the other side
// names this node in turn, so a session has two active ends.
struct Watch {
  std::vector<Member> members;  // by name
};

// Announce from now on. Told again of what this node has when another turns out to have had it, who may not
// hold it.
struct Gained {
  net::IpAddress address;
  Epoch epoch;
  Cause cause = Cause::fresh;
  NodeName from;           // empty: nobody, or nobody we know by name
  bool brand_new = false;  // nobody is known ever to have had it: probe for conflicts first
  bool doubted = false;  // it comes back after another speaker announced it: see first that none still has it
};
// Be silent from now on.
struct Lost {
  net::IpAddress address;
  Cause cause = Cause::unwanted;
  NodeName to;  // empty: nobody that we know of
};

// What the ring thinks of a member has changed. Not told of this node itself.
struct MemberSeen {
  NodeName node;
  Liveness state = Liveness::up;
};
// One who was a member: its Lease ran out while it could not be heard, and now it is, or another member has
// heard it. It is alive, and should be a member again.
struct HeardAgain {
  NodeName node;
};
// No session is up: find out whether anything else on the LAN answers, then event::ReachJudged. Claims wait
// for it, for a second at most.
struct Isolated {};
// Drained: the last address has been handed over, or nobody is there to take it.
struct Emptied {};
// The farewell is over; nothing is sent any more.
struct Left {};

}  // namespace effect
}  // namespace herald::own
