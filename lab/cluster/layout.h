// Who lives where in a lab: the places (one network namespace each), their names, addresses and interfaces,
// all computed from a few choices. Values only; nothing here touches the machine.
//
//     frr .2   bird .3   client .100   node-1 .11   node-2 .12 ...     eth0: the LAN, a bridge in the place
//     `lan` (.1) control 172.30.0.1  --  the nodes' veth-mgmt                     so that API server and LAN
//     fail separately
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace herald::lab {

enum class RouterKind : std::uint8_t { frr, bird };
[[nodiscard]] std::string_view to_string(RouterKind kind);

struct Choices {
  int nodes = 3;
  int controllers = 2;
  std::vector<RouterKind> routers;
  bool ipv6 = false;
  bool speakers = true;
  std::string config = "herald-system/config";  // the ConfigMap, as NAMESPACE/NAME

  friend bool operator==(const Choices&, const Choices&) = default;
};

enum class Role : std::uint8_t { lan, control, client, router, node };

struct Place {
  std::string name;
  Role role = Role::client;
  int number = 0;  // the last byte of its LAN addresses
};

inline constexpr std::string_view kLan = "lan";
inline constexpr std::string_view kControl = "control";
inline constexpr std::string_view kClient = "client";
inline constexpr std::string_view kLanRange = "192.168.23.0/24";
inline constexpr std::string_view kLanRange6 = "fd23::/64";
inline constexpr std::string_view kControlAddress = "172.30.0.1";
inline constexpr std::string_view kApiServer = "172.30.0.1:6443";
// Not the names of Ethernet that a speaker announces on: veth* is on every list of what to leave out.
inline constexpr std::string_view kManagementLink = "veth-mgmt";
inline constexpr int kMostNodes = 80;  // .11 to .90

[[nodiscard]] std::vector<Place> places_of(const Choices& choices);
[[nodiscard]] std::string node_name(int index);  // from 1

[[nodiscard]] std::string lan_address(const Place& place);   // "192.168.23.11"
[[nodiscard]] std::string lan_address6(const Place& place);  // "fd23::11"
[[nodiscard]] std::string mac_of(const Place& place);
[[nodiscard]] std::string link_local_address(const Place& place);  // that the kernel makes from the MAC
[[nodiscard]] std::string management_address(const Place& node);   // "172.30.0.11"

// Pods live on their node's loopback, each with an address from the node's range.
[[nodiscard]] std::string pod_range(const Place& node);   // "10.111.0.0/16"
[[nodiscard]] std::string pod_range6(const Place& node);  // "fd00:11::/112"

}  // namespace herald::lab
