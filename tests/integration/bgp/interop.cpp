#include "tests/integration/bgp/interop.h"

namespace herald::interop {

namespace order = speaker::bgp_order;

net::Cidr prefix(std::string_view text) {
  return net::Cidr::parse(text).value();
}

void Interop::SetUp() {
  if (const auto why = missing(GetParam())) GTEST_SKIP() << *why;
  netns::NetworkNamespace::connect({node_, "eth0"}, {router_place_, "eth0"});
  node_.ip_batch("addr add 10.0.0.2/24 dev eth0\naddr add fd00::2/64 dev eth0 nodad\n");
  router_place_.ip_batch("addr add 10.0.0.1/24 dev eth0\naddr add fd00::1/64 dev eth0 nodad\n");
}

void Interop::TearDown() {
  if (!HasFailure()) return;
  if (speaker_) {
    for (const std::string& line : speaker_->news())
      std::cout << "speaker: " << line << "\n";
  }
  if (router_) std::cout << router_->describe() << "\n";
}

PeerWanted Interop::peer() {
  PeerWanted wanted;
  wanted.name = "router";
  wanted.session.local_as = bgp::Asn(65001);
  wanted.session.remote_as.number = bgp::Asn(65000);
  wanted.session.router_id = bgp::RouterId(0x0a000002);
  wanted.path.address = net::IpAddress::parse("10.0.0.1").value();
  return wanted;
}

void Interop::start(const RouterSettings& settings) {
  router_ = start_router(GetParam(), router_place_, settings);
}

void Interop::start_speaker(const PeerWanted& wanted) {
  speaker_ = std::make_unique<Speaker>(node_);
  speaker_->order({wanted});
}

void Interop::connect(const RouterSettings& settings, const PeerWanted& wanted) {
  start(settings);
  start_speaker(wanted);
  ASSERT_TRUE(eventually([&] { return speaker_->established() && router_->established(); }));
}

void Interop::cut() const {
  const auto done =
      node_.command({"nft", "-f", "-"},
                    "add table inet cut\n"
                    "add chain inet cut in { type filter hook input priority 0; policy drop; }\n"
                    "add chain inet cut out { type filter hook output priority 0; policy drop; }\n");
  ASSERT_EQ(done.code, 0) << done.out;
}

void Interop::heal() const {
  const auto done = node_.command({"nft", "-f", "-"}, "delete table inet cut\n");
  ASSERT_EQ(done.code, 0) << done.out;
}

void Interop::announce(std::string_view text, const bgp::RouteAttributes& attributes) {
  auto offers = std::make_shared<order::Offers>();
  (*offers)["router"] = attributes;
  speaker_->order({order::RouteWanted{prefix(text), offers}});
}

void Interop::withdraw(std::string_view text) {
  speaker_->order({order::RouteUnwanted{prefix(text)}});
}

bool Interop::holds(std::string_view text) {
  return router_->route(prefix(text)).has_value();
}

HeldRoute Interop::held(std::string_view text) {
  std::optional<HeldRoute> route;
  EXPECT_TRUE(eventually([&] {
    route = router_->route(prefix(text));
    return route.has_value();
  })) << text;
  return route.value_or(HeldRoute{});
}

}  // namespace herald::interop
