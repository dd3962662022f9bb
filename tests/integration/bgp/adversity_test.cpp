// Routers that say too much, vanish, or share the speaker with others.
#include "tests/integration/bgp/interop.h"

namespace herald::interop {
namespace {

using Adversity = Interop;

// A router that sends its whole table to a speaker which wants none of it.
TEST_P(Adversity, RoutesThatNobodyAskedForAreDropped) {
  RouterSettings talkative;
  for (int i = 0; i < 20000; ++i)
    talkative.networks.push_back("20." + std::to_string(i / 256) + "." + std::to_string(i % 256) + ".0/24");
  connect(talkative, peer());
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
  const auto heard = [&] {
    return speaker_->peer().session.received[static_cast<std::size_t>(bgp::MessageType::update)];
  };
  // 20,000 prefixes of 4 bytes are 20 messages of 4096 bytes, or two of 65535.
  EXPECT_TRUE(eventually([&] { return heard() >= 2; }));
  withdraw("198.51.100.1/32");
  EXPECT_TRUE(eventually([&] { return !holds("198.51.100.1/32"); }));
  EXPECT_EQ(speaker_->peer().session.flawed_updates, 0U);
  EXPECT_TRUE(speaker_->established());
  EXPECT_FALSE(speaker_->has_news("down: "));
}

TEST_P(Adversity, ARouterThatCrashesGetsItsRoutesBack) {
  connect({}, peer());
  announce("198.51.100.1/32", {.med = 4});
  held("198.51.100.1/32");
  router_->crash();
  EXPECT_TRUE(eventually([&] { return speaker_->has_news("down: "); }));
  start({});
  EXPECT_TRUE(eventually([&] { return speaker_->established() && router_->established(); }));
  EXPECT_EQ(held("198.51.100.1/32").med, 4U);
  EXPECT_EQ(speaker_->peer().session.flaps, 1U);
}

// Editing one peer touches that one only.
TEST_P(Adversity, TwoRoutersDoNotNoticeEachOther) {
  connect({}, peer());
  const netns::NetworkNamespace elsewhere;
  netns::NetworkNamespace::connect({node_, "eth1"}, {elsewhere, "eth0"});
  node_.ip("addr add 10.0.1.2/24 dev eth1");
  elsewhere.ip("addr add 10.0.1.1/24 dev eth0");
  const auto other = start_router(GetParam(), elsewhere, {.peer = "10.0.1.2", .local = "10.0.1.1"});
  PeerWanted second = peer();
  second.name = "second";
  second.path.address = net::IpAddress::parse("10.0.1.1").value();
  speaker_->order({second});
  EXPECT_TRUE(eventually([&] { return other->established(); }));

  auto offers = std::make_shared<speaker::bgp_order::Offers>();
  (*offers)["router"] = {.med = 1};
  (*offers)["second"] = {.med = 2};
  speaker_->order({speaker::bgp_order::RouteWanted{prefix("198.51.100.1/32"), offers}});
  EXPECT_EQ(held("198.51.100.1/32").med, 1U);
  EXPECT_TRUE(eventually([&] { return other->route(prefix("198.51.100.1/32")).has_value(); }));
  EXPECT_EQ(other->route(prefix("198.51.100.1/32"))->med, 2U);

  second.session.hold_time = std::chrono::seconds(30);  // needs a new session, of this one
  speaker_->order({second});
  EXPECT_TRUE(eventually([&] {
    for (const auto& status : speaker_->status()) {
      if (status.peer == "second") return status.session.established == 2;
    }
    return false;
  }));
  EXPECT_EQ(speaker_->peer().peer, "router");
  EXPECT_EQ(speaker_->peer().session.established, 1U);
  EXPECT_TRUE(holds("198.51.100.1/32"));
  EXPECT_TRUE(eventually([&] { return other->route(prefix("198.51.100.1/32")).has_value(); }));
}

HERALD_WITH_ROUTERS(Adversity);

}  // namespace
}  // namespace herald::interop
