// An inbound UPDATE (RFC 4271 sections 4.3 and 6.3, RFC 4760) read by the rules of RFC 7606: what is wrong
// with one attribute costs that attribute or these routes, and the session only where the message can no
// longer be taken apart. Prefixes stay where they are (nlri.h).
#pragma once

#include "core/base/result.h"
#include "core/bgp/dialect.h"
#include "core/bgp/error.h"
#include "core/bgp/mp_nlri.h"
#include "core/bgp/nlri.h"
#include "core/bgp/types.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace herald::bgp {

struct Update {
  PrefixList withdrawn;  // IPv4
  PrefixList announced;  // IPv4
  std::optional<MpReach> mp_reach;
  std::optional<MpUnreach> mp_unreach;
  PathAttributes attributes;          // next_hop is that of `announced`
  bool has_attributes = false;        // an UPDATE that only withdraws has none
  std::optional<Error> fault;         // the worst that was forgiven, the first of equals; never session_reset
  std::size_t faults = 0;             // how many there were
  std::optional<AfiSafi> end_of_rib;  // RFC 4724 section 2
};

// `body` must outlive the Update. An error is one that resets the session.
[[nodiscard]] Result<Update, Error> parse_update(std::span<const std::uint8_t> body, const Dialect& dialect);

}  // namespace herald::bgp
