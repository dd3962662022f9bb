// Who lives where in a lab: the places (one network namespace each), their names, addresses and interfaces,
// all computed from a few choices. Values only; nothing here touches the machine.
//
//     frr .2   bird .3   client .100   node-1 .11   node-2 .12 ...     eth0: the LAN, a bridge in the place
//     `lan` (.1) control 172.30.0.1  --  the nodes' veth-mgmt                     so that API server and LAN
//     fail separately
//
// Further LANs look the same (`lan2`, 192.168.24.0/24): every node has an interface on each (eth1 ...), and a
// client of its own (`client2`) knows no other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::lab {

enum class RouterKind : std::uint8_t { frr, bird };
[[nodiscard]] std::string_view to_string(RouterKind kind);

inline constexpr std::string_view kLan = "lan";  // the first one
inline constexpr std::string_view kControl = "control";
inline constexpr std::string_view kClient = "client";
inline constexpr std::string_view kControlAddress = "172.30.0.1";
inline constexpr std::string_view kApiServer = "172.30.0.1:6443";
// Not the names of Ethernet that a speaker announces on: veth* is on every list of what to leave out.
inline constexpr std::string_view kManagementLink = "veth-mgmt";
inline constexpr int kMostNodes = 80;  // .11 to .90
inline constexpr int kMostLans = 4;

struct Choices {
  int nodes = 3;
  int controllers = 2;
  int lans = 1;
  std::vector<RouterKind> routers = {};  // on the first LAN
  bool ipv6 = false;
  bool speakers = true;
  std::string ring{kLan};  // where the speakers talk to each other: a LAN, or the links to the API server
  std::string config = "herald-system/config";  // the ConfigMap, as NAMESPACE/NAME

  friend bool operator==(const Choices&, const Choices&) = default;
};

enum class Role : std::uint8_t { lan, control, client, router, node };

struct Place {
  std::string name;
  Role role = Role::client;
  int number = 0;            // the last byte of its LAN addresses
  std::vector<int> lans{1};  // those it has a cable to, from 1: eth0, eth1 ...; a LAN has itself
};

[[nodiscard]] std::vector<Place> places_of(const Choices& choices);
[[nodiscard]] std::string node_name(int index);  // from 1

[[nodiscard]] std::string lan_name(int lan);                           // "lan", "lan2"
[[nodiscard]] std::string lan_range(int lan);                          // "192.168.23.0/24"
[[nodiscard]] std::string lan_range6(int lan);                         // "fd23::/64"
[[nodiscard]] std::string ranges_of(const Choices& choices, int lan);  // those it has, for people
// The LAN of that name, when this lab has it.
[[nodiscard]] std::optional<int> lan_named(const Choices& choices, std::string_view name);

// On a LAN that the place is on; its first one where none is named.
[[nodiscard]] std::string interface_of(const Place& place, int lan);  // "eth0"
[[nodiscard]] std::string lan_address(const Place& place, int lan);   // "192.168.23.11"
[[nodiscard]] std::string lan_address6(const Place& place, int lan);  // "fd23::11"
[[nodiscard]] std::string lan_address(const Place& place);
[[nodiscard]] std::string lan_address6(const Place& place);
[[nodiscard]] std::string mac_of(const Place& place, int lan);
// That the kernel makes from the MAC.
[[nodiscard]] std::string link_local_address(const Place& place, int lan);
[[nodiscard]] std::string management_address(const Place& node);  // "172.30.0.11"

// Pods live on their node's loopback, each with an address from the node's range.
[[nodiscard]] std::string pod_range(const Place& node);   // "10.111.0.0/16"
[[nodiscard]] std::string pod_range6(const Place& node);  // "fd00:11::/112"

}  // namespace herald::lab
