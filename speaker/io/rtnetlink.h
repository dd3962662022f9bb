// What the kernel tells of links, addresses and routes, as values; and how to ask for it (rtnetlink(7)).
// Bytes in, values out: no sockets here. What does not concern Herald comes out as nothing.
#pragma once

#include "core/net/ip.h"
#include "core/net/mac.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace herald::speaker::io::rtnetlink {

// ---- told

// An interface of any kind.
struct Link {
  std::uint32_t index = 0;
  std::string name;
  net::MacAddress mac;
  bool suitable =
      false;        // Ethernet that resolves neighbours; no loopback, nobody's bridge port or bond member
  bool up = false;  // administratively, and the kernel calls it operational
};
struct LinkGone {
  std::uint32_t index = 0;
};
// Only addresses that can be used come as Address: not while IPv6 still looks for duplicates, nor if it found
// one.
struct Address {
  std::uint32_t index = 0;
  net::IpAddress address;
};
struct AddressGone {
  std::uint32_t index = 0;
  net::IpAddress address;
};
// A next hop of a default route of the main table.
struct Gateway {
  std::uint32_t index = 0;
  net::IpAddress address;

  friend auto operator<=>(const Gateway&, const Gateway&) = default;
};
// One default route; told also when it is gone.
struct DefaultRoute {
  net::Family family = net::Family::ipv4;
  std::vector<Gateway> gateways;
};

using News = std::variant<std::monostate, Link, LinkGone, Address, AddressGone, DefaultRoute>;

struct Message {
  std::uint16_t type = 0;
  std::uint16_t flags = 0;
  std::uint32_t sequence = 0;
  std::span<const std::uint8_t> payload;

  [[nodiscard]] bool ends_dump() const;  // NLMSG_DONE, or an error in its place
  [[nodiscard]] int error() const;       // of the message that ends it; 0: none
  [[nodiscard]] bool belongs_to_dump() const;
  [[nodiscard]] bool interrupted() const;  // something changed during the dump: ask again
};

// Takes the first message off `bytes`; nothing when none is left, or what is left is damaged.
[[nodiscard]] std::optional<Message> take_message(std::span<const std::uint8_t>& bytes);

[[nodiscard]] News read(const Message& message);

// ---- asked

enum class Subject : std::uint8_t { links, addresses, ipv4_routes, ipv6_routes };

[[nodiscard]] std::vector<std::uint8_t> dump_request(Subject subject, std::uint32_t sequence);

}  // namespace herald::speaker::io::rtnetlink
