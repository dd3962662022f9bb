// One BGP peer of this node: its session, its routes and, when asked for, the BFD session that watches it.
// Turns what they want into effects of the wire loop (wire_bgp_events.h).
//
// UPDATEs are made only while the transport's queue is short: a peer that reads slowly costs a few hundred
// kilobytes at most, and what changes meanwhile is told once.
#pragma once

#include "core/bfd/session.h"
#include "core/bgp/rib_out.h"
#include "core/bgp/session.h"
#include "speaker/wire_bgp_events.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace herald::speaker::peering {

class Peer {
 public:
  struct Numbers {
    std::uint64_t seed = 0;
    ConnectionId first_dial;
    std::uint32_t discriminator = 0;  // BFD
  };

  Peer(const bgp_order::PeerWanted& wanted, bgp::RouteTable& table, Numbers numbers);

  // Each appends to `effects`.
  void run(Instant now, Effects& effects);
  void stop(Instant now, const std::optional<bgp::Notification>& farewell, Effects& effects);
  void change(Instant now, const bgp_order::PeerWanted& wanted, Effects& effects);
  void rename(const bgp_order::PeerName& name) { wanted_.name = name; }
  void see_neighbor(Instant now, net::IpAddress address, Effects& effects);
  void hear(Instant now, const bgp::Session::Event& event, Effects& effects);
  void closed(Instant now, const TransportClosed& closed, Effects& effects);
  void local_changed(Instant now, const LocalChanged& changed, Effects& effects);
  void bytes_sent(Instant now, const BytesSent& sent, Effects& effects);
  void hear_bfd(Instant now, const bfd::ControlPacket& packet, bool multihop, Effects& effects);
  void tick(Instant now, Effects& effects);
  // Makes UPDATEs as far as there is room, of up to about `most` bytes. After everything else that happened
  // in a step. The bytes that were made.
  std::size_t pump(Instant now, std::size_t most, Effects& effects);

  [[nodiscard]] Instant next_deadline() const;
  [[nodiscard]] const bgp_order::PeerWanted& wanted() const { return wanted_; }
  [[nodiscard]] bgp::RibOut& rib() { return rib_; }
  // The path as it is at present: with the neighbour that was found on it.
  [[nodiscard]] const Path& path() const { return path_; }
  // Whether enough is known to begin a session.
  [[nodiscard]] bool can_begin() const { return path_.address && !wanted_.waits_for_secret(); }
  [[nodiscard]] bool unnumbered() const { return !wanted_.path.address; }
  [[nodiscard]] bool is_up() const { return up_.has_value(); }
  // Everything that is to be said has left this process.
  [[nodiscard]] bool silent() const;
  // Whether a close without a word may make the peer keep our routes. While a session only opens, those of
  // the last one.
  [[nodiscard]] bool may_keep_our_routes() const;
  [[nodiscard]] bool is_from(net::IpAddress address, const std::string& interface) const;
  [[nodiscard]] std::optional<std::uint32_t> discriminator() const;
  [[nodiscard]] bfd::State bfd_state() const;
  [[nodiscard]] bgp_report::PeerStatus status() const;

 private:
  void follow_path(const Path& before);
  void follow(Instant now, bgp::Session::Effects done, Effects& effects);
  void follow(Instant now, const bfd::Session::Effects& done, Effects& effects);
  void on_established(const bgp::session::Established& up, Effects& effects);
  void on_down(const bgp::session::Loss& loss, Effects& effects);
  void on_unreachable(const bgp::session::Loss& loss, Effects& effects);
  void on_flawed(Instant now, const bgp::session::UpdateFlawed& flawed, Effects& effects);
  void on_bfd(Instant now, const bfd::session::StateChanged& change, Effects& effects);
  void hand_over(ConnectionId id, std::vector<std::uint8_t> bytes, Effects& effects);
  void start_bfd();
  [[nodiscard]] bool bfd_has_moved() const;
  [[nodiscard]] bool says_bfd(bool multihop) const;
  void stop_bfd(Instant now, Effects& effects);
  void change_bfd(Instant now, const std::optional<bgp_order::Bfd>& before, Effects& effects);
  [[nodiscard]] std::string problem() const;

  bgp_order::PeerWanted wanted_;
  Numbers numbers_;
  Path path_;
  bool running_ = false;
  bgp::Session session_;
  bgp::RibOut rib_;
  std::optional<bfd::Session> bfd_;
  Path bfd_path_;            // where it runs: to the end where it began
  bool heard_afar_ = false;  // on which of the two ports BFD was last heard
  std::uint64_t bfd_failures_ = 0;
  std::optional<ConnectionId> up_;               // the connection that carries routes
  std::map<ConnectionId, std::size_t> waiting_;  // bytes in the transport's queues
  std::string told_;                             // why it was last unreachable
  Instant flaws_due_{};                          // when one is told of again
  std::uint64_t flaws_untold_ = 0;
};

}  // namespace herald::speaker::peering
