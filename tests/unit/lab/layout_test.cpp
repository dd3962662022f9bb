#include "lab/cluster/layout.h"

#include "lab/cluster/name_files.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::lab {
namespace {

Choices everything() {
  Choices choices;
  choices.nodes = kMostNodes;
  choices.routers = {RouterKind::frr, RouterKind::bird};
  return choices;
}

TEST(Layout, NamesThePlacesOfASmallLab) {
  Choices choices;
  choices.nodes = 2;
  choices.routers = {RouterKind::bird};
  std::vector<std::string> names;
  for (const Place& place : places_of(choices))
    names.push_back(place.name);
  EXPECT_THAT(names, testing::ElementsAre("lan", "control", "client", "bird", "node-1", "node-2"));
}

TEST(Layout, GivesEveryPlaceOnTheLanItsOwnAddressAndMac) {
  std::set<std::string> addresses;
  std::set<std::string> macs;
  for (const Place& place : places_of(everything())) {
    if (place.role == Role::control) continue;
    EXPECT_TRUE(addresses.insert(lan_address(place)).second) << place.name;
    EXPECT_TRUE(macs.insert(mac_of(place)).second) << place.name;
  }
  EXPECT_EQ(addresses.size(), 2 + 2 + static_cast<std::size_t>(kMostNodes));
}

TEST(Layout, KeepsInterfaceNamesWithinWhatLinuxAllows) {
  constexpr std::size_t kLongest = 15;  // IFNAMSIZ, without the final zero
  for (const Place& place : places_of(everything()))
    EXPECT_LE(place.name.size(), kLongest);
}

TEST(Layout, KeepsNodesApartInEveryRange) {
  const Place node{node_name(3), Role::node, 13};
  EXPECT_EQ(node.name, "node-3");
  EXPECT_EQ(lan_address(node), "192.168.23.13");
  EXPECT_EQ(lan_address6(node), "fd23::13");
  EXPECT_EQ(management_address(node), "172.30.0.13");
  EXPECT_EQ(pod_range(node), "10.113.0.0/16");
  EXPECT_EQ(pod_range6(node), "fd00:13::/112");
}

TEST(Names, LeadFromEachPlaceToItsAddresses) {
  Choices choices;
  choices.nodes = 1;
  choices.ipv6 = true;
  EXPECT_EQ(hosts_text(choices),
            "127.0.0.1 localhost\n::1 localhost\n192.168.23.1 lan\nfd23::1 lan\n172.30.0.1 control\n"
            "192.168.23.100 client\nfd23::100 client\n192.168.23.11 node-1\nfd23::11 node-1\n");
}

}  // namespace
}  // namespace herald::lab
