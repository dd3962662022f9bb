// What the wire loop tells about its BGP peers: news as they happen, and on request how each peer stands.
// They end in logs, Events, metrics, the Lease report and on /debug/state; nothing waits for them.
#pragma once

#include "core/base/time.h"
#include "core/bfd/packet.h"
#include "core/bgp/session.h"
#include "speaker/bgp_orders.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace herald::speaker::bgp_report {

using bgp_order::PeerName;

struct PeerUp {
  PeerName peer;
  bgp::Agreement agreed;
};
struct PeerDown {
  PeerName peer;
  std::string why;  // a sentence, with the NOTIFICATION and its words
  bgp::session::Cause cause = bgp::session::Cause::stopped;
};
// An attempt that led nowhere. Told once for each different reason in a row.
struct PeerUnreachable {
  PeerName peer;
  std::string why;
};
struct BfdChanged {
  PeerName peer;
  bool up = false;
  bfd::Diagnostic diagnostic = bfd::Diagnostic::none;
};
// The peer sent something that we could live with (RFC 7606). Told of the first in a session and then once a
// minute: it may be a whole table.
struct PeerFlawed {
  PeerName peer;
  std::string what;
  std::uint64_t untold = 0;  // how many were not told of since the last that was
};
// A listening socket cannot be had, or not for everybody; empty: it can again.
enum class Listening : std::uint8_t {
  peers,    // that dial
  bfd,      // of any peer
  routers,  // that advertise themselves to peers without an address
};
struct CannotListen {
  Listening to = Listening::peers;
  std::string why;
};

using Report = std::variant<PeerUp, PeerDown, PeerUnreachable, BfdChanged, PeerFlawed, CannotListen>;
using Reports = std::vector<Report>;

struct BfdStatus {
  bfd::State state = bfd::State::down;
  bfd::Diagnostic diagnostic = bfd::Diagnostic::none;
  bfd::Diagnostic last_failure = bfd::Diagnostic::none;
  Duration transmit_interval{};
  Duration detection_time{};
  std::uint64_t failures = 0;  // how often it lost the peer
};

struct PeerStatus {
  PeerName peer;
  std::optional<net::IpAddress> address{};
  bgp::SessionReport session{};
  std::optional<bgp::Agreement> agreed{};  // while Established
  std::array<std::size_t, 2> wanted{};     // prefixes, by net::Family
  std::array<std::size_t, 2> advertised{};
  std::size_t queued = 0;  // bytes of ours that the network has not taken yet
  std::string problem{};   // why some routes cannot be announced here; empty: none
  std::optional<BfdStatus> bfd{};
};

}  // namespace herald::speaker::bgp_report
