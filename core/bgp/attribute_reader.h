// The path attributes of an inbound UPDATE, by RFC 7606: what is wrong with one of them costs that attribute,
// these routes, a family, or, where nobody can tell any more what the message is about, the session.
#pragma once

#include "core/base/result.h"
#include "core/bgp/attribute.h"
#include "core/bgp/dialect.h"
#include "core/bgp/error.h"
#include "core/bgp/mp_nlri.h"
#include "core/bgp/types.h"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace herald::bgp {

struct ReadAttributes {
  PathAttributes values;  // next_hop is that of NEXT_HOP
  std::optional<MpReach> mp_reach;
  std::optional<MpUnreach> mp_unreach;
  std::bitset<256> seen;  // by type, valid or not
  Faults faults;

  [[nodiscard]] bool has(AttributeType type) const { return seen[static_cast<std::size_t>(type)]; }
};

// `offset` is that of `list` in the message's body, for errors. An error is one that resets the session.
[[nodiscard]] Result<ReadAttributes, Error> read_attributes(std::span<const std::uint8_t> list,
                                                            std::size_t offset, const Dialect& dialect);

}  // namespace herald::bgp
