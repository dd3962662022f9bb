// How a speaker's BGP peers stand, as it says in the annotation lb.herald/peers of its Lease: a line for each
// peer, its name first, then key=value, with tabs between (names have no control characters). With | for tab:
//
//     frr|address=192.0.2.1|state=established|since=1700000000|IPv4=10/12|hold=90|bfd=up/150
//
// Keys that nobody here knows are ignored, so that versions may differ during an upgrade.
#pragma once

#include "core/base/time.h"
#include "core/net/ip.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::kube {

struct PeerStanding {
  // Prefixes that the peer has been told of, of those that it shall be told of.
  struct Prefixes {
    std::size_t advertised = 0;
    std::size_t wanted = 0;

    friend bool operator==(const Prefixes&, const Prefixes&) = default;
  };
  struct Bfd {
    bool up = false;
    std::uint32_t detection_milliseconds = 0;  // as negotiated

    friend bool operator==(const Bfd&, const Bfd&) = default;
  };

  std::string name;
  std::optional<net::IpAddress> address{};  // absent: nobody was found on its interface yet
  bool established = false;
  UnixSeconds since{};                 // it is established, or is not
  std::array<Prefixes, 2> prefixes{};  // by net::Family
  std::uint64_t flaps = 0;             // how often the session went down other than by our own will
  std::uint32_t hold_seconds = 0;      // as negotiated; 0: none, or not established
  std::optional<Bfd> bfd{};
  std::string why{};  // why it is not established, or what cannot be announced; empty: all is well

  friend bool operator==(const PeerStanding&, const PeerStanding&) = default;
};

[[nodiscard]] std::string peers_text(const std::vector<PeerStanding>& peers);
// False when it makes no sense.
[[nodiscard]] bool read_peers(std::string_view text, std::vector<PeerStanding>& into);

}  // namespace herald::kube
