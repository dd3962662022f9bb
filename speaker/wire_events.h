// What the wire loop's brain is told, and what it asks of its shell. No sockets, no clocks: frames and
// datagrams are bytes, interfaces are what the kernel last said of them.
#pragma once

#include "core/base/time.h"
#include "core/l2/link.h"
#include "core/net/cidr.h"
#include "core/net/ip.h"
#include "core/net/ip_range.h"
#include "core/net/mac.h"
#include "core/own/events.h"
#include "speaker/orders.h"
#include "speaker/reports.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace herald::speaker::wire {

using InterfaceIndex = l2::InterfaceIndex;

// An interface that can speak Ethernet, as the kernel describes it; loopback, NOARP and enslaved ones are not
// told of at all. Which of them announce is decided by name, here.
struct Interface {
  InterfaceIndex index;
  std::string name;
  net::MacAddress mac;
  bool up = false;  // administratively up and with carrier
  std::vector<net::IpAddress> addresses;
  std::vector<net::IpAddress> gateways;  // next hops of default routes through it

  friend bool operator==(const Interface&, const Interface&) = default;
};

// ---- events

struct InterfaceChanged {
  Interface interface;
};
struct InterfaceGone {
  InterfaceIndex index;
};
// A frame that the fast path (Layer2::answer) left: somebody's announcement, an answer to a probe, noise.
struct FrameReceived {
  InterfaceIndex interface;
  std::vector<std::uint8_t> frame;
};
// On the ring's port. The envelope of a message has been opened and its signature holds; a BFD packet carries
// its own.
struct MessageReceived {
  net::IpAddress from;
  std::uint16_t port = 0;
  std::vector<std::uint8_t> body;
};
struct BfdReceived {
  net::IpAddress from;
  std::uint16_t port = 0;
  std::vector<std::uint8_t> packet;
};
struct Ordered {
  order::Orders orders;
};
struct Tick {};
// Take leave: hand over what can be handed over, then Effect Left.
struct Stop {};

using Event = std::variant<InterfaceChanged, InterfaceGone, FrameReceived, MessageReceived, BfdReceived,
                           Ordered, Tick, Stop>;

// ---- effects

struct SendFrame {
  InterfaceIndex interface;
  std::vector<std::uint8_t> frame;
};
// To members' ring ports, sealed once for all of them: what a node has to say it mostly says to everybody.
struct SendMessage {
  std::vector<own::Endpoint> to;
  std::vector<std::uint8_t> body;
};
// Signed already.
struct SendBfd {
  net::IpAddress to;
  std::uint16_t port = 0;
  std::vector<std::uint8_t> packet;
};
// The solicited-node groups that an interface has to listen to.
struct JoinGroup {
  InterfaceIndex interface;
  net::IpAddress group;
};
struct LeaveGroup {
  InterfaceIndex interface;
  net::IpAddress group;
};
// Which interfaces to capture on, and for which targets: all else need not wake us.
struct Capture {
  std::vector<InterfaceIndex> interfaces;
  std::vector<net::IpRange> targets;
};
struct Tell {
  report::Report report;
};
// The farewell is over.
struct Left {};

using Effect = std::variant<SendFrame, SendMessage, SendBfd, JoinGroup, LeaveGroup, Capture, Tell, Left>;
using Effects = std::vector<Effect>;

}  // namespace herald::speaker::wire
