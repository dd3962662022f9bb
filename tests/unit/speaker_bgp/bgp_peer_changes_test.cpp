#include "speaker/bgp_peer_changes.h"

#include "tests/unit/speaker/cluster.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

using bgp_order::PeerWanted;
using testing::ElementsAre;
using testing::IsEmpty;

PeerWanted peer(const std::string& name, const std::string& address) {
  PeerWanted made{.name = name};
  made.path.address = bench::ip(address);
  return made;
}

struct Wire {
  PeersByName told;
  PeerNames names = PeerNames::as_before;

  // "tor@192.0.2.1", "-tor", "old=new"
  std::vector<std::string> change(const std::vector<PeerWanted>& peers) {
    PeersByName wanted;
    for (const PeerWanted& each : peers)
      wanted.emplace(each.name, each);
    bgp_order::Orders orders;
    names = change_peers(wanted, told, orders);
    std::vector<std::string> lines;
    for (const auto& order : orders) {
      if (const auto* made = std::get_if<PeerWanted>(&order))
        lines.push_back(made->name + "@" + made->path.address->to_string());
      if (const auto* gone = std::get_if<bgp_order::PeerUnwanted>(&order)) lines.push_back("-" + gone->name);
      if (const auto* renamed = std::get_if<bgp_order::PeersRenamed>(&order)) {
        for (const auto& [from, to] : renamed->to)
          lines.push_back(from + "=" + to);
      }
    }
    return lines;
  }
};

TEST(BgpPeerChanges, OneThatIsRemovedTakesNoOtherAlong) {
  Wire wire;
  wire.change({peer("peer-1", "192.0.2.1"), peer("peer-2", "192.0.2.2"), peer("peer-3", "192.0.2.3")});
  EXPECT_THAT(wire.change({peer("peer-1", "192.0.2.2"), peer("peer-2", "192.0.2.3")}),
              ElementsAre("-peer-1", "peer-2=peer-1", "peer-3=peer-2"));
  EXPECT_EQ(wire.names, PeerNames::changed);
}

TEST(BgpPeerChanges, OneThatIsInsertedMovesNoOther) {
  Wire wire;
  wire.change({peer("peer-1", "192.0.2.1"), peer("peer-2", "192.0.2.2")});
  EXPECT_THAT(
      wire.change({peer("peer-1", "192.0.2.9"), peer("peer-2", "192.0.2.1"), peer("peer-3", "192.0.2.2")}),
      ElementsAre("peer-1=peer-2", "peer-2=peer-3", "peer-1@192.0.2.9"));
}

TEST(BgpPeerChanges, ANameMayBeGivenTogetherWithSettings) {
  Wire wire;
  wire.change({peer("peer-1", "192.0.2.1")});
  PeerWanted named = peer("tor", "192.0.2.1");
  named.bfd = bgp_order::Bfd{};
  named.path.password = "secret";
  EXPECT_THAT(wire.change({named}), ElementsAre("peer-1=tor", "tor@192.0.2.1"));
}

TEST(BgpPeerChanges, ANameThatMovesKeepsItsPlaceUnlessAnotherTakesIt) {
  Wire wire;
  wire.change({peer("tor", "192.0.2.1"), peer("spine", "192.0.2.2")});
  EXPECT_THAT(wire.change({peer("tor", "192.0.2.7"), peer("spine", "192.0.2.2")}),
              ElementsAre("tor@192.0.2.7"));
  EXPECT_EQ(wire.names, PeerNames::as_before);
  EXPECT_THAT(wire.change({peer("tor", "192.0.2.2")}), ElementsAre("-tor", "spine=tor"));
  EXPECT_THAT(wire.change({peer("leaf", "192.0.2.3")}), ElementsAre("-tor", "leaf@192.0.2.3"));
}

PeerWanted locked(const std::string& name, const std::string& address) {
  PeerWanted made = peer(name, address);
  made.missing = {.where = "key word of Secret bgp", .ever_known = false};
  return made;
}

TEST(BgpPeerChanges, ASecretThatGoesOrIsMisspeltLeavesThePasswordAsItWas) {
  Wire wire;
  PeerWanted tor = peer("peer-1", "192.0.2.1");
  tor.path.password = "secret";
  wire.change({tor});
  for (const char* const name : {"peer-1", "tor"}) {
    wire.change({locked(name, "192.0.2.1")});
    EXPECT_EQ(wire.told.at(name).path, tor.path) << name;
    EXPECT_TRUE(wire.told.at(name).missing) << name;
    EXPECT_FALSE(wire.told.at(name).waits_for_secret()) << name;
  }
  EXPECT_THAT(wire.change({locked("tor", "192.0.2.1")}), IsEmpty());
  wire.change({locked("tor", "192.0.2.9")});
  EXPECT_TRUE(wire.told.at("tor").waits_for_secret()) << "that is another router";
  EXPECT_EQ(wire.told.at("tor").path.password, "");
}

TEST(BgpPeerChanges, WhoNeverHadAPasswordWaitsForIt) {
  Wire wire;
  EXPECT_THAT(wire.change({locked("tor", "192.0.2.1")}), ElementsAre("tor@192.0.2.1"));
  EXPECT_TRUE(wire.told.at("tor").waits_for_secret());
  EXPECT_THAT(wire.change({locked("tor", "192.0.2.1")}), IsEmpty());
  EXPECT_TRUE(wire.told.at("tor").waits_for_secret());
  PeerWanted opened = peer("tor", "192.0.2.1");
  opened.path.password = "secret";
  EXPECT_THAT(wire.change({opened}), ElementsAre("tor@192.0.2.1"));
}

// The configuration allows two that differ in little: for different nodes, say.
TEST(BgpPeerChanges, OfTwoWithTheSameEndsEachIsItself) {
  Wire wire;
  PeerWanted quick = peer("quick", "192.0.2.1");
  quick.session.hold_time = std::chrono::seconds(3);
  wire.change({peer("slow", "192.0.2.1"), quick});
  EXPECT_THAT(wire.change({quick}), ElementsAre("-slow"));
  wire.change({peer("slow", "192.0.2.1"), quick});
  quick.name = "hasty";
  EXPECT_THAT(wire.change({quick}), ElementsAre("-slow", "quick=hasty"));
  EXPECT_THAT(wire.change({quick}), IsEmpty());
}

}  // namespace
}  // namespace herald::speaker
