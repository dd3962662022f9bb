// Nodes as numbers: what travels in messages, stands on the ring and is ranked. Two names that share 64 bits
// of hash do not meet in any cluster that will ever exist; if they do, the roster leaves out the later name.
#pragma once

#include "core/base/hash.h"
#include "core/base/strong.h"

#include <cstdint>
#include <string_view>

namespace herald::own {

using NodeId = Strong<struct NodeIdTag, std::uint64_t>;

[[nodiscard]] constexpr NodeId node_id(std::string_view name) {
  return NodeId(stable_hash(name));
}

}  // namespace herald::own
