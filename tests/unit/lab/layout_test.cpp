#include "lab/cluster/layout.h"

#include "lab/cluster/name_files.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::lab {
namespace {

Choices everything() {
  Choices choices;
  choices.nodes = kMostNodes;
  choices.lans = kMostLans;
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

TEST(Layout, PutsEveryNodeAndAClientOnEachLan) {
  Choices choices;
  choices.nodes = 1;
  choices.lans = 2;
  choices.routers = {RouterKind::frr};
  std::vector<std::string> on_second;
  for (const Place& place : places_of(choices)) {
    if (std::ranges::count(place.lans, 2) != 0)
      on_second.push_back(place.name + " " + interface_of(place, 2));
  }
  EXPECT_THAT(on_second, testing::ElementsAre("lan2 eth0", "client2 eth0", "node-1 eth1"));
  EXPECT_EQ(lan_named(choices, "lan2"), 2);
  EXPECT_EQ(lan_named(choices, "lan3"), std::nullopt);
}

TEST(Layout, GivesEveryPlaceOnALanItsOwnAddressAndMac) {
  std::set<std::string> addresses;
  std::set<std::string> macs;
  for (const Place& place : places_of(everything())) {
    if (place.role == Role::control) continue;
    for (const int lan : place.lans) {
      EXPECT_TRUE(addresses.insert(lan_address(place, lan)).second) << place.name;
      EXPECT_TRUE(addresses.insert(lan_address6(place, lan)).second) << place.name;
      EXPECT_TRUE(macs.insert(mac_of(place, lan)).second) << place.name;
    }
  }
  EXPECT_EQ(macs.size(), 2 + kMostLans * (2 + static_cast<std::size_t>(kMostNodes)));
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
  EXPECT_EQ(lan_address(node, 2), "192.168.24.13");
  EXPECT_EQ(lan_address6(node, 2), "fd24::13");
  EXPECT_EQ(mac_of(node, 2), "02:00:00:00:01:0d");
  EXPECT_EQ(link_local_address(node, 1), "fe80::ff:fe00:d");
  EXPECT_EQ(link_local_address(node, 2), "fe80::ff:fe00:10d");
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
