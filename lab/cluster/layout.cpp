#include "lab/cluster/layout.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>

namespace herald::lab {
namespace {

constexpr int kFirstRouter = 2;
constexpr int kFirstNode = 11;
constexpr int kClientNumber = 100;
constexpr int kBeforeFirstLan = 22;  // 192.168.23.0/24 is the first

// "client", "client2": what there is once on each LAN.
std::string numbered(std::string_view name, int lan) {
  return std::string(name) + (lan == 1 ? "" : std::to_string(lan));
}

unsigned end_of_mac(const Place& place, int lan) {
  return static_cast<unsigned>((lan - 1) * 256 + place.number);
}

}  // namespace

std::string_view to_string(RouterKind kind) {
  return kind == RouterKind::frr ? "frr" : "bird";
}

std::string node_name(int index) {
  return "node-" + std::to_string(index);
}

std::string lan_name(int lan) {
  return numbered(kLan, lan);
}

std::optional<int> lan_named(const Choices& choices, std::string_view name) {
  for (int lan = 1; lan <= choices.lans; ++lan) {
    if (name == lan_name(lan)) return lan;
  }
  return std::nullopt;
}

std::vector<Place> places_of(const Choices& choices) {
  std::vector<Place> places;
  std::vector<int> all;
  for (int lan = 1; lan <= choices.lans; ++lan) {
    places.push_back({lan_name(lan), Role::lan, 1, {lan}});
    all.push_back(lan);
  }
  places.push_back({std::string(kControl), Role::control, 0, {}});
  for (const int lan : all)
    places.push_back({numbered(kClient, lan), Role::client, kClientNumber, {lan}});
  int number = kFirstRouter;
  for (const RouterKind kind : choices.routers)
    places.push_back({std::string(to_string(kind)), Role::router, number++});
  for (int index = 1; index <= choices.nodes; ++index)
    places.push_back({node_name(index), Role::node, kFirstNode + index - 1, all});
  return places;
}

std::string lan_range(int lan) {
  return "192.168." + std::to_string(kBeforeFirstLan + lan) + ".0/24";
}

std::string lan_range6(int lan) {
  return "fd" + std::to_string(kBeforeFirstLan + lan) + "::/64";
}

std::string ranges_of(const Choices& choices, int lan) {
  return lan_range(lan) + (choices.ipv6 ? " and " + lan_range6(lan) : std::string());
}

std::string interface_of(const Place& place, int lan) {
  const auto at = std::ranges::find(place.lans, lan);
  return "eth" + std::to_string(std::distance(place.lans.begin(), at));
}

std::string lan_address(const Place& place, int lan) {
  return "192.168." + std::to_string(kBeforeFirstLan + lan) + "." + std::to_string(place.number);
}

std::string lan_address6(const Place& place, int lan) {
  return "fd" + std::to_string(kBeforeFirstLan + lan) + "::" + std::to_string(place.number);
}

std::string lan_address(const Place& place) {
  return lan_address(place, place.lans.front());
}

std::string lan_address6(const Place& place) {
  return lan_address6(place, place.lans.front());
}

// Locally administered, and readable in a capture: the last byte is the decimal number of the address, the
// one before tells the LANs apart.
std::string mac_of(const Place& place, int lan) {
  std::array<char, 24> text{};
  const unsigned end = end_of_mac(place, lan);
  std::snprintf(text.data(), text.size(), "02:00:00:00:%02x:%02x", end / 256, end % 256);
  return text.data();
}

std::string link_local_address(const Place& place, int lan) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "fe80::ff:fe00:%x", end_of_mac(place, lan));
  return text.data();
}

std::string management_address(const Place& node) {
  return "172.30.0." + std::to_string(node.number);
}

std::string pod_range(const Place& node) {
  return "10." + std::to_string(100 + node.number) + ".0.0/16";
}

std::string pod_range6(const Place& node) {
  return "fd00:" + std::to_string(node.number) + "::/112";
}

}  // namespace herald::lab
