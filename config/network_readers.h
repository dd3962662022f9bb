// The network words of the grammar: addresses, blocks of them, AS numbers, communities, interface names.
#pragma once

#include "config/config.h"
#include "config/cursor.h"

#include <cstdint>
#include <optional>
#include <string>

namespace herald::config {

using CommunityAliases = std::map<std::string, Community>;

// Either family; never IPv4 wrapped in IPv6, which no network carries.
struct Address {
  std::optional<net::IpAddress> operator()(const Cursor& at) const;
};

// An address that packets can come from and go to.
struct HostAddress {
  std::optional<net::IpAddress> operator()(const Cursor& at) const;
};

struct RouterId {
  std::optional<net::IpAddress> operator()(const Cursor& at) const;
};

// "192.168.10.0/24" or "192.168.23.220-192.168.23.223".
struct Block {
  std::optional<net::AddressBlock> operator()(const Cursor& at) const;
};

// A block whose addresses Services can have: no multicast, no loopback.
struct AssignableBlock {
  std::optional<net::AddressBlock> operator()(const Cursor& at) const;
};

struct AsNumber {
  std::optional<std::uint32_t> operator()(const Cursor& at) const;
};

// A number, "internal" or "external".
struct PeerAsNumber {
  std::optional<PeerAs> operator()(const Cursor& at) const;
};

// "A:B" or a well-known name.
struct CommunityValue {
  std::optional<Community> operator()(const Cursor& at) const;
};

// An alias of the file, before anything else; or a value.
struct AliasOrCommunity {
  const CommunityAliases& aliases;
  std::optional<Community> operator()(const Cursor& at) const;
};

struct LargeCommunityValue {
  std::optional<LargeCommunity> operator()(const Cursor& at) const;
};

// The name of a device, or a glob of such names.
struct InterfaceName {
  bool glob = false;
  std::optional<std::string> operator()(const Cursor& at) const;
};

}  // namespace herald::config
