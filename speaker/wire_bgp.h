// The BGP half of the wire loop's brain: all peers of this node, their routes, their BFD sessions. A Machine
// (core/base/machine.h) of pure composition: it finds whom an event is for, and decides what concerns all
// peers at once, which is how the node takes leave.
//
// Leaving. Drained, it asks routers to prefer other ways (RFC 8326), withdraws 2 s later, and closes once
// that has been said. Stopped for a restart, it closes without a word, so that peers with graceful restart
// keep the routes until the next process repeats them; but not in the middle of a drain. BFD's farewells
// follow when the connections have ended.
//
// No step takes long: what is to be said of very many routes is said in several, which follow each other at
// once, with deadlines between them.
#pragma once

#include "core/bgp/route_table.h"
#include "speaker/bgp_peer.h"
#include "speaker/wire_bgp_events.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace herald::speaker::wire {

class Bgp {
 public:
  using Event = peering::Event;
  using Effects = peering::Effects;

  // `seed` is for jitter and discriminators: another one for each process.
  explicit Bgp(std::uint64_t seed) : seed_(seed) {}

  Effects step(Instant now, const Event& event);
  [[nodiscard]] Instant next_deadline() const;

  // By name.
  [[nodiscard]] std::vector<bgp_report::PeerStatus> status() const;

 private:
  using Peer = peering::Peer;
  using PeerName = bgp_order::PeerName;
  using ConnectionId = bgp::ConnectionId;

  void on(Instant now, const peering::Ordered& event);
  void on(Instant now, const peering::TransportUp& event);
  void on(Instant now, const peering::TransportFailed& event);
  void on(Instant now, const peering::TransportClosed& event);
  void on(Instant now, const peering::Incoming& event);
  void on(Instant now, const peering::LocalChanged& event);
  void on(Instant now, const peering::BytesReceived& event);
  void on(Instant now, const peering::BytesSent& event);
  void on(Instant now, const peering::BfdReceived& event);
  void on(Instant now, const peering::NeighborSeen& event);
  void on(Instant now, const peering::ListenFailed& event);
  void on(Instant now, const peering::Tick& event);
  void on(Instant now, const peering::Stop& event);

  void obey(Instant now, const bgp_order::PeerWanted& order);
  void obey(Instant now, const bgp_order::PeerUnwanted& order);
  void obey(Instant now, const bgp_order::PeersRenamed& order);
  void obey(Instant now, const bgp_order::RouteWanted& order);
  void obey(Instant now, const bgp_order::RouteUnwanted& order);
  void obey(Instant now, const bgp_order::Drain& order);
  void obey(Instant now, const bgp_order::Complete& order);

  // How far the node has taken leave.
  enum class Stage : std::uint8_t { here, asked, withdrawn, closed };
  void enter(Instant now, Stage stage);
  void take_leave(Instant now);
  void close_all(Instant now);
  std::vector<peering::SendBfd> bfd_for_last();

  [[nodiscard]] bgp::Leaving leaving() const;
  [[nodiscard]] Peer::Numbers next_numbers();
  [[nodiscard]] Peer* owner(ConnectionId id);
  [[nodiscard]] Peer* addressee(const peering::BfdReceived& received, std::uint32_t discriminator);
  void pump(Instant now);
  void forget_closed();
  void tell_listeners();

  std::uint64_t seed_;
  std::uint64_t serial_ = 0;
  bgp::RouteTable table_;
  std::map<PeerName, Peer> peers_;
  std::map<std::uint64_t, PeerName> serials_;  // whose dials carry the number
  std::map<ConnectionId, PeerName> accepted_;
  bool complete_ = false;
  bool orders_follow_ = false;
  PeerName pumped_;           // the last one that had something to say
  Instant pump_at_ = kNever;  // there is more to say than one step may
  Stage stage_ = Stage::here;
  Instant stage_ends_ = kNever;
  std::vector<bgp_order::Path> listening_;
  peering::WatchBfd bfd_;
  std::vector<std::string> watching_;
  Effects effects_;
};

}  // namespace herald::speaker::wire
