#include "speaker/tenant.h"

#include "tests/unit/speaker/cluster.h"

#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

using bench::ip;

Tenant tenant() {
  return {.uid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
          .traffic_policy = model::TrafficPolicy::local,
          .protocol = config::Protocol::both,
          .addresses = {ip("192.0.2.1"), ip("2001:db8::1")},
          .pool = "lan,lan6",
          .labels = {{"app", "shop"}, {"empty", ""}}};
}

TEST(PackedTenant, GivesBackWhatWasPacked) {
  EXPECT_EQ(PackedTenant(tenant()).unpack(), tenant());
  EXPECT_EQ(PackedTenant(tenant()).traffic_policy(), model::TrafficPolicy::local);
  EXPECT_EQ(PackedTenant(tenant()).protocol(), config::Protocol::both);
  EXPECT_EQ(PackedTenant(Tenant()).unpack(), Tenant());
  EXPECT_FALSE(PackedTenant(Tenant()).empty());
  EXPECT_TRUE(PackedTenant().empty());
}

// Every node keeps ten thousand of them.
TEST(PackedTenant, HowItIsAnnouncedCostsNothing) {
  for (const auto policy : {model::TrafficPolicy::cluster, model::TrafficPolicy::local}) {
    for (const auto protocol : {config::Protocol::layer2, config::Protocol::bgp, config::Protocol::both}) {
      Tenant one = tenant();
      one.traffic_policy = policy;
      one.protocol = protocol;
      EXPECT_EQ(PackedTenant(one).unpack(), one);
      EXPECT_EQ(PackedTenant(one).traffic_policy(), policy);
      EXPECT_EQ(PackedTenant(one).protocol(), protocol);
    }
  }
}

// Anybody may write anything into an annotation.
TEST(PackedTenant, TextsMayBeOfAnyLengthAndHoldAnything) {
  for (const std::size_t size : {0U, 1U, 253U, 254U, 255U, 256U, 70'000U}) {
    Tenant odd = tenant();
    odd.pool = std::string(size, '\0') + "\xff";
    odd.labels["long"] = std::string(size, 'x');
    EXPECT_EQ(PackedTenant(odd).unpack(), odd) << size;
  }
  Tenant many = tenant();
  many.addresses.assign(300, ip("192.0.2.1"));
  EXPECT_EQ(PackedTenant(many).unpack(), many);
}

TEST(PackedTenant, AreEqualAsTheirTenantsAre) {
  EXPECT_EQ(PackedTenant(tenant()), PackedTenant(tenant()));
  const auto differs = [](auto change) {
    Tenant other = tenant();
    change(other);
    return PackedTenant(other) != PackedTenant(tenant());
  };
  EXPECT_TRUE(differs([](Tenant& t) { t.uid.back() = '9'; }));
  EXPECT_TRUE(differs([](Tenant& t) { t.traffic_policy = model::TrafficPolicy::cluster; }));
  EXPECT_TRUE(differs([](Tenant& t) { t.protocol = config::Protocol::bgp; }));
  EXPECT_TRUE(differs([](Tenant& t) { t.addresses.pop_back(); }));
  EXPECT_TRUE(differs([](Tenant& t) { t.pool = "lan"; }));
  EXPECT_TRUE(differs([](Tenant& t) { t.labels["app"] = "bank"; }));
}

}  // namespace
}  // namespace herald::speaker
