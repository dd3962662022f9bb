#include "lab/cluster/layout.h"

#include <array>
#include <cstdio>

namespace herald::lab {
namespace {

constexpr int kFirstRouter = 2;
constexpr int kFirstNode = 11;
constexpr int kClientNumber = 100;

}  // namespace

std::string_view to_string(RouterKind kind) {
  return kind == RouterKind::frr ? "frr" : "bird";
}

std::string node_name(int index) {
  return "node-" + std::to_string(index);
}

std::vector<Place> places_of(const Choices& choices) {
  std::vector<Place> places{{std::string(kLan), Role::lan, 1},
                            {std::string(kControl), Role::control, 0},
                            {std::string(kClient), Role::client, kClientNumber}};
  int number = kFirstRouter;
  for (const RouterKind kind : choices.routers)
    places.push_back({std::string(to_string(kind)), Role::router, number++});
  for (int index = 1; index <= choices.nodes; ++index)
    places.push_back({node_name(index), Role::node, kFirstNode + index - 1});
  return places;
}

std::string lan_address(const Place& place) {
  return "192.168.23." + std::to_string(place.number);
}

std::string lan_address6(const Place& place) {
  return "fd23::" + std::to_string(place.number);
}

// Locally administered, and readable in a capture: the last byte is the decimal number of the address.
std::string mac_of(const Place& place) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "02:00:00:00:00:%02x", static_cast<unsigned>(place.number));
  return text.data();
}

std::string link_local_address(const Place& place) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "fe80::ff:fe00:%x", static_cast<unsigned>(place.number));
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
