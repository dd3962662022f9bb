#include "speaker/bgp_settings.h"

#include "tests/unit/speaker/cluster.h"

#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

using bench::ip;
using std::chrono::milliseconds;
using std::chrono::seconds;

config::Peer peer() {
  config::Peer made;
  made.name = "tor";
  made.my_asn = 65001;
  made.peer_asn.number = 65002;
  made.address = ip("192.0.2.1");
  return made;
}

std::vector<bgp_order::PeerWanted> wanted(const config::Peer& peer, const model::Labels& labels = {},
                                          const Passwords& passwords = {}) {
  config::Config config;
  config.peers = {peer};
  config.bfd_profiles = {{.name = "fast",
                          .receive_interval = milliseconds(50),
                          .transmit_interval = milliseconds(60),
                          .detect_multiplier = 5}};
  return wanted_peers(config, {.name = "node-1", .address = ip("192.0.2.9")}, labels, passwords);
}

TEST(BgpSettings, FillInWhatTheNodeKnows) {
  const auto made = wanted(peer()).at(0);
  EXPECT_EQ(made.session.local_as, bgp::Asn(65001));
  EXPECT_EQ(made.session.router_id, bgp::RouterId(0xc0000209));
  EXPECT_EQ(made.session.host_name, "node-1");
  EXPECT_EQ(made.session.graceful_restart, seconds(120));
  EXPECT_FALSE(made.path.internal);
  EXPECT_FALSE(made.bfd);
}

TEST(BgpSettings, ANodeWithoutIpv4HasAnIdentifierAllTheSame) {
  config::Config config;
  config.peers = {peer()};
  const auto id = [&](const char* node) {
    return wanted_peers(config, {.name = node}, {}, {}).at(0).session.router_id;
  };
  EXPECT_NE(id("node-1"), bgp::RouterId(0));
  EXPECT_NE(id("node-1"), id("node-2"));
  config.peers[0].router_id = ip("10.9.8.7");
  EXPECT_EQ(id("node-1"), bgp::RouterId(0x0a090807));
}

TEST(BgpSettings, TheAsShownReplacesOurs) {
  config::Peer shown = peer();
  shown.local_asn = 65002;
  EXPECT_EQ(wanted(shown).at(0).session.local_as, bgp::Asn(65002));
  EXPECT_TRUE(wanted(shown).at(0).path.internal);
  shown.peer_asn = {.kind = config::PeerAs::Kind::external};
  EXPECT_FALSE(wanted(shown).at(0).path.internal);
}

TEST(BgpSettings, OnlyPeersForThisNode) {
  config::Peer racked = peer();
  racked.node_selectors = {bench::selector("rack", "a")};
  EXPECT_TRUE(wanted(racked, {{"rack", "b"}}).empty());
  EXPECT_EQ(wanted(racked, {{"rack", "a"}}).size(), 1U);
}

TEST(BgpSettings, APeerWaitsForItsSecret) {
  config::Peer secret = peer();
  secret.password_secret = config::SecretReference{"bgp", "password"};
  EXPECT_TRUE(wanted(secret).at(0).waits_for_secret());
  EXPECT_EQ(wanted(secret).at(0).missing->where, "key password of Secret bgp");
  const Passwords of_others{{{"bgp", "tor"}, "y"}, {{"tor", "password"}, "z"}};
  EXPECT_TRUE(wanted(secret, {}, of_others).at(0).waits_for_secret());
  const auto told = wanted(secret, {}, {{{"bgp", "password"}, "x"}}).at(0);
  EXPECT_EQ(told.path.password, "x");
  EXPECT_FALSE(told.missing);
}

TEST(BgpSettings, BfdComesFromTheProfile) {
  config::Peer watched = peer();
  watched.bfd_profile = "fast";
  EXPECT_TRUE(wanted(watched).at(0).session.graceful_notifications);
  EXPECT_FALSE(wanted(peer()).at(0).session.graceful_notifications)
      << "the hold timer alone tells of our death";
  const auto made = wanted(watched).at(0).bfd;
  EXPECT_EQ(made->timers,
            (bfd::Timers{.transmit = milliseconds(60), .receive = milliseconds(50), .multiplier = 5}));
  watched.bfd_profile = "gone";
  EXPECT_FALSE(wanted(watched).at(0).bfd);
}

}  // namespace
}  // namespace herald::speaker
