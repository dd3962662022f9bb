#include "speaker/bgp_routes.h"

#include "core/base/random.h"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

net::Cidr cidr(const char* text) {
  return *net::Cidr::parse(text);
}
net::IpAddress address(std::uint32_t number) {
  return net::IpAddress::v4(0x0a000000 + number);
}
OffersByPrefix one(const char* prefix, const bgp::RouteAttributes& route = {}) {
  return {{cidr(prefix), {{"tor", route}}}};
}

// "10.0.0.1/32 med 5 weight 2" or "-10.0.0.1/32"
std::vector<std::string> settle(BgpRoutes& routes) {
  bgp_order::Orders orders;
  routes.settle(orders);
  std::vector<std::string> lines;
  for (const auto& order : orders) {
    if (const auto* gone = std::get_if<bgp_order::RouteUnwanted>(&order))
      lines.push_back("-" + gone->prefix.to_string());
    const auto* wanted = std::get_if<bgp_order::RouteWanted>(&order);
    if (wanted == nullptr) continue;
    const auto& route = wanted->offers->at("tor");
    lines.push_back(wanted->prefix.to_string() + (route.med ? " med " + std::to_string(*route.med) : "") +
                    (route.weight ? " weight " + std::to_string(*route.weight) : ""));
  }
  return lines;
}

TEST(BgpRoutes, TellsOnlyTheDifference) {
  BgpRoutes routes;
  routes.set(address(1), one("10.0.0.1/32"));
  routes.set(address(2), one("10.0.0.2/32"));
  EXPECT_THAT(settle(routes), ElementsAre("10.0.0.1/32", "10.0.0.2/32"));
  routes.set(address(1), one("10.0.0.1/32"));
  EXPECT_THAT(settle(routes), IsEmpty());
  routes.set(address(1), one("10.0.0.1/32", {.med = 5}));
  EXPECT_THAT(settle(routes), ElementsAre("10.0.0.1/32 med 5"));
  routes.set(address(1), {});
  EXPECT_THAT(settle(routes), ElementsAre("-10.0.0.1/32"));
  EXPECT_EQ(routes.size(), 1U);
}

TEST(BgpRoutes, WhatComesAndGoesBetweenTwoLooksIsNotTold) {
  BgpRoutes routes;
  routes.set(address(1), one("10.0.0.1/32"));
  routes.set(address(1), {});
  EXPECT_THAT(settle(routes), IsEmpty());
}

TEST(BgpRoutes, AnAggregateLivesAsLongAsOneOfItsAddresses) {
  BgpRoutes routes;
  routes.set(address(1), one("10.0.0.0/24"));
  routes.set(address(2), one("10.0.0.0/24"));
  EXPECT_THAT(settle(routes), ElementsAre("10.0.0.0/24"));
  routes.set(address(1), {});
  EXPECT_THAT(settle(routes), IsEmpty());
  routes.set(address(2), {});
  EXPECT_THAT(settle(routes), ElementsAre("-10.0.0.0/24"));
}

TEST(BgpRoutes, EndpointsBehindAnAggregateAddUp) {
  BgpRoutes routes;
  routes.set(address(1), one("10.0.0.0/24", {.weight = 2}));
  routes.set(address(2), one("10.0.0.0/24", {.weight = 2}));
  routes.set(address(3), one("10.0.0.0/24", {.weight = 5}));
  EXPECT_THAT(settle(routes), ElementsAre("10.0.0.0/24 weight 9"));
}

TEST(BgpRoutes, KnowsContradictionsWhileTheyLast) {
  BgpRoutes routes;
  routes.set(address(1), one("10.0.0.0/24", {.local_preference = 100}));
  routes.set(address(2), one("10.0.0.0/24", {.local_preference = 200}));
  settle(routes);
  EXPECT_THAT(routes.contradictions(), ElementsAre(cidr("10.0.0.0/24")));
  routes.set(address(2), one("10.0.0.0/24", {.local_preference = 100}));
  settle(routes);
  EXPECT_THAT(routes.contradictions(), IsEmpty());
}

TEST(BgpRoutes, AContradictionIsNewsOnce) {
  BgpRoutes routes;
  routes.set(address(1), one("10.0.0.0/24", {.local_preference = 100}));
  routes.set(address(2), one("10.0.0.0/24", {.local_preference = 200}));
  settle(routes);
  EXPECT_THAT(routes.take_news(), ElementsAre(cidr("10.0.0.0/24")));
  routes.set(address(3), one("10.0.0.0/24", {.local_preference = 300}));
  settle(routes);
  EXPECT_THAT(routes.take_news(), IsEmpty());
  routes.set(address(2), {});
  routes.set(address(3), {});
  settle(routes);
  EXPECT_THAT(routes.contradictions(), IsEmpty());
  routes.set(address(2), one("10.0.0.0/24", {.local_preference = 200}));
  settle(routes);
  EXPECT_THAT(routes.take_news(), ElementsAre(cidr("10.0.0.0/24"))) << "it is one again";
}

TEST(BgpRoutes, AnAddressMayContradictItself) {
  BgpRoutes routes;
  routes.set(address(1), one("10.0.0.1/32"), {cidr("10.0.0.1/32")});
  settle(routes);
  EXPECT_THAT(routes.contradictions(), ElementsAre(cidr("10.0.0.1/32")));
  routes.set(address(1), one("10.0.0.1/32"));
  settle(routes);
  EXPECT_THAT(routes.contradictions(), IsEmpty());
}

TEST(BgpRoutesProperty, TheOrdersAddUpToTheMerge) {
  for (std::uint64_t seed = 0; seed < 200 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    BgpRoutes routes;
    std::map<net::IpAddress, OffersByPrefix> present;
    std::map<net::Cidr, bgp_order::Offers> told;
    for (int i = 0; i < 200; ++i) {
      const net::IpAddress subject = address(static_cast<std::uint32_t>(random.below(12)));
      OffersByPrefix offers;
      if (random.chance(3, 4))
        offers[*net::Cidr::make(subject, random.chance(1, 2) ? 32 : 30)]["tor"].med =
            static_cast<std::uint32_t>(random.below(3));
      routes.set(subject, offers);
      present[subject] = offers;
      if (!random.chance(1, 3)) continue;
      bgp_order::Orders orders;
      routes.settle(orders);
      for (const auto& order : orders) {
        if (const auto* wanted = std::get_if<bgp_order::RouteWanted>(&order))
          told[wanted->prefix] = *wanted->offers;
        if (const auto* gone = std::get_if<bgp_order::RouteUnwanted>(&order)) {
          EXPECT_EQ(told.erase(gone->prefix), 1U);
        }
      }
      std::map<net::Cidr, bgp_order::Offers> expected;
      for (const auto& [address, by_prefix] : present) {
        for (const auto& [prefix, by_peer] : by_prefix) {
          const auto [at, fresh] = expected[prefix].try_emplace("tor", by_peer.at("tor"));
          if (!fresh) at->second.med = std::min(*at->second.med, *by_peer.at("tor").med);
        }
      }
      EXPECT_EQ(told, expected);
    }
  }
}

}  // namespace
}  // namespace herald::speaker
