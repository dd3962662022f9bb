// Where frames come from and go to. Which names, networks and cables are behind it is for others to know.
#pragma once

#include "core/base/strong.h"
#include "core/net/mac.h"

#include <cstdint>

namespace herald::l2 {

using InterfaceIndex = Strong<struct InterfaceIndexTag, std::uint32_t>;

// An interface that is up, and the address that it sends from.
struct Link {
  InterfaceIndex index;
  net::MacAddress mac;

  friend bool operator==(const Link&, const Link&) = default;
};

// Addresses that ask for the same interfaces form a scope: what comes and goes is a scope's links, not those
// of thousands of addresses. The caller numbers the scopes.
using Scope = Strong<struct ScopeTag, std::uint64_t>;

}  // namespace herald::l2
