#include "speaker/pool_settings.h"

#include "tests/unit/speaker/cluster.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::ip;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(InterfaceNeed, IsZeroForAnyAndStable) {
  EXPECT_EQ(interface_need({}).value(), 0U);
  EXPECT_NE(interface_need({"eth0"}), interface_need({"eth1"}));
  EXPECT_NE(interface_need({"eth0", "eth1"}), interface_need({"eth0eth1"}));
  // All speakers, of whatever version, must name the same need alike.
  EXPECT_EQ(interface_need({"eth*"}).value(), 5546344213887909097U);
}

TEST(PoolBook, TheOrderOfPatternsDoesNotMatter) {
  config::Pool one = bench::pool("one", "10.0.0.0/24");
  one.interfaces = {"eth1", "eth0", "eth1"};
  config::Pool two = bench::pool("two", "10.0.1.0/24");
  two.interfaces = {"eth0", "eth1"};
  const PoolBook book(*bench::config_of({one, two}));
  EXPECT_THAT(book.named("one")->interfaces, ElementsAre("eth0", "eth1"));
  EXPECT_EQ(book.named("one")->need, book.named("two")->need);
}

TEST(PoolBook, FindsAnAddressInItsBlock) {
  config::Pool two = bench::pool("two", "10.0.2.0/24");
  two.spec.addresses.emplace_back(*net::Cidr::parse("2001:db8::/64"));
  const PoolBook book(*bench::config_of({bench::pool("one", "10.0.0.0/24"), two}));
  EXPECT_EQ(book.listing(ip("9.255.255.255")), nullptr);
  EXPECT_EQ(book.listing(ip("10.0.0.0"))->pool, "one");
  EXPECT_EQ(book.listing(ip("10.0.0.255"))->pool, "one");
  EXPECT_EQ(book.listing(ip("10.0.1.0")), nullptr);
  EXPECT_EQ(book.listing(ip("10.0.2.9"))->pool, "two");
  EXPECT_EQ(book.listing(ip("2001:db8::ffff"))->pool, "two");
  EXPECT_EQ(book.listing(ip("2001:db9::")), nullptr);
}

// Excluding an address from being handed out does not change how it is announced.
TEST(PoolBook, ListsWhatItExcludes) {
  config::Pool one = bench::pool("one", "10.0.0.0/24");
  one.spec.exclude.emplace_back(*net::Cidr::parse("10.0.0.8/32"));
  EXPECT_EQ(PoolBook(*bench::config_of({one})).listing(ip("10.0.0.8"))->pool, "one");
}

TEST(DefaultSettings, AreLayer2Everywhere) {
  EXPECT_TRUE(default_settings()->in_layer2());
  EXPECT_THAT(default_settings()->node_selectors, IsEmpty());
  EXPECT_EQ(default_settings()->need.value(), 0U);
}

TEST(DefaultSettings, OfBgpTellEveryPeerOneThing) {
  const PoolSettingsPtr settings = default_settings(config::Protocol::bgp);
  EXPECT_FALSE(settings->in_layer2());
  EXPECT_EQ(settings->advertisements, std::vector<config::Advertisement>(1));
  EXPECT_TRUE(default_settings(config::Protocol::both)->in_layer2());
  EXPECT_TRUE(default_settings(config::Protocol::both)->in_bgp());
  EXPECT_THAT(default_settings()->advertisements, IsEmpty());
}

TEST(PoolSettings, BothIsLayer2TooAndBgpIsNot) {
  const PoolBook book(*bench::config_of({bench::pool("a", "10.0.0.0/24", config::Protocol::both),
                                         bench::pool("b", "10.0.1.0/24", config::Protocol::bgp)}));
  EXPECT_TRUE(book.named("a")->in_layer2());
  EXPECT_FALSE(book.named("b")->in_layer2());
}

}  // namespace
}  // namespace herald::speaker
