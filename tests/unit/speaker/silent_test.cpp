#include "speaker/silent.h"

#include "tests/unit/speaker/cluster.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::ip;
using bench::lease;
using model::Reason;
using testing::IsEmpty;

net::IpRangeSet only(const std::string& address) {
  net::IpRangeSet set;
  set.insert(net::IpRange::single(ip(address)));
  return set;
}

class SilentTest : public testing::Test {
 protected:
  void desire(const std::string& address, own::NodeSet nodes, Reason reason = Reason::announced,
              std::uint64_t need = 0) {
    auto settings = std::make_shared<PoolSettings>();
    settings->need = own::InterfaceNeed(need);
    desires_.insert_or_assign(
        ip(address), {.settings = settings, .eligible = sets_.share(std::move(nodes)), .reason = reason});
  }
  Silent look() { return silent_addresses(desires_, roster_, unable_); }

  NodeSets sets_;
  Layer2Plan::Desires desires_;
  Roster roster_{bench::speaker("b").member};
  std::map<own::InterfaceNeed, std::string> unable_;
};

TEST_F(SilentTest, WhatTheApiObjectsForbidHasTheirReason) {
  desire("10.0.0.1", {}, Reason::no_ready_endpoints);
  desire("10.0.0.2", {}, Reason::no_node_admits);
  desire("10.0.0.3", {"b"});
  EXPECT_EQ(look(), (Silent{{Reason::no_ready_endpoints, only("10.0.0.1")},
                            {Reason::no_node_admits, only("10.0.0.2")}}));
}

TEST_F(SilentTest, WithoutASpeakerOnTheRightNodesItWaits) {
  desire("10.0.0.1", {"a", "c"});
  EXPECT_EQ(look(), (Silent{{Reason::awaiting_speaker, only("10.0.0.1")}}));
  roster_.saw(Instant{}, lease("c", 1));
  EXPECT_THAT(look(), IsEmpty());
}

TEST_F(SilentTest, WithoutAnInterfaceAnywhereItSaysSo) {
  desire("10.0.0.1", {"a", "b"}, Reason::announced, 5);
  desire("10.0.0.2", {"a", "b"}, Reason::announced, 6);
  unable_[own::InterfaceNeed(5)] = "no interface matches eth7";
  EXPECT_EQ(look(), (Silent{{Reason::no_interface, only("10.0.0.1")}}));
  LeaseChanged other = lease("a", 1);
  roster_.saw(Instant{}, other);
  EXPECT_THAT(look(), IsEmpty());
  other.report->unable[own::InterfaceNeed(5)] = "nor here";
  roster_.saw(Instant{}, other);
  EXPECT_EQ(look(), (Silent{{Reason::no_interface, only("10.0.0.1")}}));
}

TEST_F(SilentTest, AddressesOutsideLayer2AreNoneOfItsBusiness) {
  desires_.insert_or_assign(ip("10.0.0.1"), {.settings = default_settings(), .eligible = nullptr});
  EXPECT_THAT(look(), IsEmpty());
}

}  // namespace
}  // namespace herald::speaker
