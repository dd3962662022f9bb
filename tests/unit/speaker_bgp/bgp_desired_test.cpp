#include "speaker/bgp_desired.h"

#include "tests/unit/speaker/cluster.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

using bench::ip;
using bench::selector;
using testing::ElementsAre;

const model::Labels kWeb{{"app", "web"}};
const Pulpit kPulpit{.node_labels = {{"rack", "a"}}, .peers = {"tor-1", "tor-2"}, .internal = {"tor-1"}};

OffersByPrefix desired(const config::Advertisement& advertisement, const char* address = "203.0.113.5",
                       std::uint32_t endpoints = 0) {
  return bgp_desired({.address = ip(address), .services = {kWeb}, .local_endpoints = endpoints},
                     {advertisement}, kPulpit)
      .offers;
}

// "203.0.113.5/32>tor-1,tor-2"
std::string text(const OffersByPrefix& offers) {
  std::string all;
  for (const auto& [prefix, by_peer] : offers) {
    all += (all.empty() ? "" : " ") + prefix.to_string() + ">";
    for (const auto& [peer, attributes] : by_peer)
      all += (all.back() == '>' ? "" : ",") + peer;
  }
  return all;
}

TEST(BgpDesired, AnAddressIsOneHostRouteForEveryPeer) {
  EXPECT_EQ(text(desired({})), "203.0.113.5/32>tor-1,tor-2");
  EXPECT_EQ(text(desired({}, "2001:db8::5")), "2001:db8::5/128>tor-1,tor-2");
}

TEST(BgpDesired, AggregatesByFamily) {
  config::Advertisement wide;
  wide.aggregation_length = 24;
  wide.aggregation_length_v6 = 64;
  EXPECT_EQ(text(desired(wide)), "203.0.113.0/24>tor-1,tor-2");
  EXPECT_EQ(text(desired(wide, "2001:db8::5")), "2001:db8::/64>tor-1,tor-2");
}

TEST(BgpDesired, EverySelectorMustHold) {
  config::Advertisement picky;
  picky.peers = {"tor-2", "elsewhere"};
  picky.node_selectors = {selector("rack", "a")};
  picky.service_selectors = {selector("app", "db"), selector("app", "web")};
  EXPECT_EQ(text(desired(picky)), "203.0.113.5/32>tor-2");
  picky.service_selectors = {selector("app", "db")};
  EXPECT_EQ(text(desired(picky)), "");
  picky.service_selectors.clear();
  picky.node_selectors = {selector("rack", "b")};
  EXPECT_EQ(text(desired(picky)), "");
}

TEST(BgpDesired, SeveralAdvertisementsMakeSeveralRoutes) {
  config::Advertisement host;
  host.communities = {config::Community{1}};
  config::Advertisement wide;
  wide.aggregation_length = 24;
  config::Advertisement also_host;
  also_host.communities = {config::Community{2}};
  also_host.peers = {"tor-1"};
  const auto all =
      bgp_desired({.address = ip("203.0.113.5"), .services = {kWeb}}, {host, wide, also_host}, kPulpit)
          .offers;
  EXPECT_EQ(text(all), "203.0.113.0/24>tor-1,tor-2 203.0.113.5/32>tor-1,tor-2");
  const auto& host_route = all.at(*net::Cidr::parse("203.0.113.5/32"));
  EXPECT_THAT(host_route.at("tor-1").communities, ElementsAre(bgp::Community(1), bgp::Community(2)));
  EXPECT_THAT(host_route.at("tor-2").communities, ElementsAre(bgp::Community(1)));
}

TEST(BgpDesired, CarriesWhatTheAdvertisementSays) {
  config::Advertisement said;
  said.local_preference = 300;
  said.med = 5;
  said.as_path_prepend = 2;
  said.large_communities = {{1, 2, 3}};
  said.weight = config::Weight::endpoints;
  const bgp::RouteAttributes route = desired(said, "203.0.113.5", 7).begin()->second.at("tor-1");
  EXPECT_EQ(route, (bgp::RouteAttributes{.prepend = 2,
                                         .med = 5,
                                         .local_preference = 300,
                                         .communities = {},
                                         .large_communities = {{1, 2, 3}},
                                         .weight = 7}));
  EXPECT_EQ(desired(said).begin()->second.at("tor-1").weight, 1U) << "traffic is passed on from here too";
}

TEST(BgpDesired, OnlyInternalPeersHearOfLocalPreferences) {
  config::Advertisement said;
  said.local_preference = 300;
  const auto all = desired(said);
  EXPECT_EQ(all.begin()->second.at("tor-1").local_preference, 300U);
  EXPECT_EQ(all.begin()->second.at("tor-2").local_preference, std::nullopt);
}

TEST(BgpDesired, SaysOfWhichPrefixItsAdvertisementsDisagree) {
  config::Advertisement low;
  low.local_preference = 100;
  config::Advertisement high = low;
  high.local_preference = 200;
  config::Advertisement wide = high;
  wide.aggregation_length = 24;
  const AttractedAddress address{.address = ip("203.0.113.5"), .services = {kWeb}};
  const Desired both = bgp_desired(address, {low, high, wide}, kPulpit);
  EXPECT_THAT(both.contradictory, ElementsAre(*net::Cidr::parse("203.0.113.5/32")));
  EXPECT_EQ(both.offers.at(*net::Cidr::parse("203.0.113.5/32")).at("tor-1").local_preference, 200U);
  EXPECT_TRUE(bgp_desired(address, {low, wide}, kPulpit).contradictory.empty());
  low.peers = high.peers = {"tor-2"};  // who does not hear of it
  EXPECT_TRUE(bgp_desired(address, {low, high}, kPulpit).contradictory.empty());
}

TEST(BgpMerge, TheMoreAttractiveOneHolds) {
  bgp::RouteAttributes into{.prepend = 2, .med = 5, .weight = 3};
  EXPECT_EQ(
      merge({.prepend = 1, .med = 9, .local_preference = 50, .weight = 2}, Weights::of_one_address, into),
      Merged::well);
  EXPECT_EQ(into, (bgp::RouteAttributes{.prepend = 1, .med = 5, .local_preference = 50, .weight = 3}));
  EXPECT_EQ(merge({.local_preference = 60, .weight = 2}, Weights::of_several, into),
            Merged::local_preferences_differ);
  EXPECT_EQ(into.local_preference, 60U);
  EXPECT_EQ(into.weight, 5U);
}

}  // namespace
}  // namespace herald::speaker
