// What the BGP half of the wire loop's brain is told, and what it asks of its shell. Connections are numbers:
// those that are dialled are numbered here, odd; those that the shell accepts by the shell, even.
#pragma once

#include "core/bgp/next_hop.h"
#include "core/bgp/session_events.h"
#include "speaker/bgp_orders.h"
#include "speaker/bgp_reports.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace herald::speaker::peering {

using bgp::ConnectionId;
using bgp_order::Path;

// ---- events

struct Ordered {
  bgp_order::Orders orders;
  bool more_follow = false;  // at once: what they change is told of when all are there
};
struct TransportUp {
  ConnectionId id;
  bgp::LocalAddresses local;
};
struct TransportFailed {
  ConnectionId id;
  std::string why;
};
struct TransportClosed {
  ConnectionId id;
  std::string why;
};
// Somebody dialled us. `interface` is set for link-local addresses only.
struct Incoming {
  ConnectionId id;
  net::IpAddress from;
  std::string interface;
  bgp::LocalAddresses local;
};
// The addresses of the connection's link are others now; its own stays as long as it does.
struct LocalChanged {
  ConnectionId id;
  bgp::LocalAddresses local;
};
struct BytesReceived {
  ConnectionId id;
  std::vector<std::uint8_t> bytes;
};
// This many more bytes of those that were handed over have been taken by the kernel.
struct BytesSent {
  ConnectionId id;
  std::size_t count = 0;
};
struct BfdReceived {
  net::IpAddress from;
  std::string interface;  // set for link-local addresses only
  bool multihop = false;  // on which of the two ports
  int ttl = 0;
  std::vector<std::uint8_t> packet;
};
// A router advertised itself on the interface of a peer without an address.
struct NeighborSeen {
  std::string interface;
  net::IpAddress address;  // link-local
};
struct ListenFailed {
  bgp_report::Listening to = bgp_report::Listening::peers;
  std::string why;  // empty: it listens again
};
struct Tick {};
// Close all sessions, then Effect Left. `restart`: we shall be back, so peers with graceful restart keep our
// routes.
struct Stop {
  bool restart = false;
};

using Event = std::variant<Ordered, TransportUp, TransportFailed, TransportClosed, Incoming, LocalChanged,
                           BytesReceived, BytesSent, BfdReceived, NeighborSeen, ListenFailed, Tick, Stop>;

// ---- effects

struct Dial {
  ConnectionId id;
  Path path;
};
struct Close {
  ConnectionId id;
};
struct SendBytes {
  ConnectionId id;
  std::vector<std::uint8_t> bytes;
};
// From now on accept these and nobody else; none: do not listen.
struct Listen {
  std::vector<Path> from;
};
struct SendBfd {
  net::IpAddress to;
  Path path;  // for its interface and source
  bool multihop = false;
  std::vector<std::uint8_t> packet;
};
// Which of the two ports of BFD to listen on.
struct WatchBfd {
  bool single_hop = false;
  bool multihop = false;

  friend bool operator==(const WatchBfd&, const WatchBfd&) = default;
};
// Watch for router advertisements on these interfaces.
struct WatchNeighbors {
  std::vector<std::string> interfaces;
};
struct Tell {
  bgp_report::Report report;
};
// All has been said, but for `last`: to be sent once every connection has ended. A router that hears of the
// end from BFD first takes it for a failure of the path, and its graceful restart for off (RFC 5882
// section 4.3.2.2).
struct Left {
  std::vector<SendBfd> last{};
};

using Effect = std::variant<Dial, Close, SendBytes, Listen, SendBfd, WatchBfd, WatchNeighbors, Tell, Left>;
using Effects = std::vector<Effect>;

}  // namespace herald::speaker::peering
