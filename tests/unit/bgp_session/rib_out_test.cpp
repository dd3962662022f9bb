#include "core/bgp/rib_out.h"

#include "tests/unit/bgp_session/receiver.h"
#include "tests/unit/bgp_session/subject.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

using net::Family;
using testing::ElementsAre;
using testing::IsEmpty;

Prefix prefix(const char* text) {
  return *Prefix::parse(text);
}

Prefix host_route(Family family, std::uint32_t number) {
  const auto address = family == Family::ipv4 ? net::IpAddress::v4(0x0a000000 + number)
                                              : net::IpAddress::v6(net::U128{0x20010db8} << 96 | number);
  return *Prefix::make(address, address.bits());
}

Outlet outlet_for_test() {
  const SessionSettings settings = settings_for_test();
  auto agreed = agree(settings, make_open(settings, false), their_open());
  return {.agreed = *agreed, .local_as = settings.local_as, .local = local_for_test()};
}

struct Feed {
  RouteTable table;
  RibOut rib{table};
  Receiver receiver;
  std::size_t messages = 0;

  // Everything there is to say; the story of it.
  std::vector<std::string> drain() {
    receiver.story.clear();
    while (auto message = rib.next_message()) {
      ++messages;
      EXPECT_TRUE(receiver.take(*message, rib.outlet()->agreed.dialect));
    }
    return receiver.story;
  }
  void up(Outlet outlet = outlet_for_test()) {
    receiver = {};
    rib.up(std::move(outlet));
  }
};

const RouteAttributes kPlain;
const RouteAttributes kOther{.med = 7};

TEST(RibOut, SaysNothingWithoutASession) {
  Feed feed;
  feed.rib.want(prefix("10.0.0.1/32"), kPlain);
  EXPECT_THAT(feed.drain(), IsEmpty());
  EXPECT_EQ(feed.rib.wanted(Family::ipv4), 1U);
  EXPECT_EQ(feed.rib.advertised(Family::ipv4), 0U);
}

TEST(RibOut, EndOfRibFollowsTheFirstFullSend) {
  Feed feed;
  feed.rib.want(prefix("10.0.0.1/32"), kPlain);
  feed.rib.want(prefix("2001:db8::5/128"), kPlain);
  feed.rib.complete();
  feed.up();
  EXPECT_THAT(feed.drain(), ElementsAre("+1", "+1", "end/4", "end/6"));
  EXPECT_THAT(feed.drain(), IsEmpty());
  feed.up();
  EXPECT_THAT(feed.drain(), ElementsAre("+1", "+1", "end/4", "end/6")) << "a new session knows nothing";
}

TEST(RibOut, EndOfRibWaitsUntilAllWishesAreKnown) {
  Feed feed;
  feed.up();
  EXPECT_THAT(feed.drain(), IsEmpty());
  feed.rib.want(prefix("10.0.0.1/32"), kPlain);
  EXPECT_THAT(feed.drain(), ElementsAre("+1"));
  feed.rib.complete();
  EXPECT_THAT(feed.drain(), ElementsAre("end/4", "end/6"));
}

TEST(RibOut, PacksEqualAttributesAndWithdrawsFirst) {
  Feed feed;
  feed.up();
  for (std::uint32_t i = 0; i < 10; ++i)
    feed.rib.want(host_route(Family::ipv4, i), i < 6 ? kPlain : kOther);
  EXPECT_THAT(feed.drain(), ElementsAre("+6", "+4"));
  feed.rib.want(host_route(Family::ipv4, 11), kPlain);
  feed.rib.unwant(host_route(Family::ipv4, 0));
  feed.rib.unwant(host_route(Family::ipv4, 9));
  EXPECT_THAT(feed.drain(), ElementsAre("-2", "+1"));
}

TEST(RibOut, OneChangeIsOneMessage) {
  Feed feed;
  for (std::uint32_t i = 0; i < 1000; ++i)
    feed.rib.want(host_route(Family::ipv4, i), kPlain);
  feed.up();
  feed.drain();
  feed.rib.want(host_route(Family::ipv4, 500), kOther);
  EXPECT_THAT(feed.drain(), ElementsAre("+1"));
  feed.rib.unwant(host_route(Family::ipv4, 501));
  EXPECT_THAT(feed.drain(), ElementsAre("-1"));
}

TEST(RibOut, WhatChangesBackIsNotTold) {
  Feed feed;
  feed.up();
  feed.rib.want(prefix("10.0.0.1/32"), kPlain);
  feed.drain();
  feed.rib.want(prefix("10.0.0.1/32"), kOther);
  feed.rib.want(prefix("10.0.0.1/32"), kPlain);
  EXPECT_THAT(feed.drain(), IsEmpty());
  feed.rib.unwant(prefix("10.0.0.1/32"));
  feed.rib.want(prefix("10.0.0.1/32"), kPlain);
  EXPECT_THAT(feed.drain(), IsEmpty());
  feed.rib.want(prefix("10.0.0.2/32"), kPlain);
  feed.rib.unwant(prefix("10.0.0.2/32"));
  EXPECT_THAT(feed.drain(), IsEmpty());
}

TEST(RibOut, AWithdrawalOvertakesALongAnnouncement) {
  Feed feed;
  feed.rib.want(host_route(Family::ipv6, 0), kPlain);
  feed.up();
  feed.drain();
  for (std::uint32_t i = 1; i < 50'000; ++i)
    feed.rib.want(host_route(Family::ipv6, i), kPlain);
  ASSERT_TRUE(feed.rib.next_message());
  feed.rib.unwant(host_route(Family::ipv6, 0));
  const auto next = feed.rib.next_message();
  feed.receiver.story.clear();
  EXPECT_TRUE(feed.receiver.take(*next, feed.rib.outlet()->agreed.dialect));
  EXPECT_THAT(feed.receiver.story, ElementsAre("-1"));
}

TEST(RibOut, AnswersARefreshBetweenBeginAndEnd) {
  Feed feed;
  feed.rib.want(prefix("10.0.0.1/32"), kPlain);
  feed.rib.want(prefix("2001:db8::5/128"), kPlain);
  feed.up();
  feed.drain();
  feed.rib.refresh(Family::ipv6);
  feed.rib.refresh(Family::ipv6);
  EXPECT_THAT(feed.drain(), ElementsAre("begin/6", "+1", "done/6"));
  EXPECT_EQ(feed.receiver.table.size(), 2U);
}

TEST(RibOut, AnswersAPlainRefreshByRepeating) {
  Feed feed;
  feed.rib.want(prefix("10.0.0.1/32"), kPlain);
  Outlet outlet = outlet_for_test();
  outlet.agreed.dialect.enhanced_route_refresh = false;
  feed.up(outlet);
  feed.drain();
  feed.rib.refresh(Family::ipv4);
  EXPECT_THAT(feed.drain(), ElementsAre("+1"));
}

TEST(RibOut, KeepsToItselfWhatTheSessionCannotCarry) {
  Feed feed;
  feed.rib.want(prefix("10.0.0.1/32"), kPlain);
  feed.rib.want(prefix("2001:db8::5/128"), kPlain);
  Outlet only_ipv4 = outlet_for_test();
  only_ipv4.agreed.families = {Family::ipv4};
  feed.up(only_ipv4);
  EXPECT_THAT(feed.drain(), ElementsAre("+1"));
  Outlet no_ipv6_address = outlet_for_test();
  no_ipv6_address.local.ipv6.reset();
  feed.up(no_ipv6_address);
  EXPECT_THAT(feed.drain(), ElementsAre("+1"));
  EXPECT_EQ(feed.rib.advertised(Family::ipv6), 0U);
  feed.rib.unwant(prefix("2001:db8::5/128"));
  EXPECT_THAT(feed.drain(), IsEmpty());
}

LocalAddresses with_ipv6(const char* address) {
  LocalAddresses local = local_for_test();
  local.ipv6 = address == nullptr ? std::nullopt : net::IpAddress::parse(address);
  return local;
}

// A prefix is delegated anew, an address comes after the session: the other family hears nothing of it.
TEST(RibOut, FollowsTheAddressesOfItsLink) {
  Feed feed;
  feed.rib.want(prefix("10.0.0.1/32"), kPlain);
  feed.rib.want(prefix("2001:db8::5/128"), kPlain);
  Outlet outlet = outlet_for_test();
  outlet.local = with_ipv6(nullptr);
  feed.up(outlet);
  EXPECT_THAT(feed.drain(), ElementsAre("+1"));
  const auto next_hop = [&] {
    return feed.receiver.table.at(prefix("2001:db8::5/128")).next_hop.address.to_string();
  };
  feed.rib.move(with_ipv6("2001:db8:1::1"));
  EXPECT_THAT(feed.drain(), ElementsAre("+1"));
  EXPECT_EQ(next_hop(), "2001:db8:1::1");
  feed.rib.move(with_ipv6("2001:db8:2::1"));
  EXPECT_THAT(feed.drain(), ElementsAre("+1"));
  EXPECT_EQ(next_hop(), "2001:db8:2::1");
  feed.rib.move(with_ipv6("2001:db8:2::1"));
  EXPECT_THAT(feed.drain(), IsEmpty());
  feed.rib.move(with_ipv6(nullptr));
  EXPECT_THAT(feed.drain(), ElementsAre("-1"));
  EXPECT_EQ(feed.rib.advertised(Family::ipv6), 0U);
  feed.rib.refresh(Family::ipv6);
  EXPECT_THAT(feed.drain(), ElementsAre("begin/6", "done/6"));
}

TEST(RibOut, AMoveDuringABatchIsToldToAll) {
  Feed feed;
  for (std::uint32_t i = 0; i < 50'000; ++i)
    feed.rib.want(host_route(Family::ipv6, i), kPlain);
  feed.up();
  for (const char* const address : {"2001:db8:1::1", static_cast<const char*>(nullptr), "2001:db8:2::1"}) {
    const auto half = feed.rib.next_message();
    ASSERT_TRUE(half);
    EXPECT_TRUE(feed.receiver.take(*half, feed.rib.outlet()->agreed.dialect));
    feed.rib.move(with_ipv6(address));
  }
  feed.drain();
  EXPECT_EQ(feed.receiver.table.size(), 50'000U);
  for (const auto& [known, attributes] : feed.receiver.table)
    ASSERT_EQ(attributes.next_hop.address.to_string(), "2001:db8:2::1") << known.to_string();
}

TEST(RibOut, AHundredThousandRoutesAreAFewHundredMessages) {
  for (const std::size_t largest : {kLargestMessage, kLargestExtendedMessage}) {
    Feed feed;
    for (std::uint32_t i = 0; i < 50'000; ++i) {
      feed.rib.want(host_route(Family::ipv4, i), kPlain);
      feed.rib.want(host_route(Family::ipv6, i), kPlain);
    }
    Outlet outlet = outlet_for_test();
    outlet.agreed.dialect.largest_sent = largest;
    feed.up(outlet);
    feed.drain();
    EXPECT_EQ(feed.receiver.table.size(), 100'000U);
    EXPECT_LE(feed.messages, largest == kLargestMessage ? 300U : 20U);
  }
}

TEST(RibOut, CountsRoutesWhoseAttributesFillAMessage) {
  Feed feed;
  RouteAttributes huge;
  for (std::uint32_t i = 0; i < 1100; ++i)
    huge.communities.emplace_back(i);
  feed.rib.want(prefix("10.0.0.1/32"), huge);
  feed.rib.want(prefix("10.0.0.2/32"), kPlain);
  Outlet outlet = outlet_for_test();
  outlet.agreed.dialect.largest_sent = kLargestMessage;
  feed.up(outlet);
  EXPECT_THAT(feed.drain(), ElementsAre("+1"));
  EXPECT_EQ(feed.rib.oversized(), 1U);
}

TEST(RibOut, TakesLeaveInTwoStepsAndComesBack) {
  Feed feed;
  feed.rib.want(prefix("10.0.0.1/32"), kPlain);
  feed.rib.want(prefix("2001:db8::5/128"), kOther);
  feed.up();
  feed.drain();
  const auto asked_for_shutdown = [&] {
    return feed.receiver.table.at(prefix("10.0.0.1/32")).communities == std::vector{kGracefulShutdown};
  };
  feed.rib.leave(Leaving::soon);
  EXPECT_THAT(feed.drain(), ElementsAre("+1", "+1"));
  EXPECT_TRUE(asked_for_shutdown());
  feed.rib.leave(Leaving::now);
  EXPECT_THAT(feed.drain(), ElementsAre("-1", "-1"));
  feed.rib.want(prefix("10.0.0.9/32"), kPlain);
  feed.rib.refresh(Family::ipv4);
  EXPECT_THAT(feed.drain(), ElementsAre("begin/4", "done/4"));
  feed.rib.leave(Leaving::no);
  EXPECT_THAT(feed.drain(), ElementsAre("+2", "+1"));
  EXPECT_FALSE(asked_for_shutdown());
}

TEST(RibOut, ADrainThatIsTakenBackIsToldToo) {
  Feed feed;
  feed.rib.want(prefix("10.0.0.1/32"), kPlain);
  feed.up();
  feed.drain();
  feed.rib.leave(Leaving::soon);
  feed.drain();
  feed.rib.leave(Leaving::no);
  EXPECT_THAT(feed.drain(), ElementsAre("+1"));
  EXPECT_THAT(feed.receiver.table.at(prefix("10.0.0.1/32")).communities, IsEmpty());
}

TEST(RibOut, GivesBackEverythingItHeld) {
  RouteTable table;
  {
    RibOut a(table);
    RibOut b(table);
    a.want(prefix("10.0.0.1/32"), kPlain);
    b.want(prefix("10.0.0.1/32"), kPlain);
    b.want(prefix("10.0.0.2/32"), kOther);
    b.up(outlet_for_test());
    while (b.next_message()) {
    }
    EXPECT_EQ(table.prefixes.size(), 2U);
    EXPECT_EQ(table.attributes.size(), 2U);
    b.unwant(prefix("10.0.0.2/32"));
    EXPECT_EQ(table.prefixes.size(), 2U) << "it has yet to be withdrawn";
    while (b.next_message()) {
    }
    EXPECT_EQ(table.prefixes.size(), 1U);
  }
  EXPECT_EQ(table.prefixes.size(), 0U);
  EXPECT_EQ(table.attributes.size(), 0U);
}

}  // namespace
}  // namespace herald::bgp
