// What a speaker can do, as it says in its OPEN (RFC 5492): multiprotocol (4760), route refresh (2918, 7313),
// four-octet AS (6793), extended messages (8654), graceful restart (4724, 8538), extended next hop (8950),
// FQDN (draft-walton-bgp-hostname-capability). What is unknown is kept and has no effect.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/bgp/error.h"
#include "core/bgp/types.h"

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace herald::bgp {

struct GracefulRestart {
  struct FamilyState {
    AfiSafi family;
    bool forwarding_kept = false;  // F

    friend auto operator<=>(const FamilyState&, const FamilyState&) = default;
  };

  bool restarted = false;           // R: this OPEN is the first after a restart
  bool notifications = false;       // N: routes are kept through a NOTIFICATION too (RFC 8538)
  std::chrono::seconds time{};      // how long the peer shall wait; at most 4095 s
  std::vector<FamilyState> states;  // the families that take part

  friend auto operator<=>(const GracefulRestart&, const GracefulRestart&) = default;
};

// "I accept `next_hop_afi` next hops for routes of `routes`."
struct ExtendedNextHop {
  AfiSafi routes;
  std::uint16_t next_hop_afi = 0;

  friend auto operator<=>(const ExtendedNextHop&, const ExtendedNextHop&) = default;
};

struct Fqdn {
  std::string host;
  std::string domain;

  friend auto operator<=>(const Fqdn&, const Fqdn&) = default;
};

struct UnknownCapability {
  std::uint8_t code = 0;
  std::vector<std::uint8_t> value;

  friend auto operator<=>(const UnknownCapability&, const UnknownCapability&) = default;
};

struct Capabilities {
  std::vector<AfiSafi> families;  // empty: IPv4 unicast, as before RFC 4760
  bool route_refresh = false;
  bool enhanced_route_refresh = false;
  bool extended_message = false;
  std::optional<Asn> four_octet_asn;
  std::optional<GracefulRestart> graceful_restart;
  std::vector<ExtendedNextHop> extended_next_hops;
  std::optional<Fqdn> fqdn;
  std::vector<UnknownCapability> unknown;

  [[nodiscard]] bool speaks(AfiSafi family) const;
  [[nodiscard]] bool accepts_next_hop(AfiSafi routes, std::uint16_t next_hop_afi) const;

  friend auto operator<=>(const Capabilities&, const Capabilities&) = default;
};

// The inside of one or several Capabilities optional parameters. A capability that is malformed is left out,
// as if the peer did not have it (RFC 5492 section 4 knows no error for it); only a list that cannot be
// walked is refused.
[[nodiscard]] Result<void, Error> parse_capabilities(std::span<const std::uint8_t> list, Capabilities& into);

void append_to(ByteWriter& out, const Capabilities& capabilities);

}  // namespace herald::bgp
