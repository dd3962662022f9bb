// What a client on the LAN notices when speakers die, leave and return.
#include "core/base/machine.h"
#include "tests/unit/speaker_wire/lan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker::wire {
namespace {

static_assert(Machine<Layer2>);

// Settled, with each address in the client's cache.
void settle(Lan& lan, const std::vector<net::IpAddress>& addresses) {
  lan.want(addresses);
  lan.run(seconds(5));
  lan.resolve_all();
  for (const net::IpAddress& address : addresses)
    ASSERT_NE(lan.owner(address), 0) << address.to_string();
  lan.forget_gaps();
}

TEST(Failover, EachAddressHasOneThatAnswers) {
  Lan lan(3);
  settle(lan, services(20));
  lan.run(seconds(10));
  EXPECT_EQ(lan.worst_gap(), Duration::zero());
  EXPECT_EQ(lan.worst_overlap(), Duration::zero());
}

// However many nodes there are: up to nine watch each other all, beyond that each has four successors.
TEST(Failover, ACrashCostsTheDetectionTime) {
  for (const int count : {2, 3, 5, 9, 12, 20, 40}) {
    const auto nodes = static_cast<std::uint8_t>(count);
    Lan lan(nodes, {}, nodes);
    settle(lan, {service_ip(1)});
    lan.crash(lan.owner(service_ip(1)));
    lan.run(seconds(3));
    EXPECT_NE(lan.owner(service_ip(1)), 0) << int{nodes};
    EXPECT_GT(lan.worst_gap(), milliseconds(200)) << int{nodes};
    EXPECT_LE(lan.worst_gap(), milliseconds(420)) << int{nodes};
    EXPECT_EQ(lan.worst_overlap(), Duration::zero()) << int{nodes};
  }
}

TEST(Failover, NeedsNoApiServer) {
  Lan lan(4);
  settle(lan, services(10));
  lan.block_api();
  const std::size_t before = lan.node(1).orders + lan.node(2).orders;
  lan.crash(4);
  lan.run(seconds(5));
  lan.crash(3);
  lan.run(seconds(5));
  EXPECT_EQ(lan.node(1).orders + lan.node(2).orders, before);
  EXPECT_LE(lan.worst_gap(), milliseconds(420));
  for (const net::IpAddress& address : services(10))
    EXPECT_NE(lan.owner(address), 0) << address.to_string();
}

TEST(Failover, IPv6MovesLikewise) {
  Lan lan(3);
  const net::IpAddress address = ip("2001:db8:23::220");
  settle(lan, {address});
  lan.crash(lan.owner(address));
  lan.run(seconds(3));
  EXPECT_NE(lan.owner(address), 0);
  EXPECT_LE(lan.worst_gap(), milliseconds(420));
}

TEST(Failover, TheReportSaysWhyAndForHowLong) {
  Lan lan(3);
  settle(lan, {service_ip(1)});
  const std::uint8_t dead = lan.owner(service_ip(1));
  lan.crash(dead);
  lan.run(seconds(3));
  Node& heir = lan.node(lan.owner(service_ip(1)));
  const auto gained = heir.told<report::Gained>();
  ASSERT_EQ(gained.size(), 1U);
  EXPECT_EQ(gained[0].cause, own::Cause::owner_died);
  EXPECT_EQ(gained[0].from, lan.node(dead).member.node);
  EXPECT_GE(gained[0].silence, milliseconds(200));
  EXPECT_LE(gained[0].silence, milliseconds(420));
  const Layer2Counters& counters = heir.brain->counters();
  EXPECT_EQ(counters.takeovers[static_cast<std::size_t>(own::Cause::owner_died)], 1U);
  EXPECT_EQ(counters.takeover_time.count, 1U);
  EXPECT_EQ(counters.takeover_time.sum, gained[0].silence);
  EXPECT_EQ(counters.ring_members[static_cast<std::size_t>(report::MemberState::down)], 1U);
  EXPECT_EQ(counters.ring_members[static_cast<std::size_t>(report::MemberState::up)], 1U);
}

TEST(Failover, OneThatReturnsMovesNothing) {
  Lan lan(3);
  settle(lan, services(30));
  lan.crash(1);
  lan.run(seconds(5));
  for (auto& [number, node] : lan.nodes())
    node.reports.clear();
  lan.forget_gaps();
  lan.restart(1);
  lan.run(seconds(20));
  for (auto& [number, node] : lan.nodes()) {
    EXPECT_TRUE(node.told<report::Gained>().empty()) << int{number};
    EXPECT_TRUE(node.told<report::Lost>().empty()) << int{number};
  }
  EXPECT_EQ(lan.worst_gap(), Duration::zero());
  EXPECT_EQ(lan.worst_overlap(), Duration::zero());
}

// The process exits as soon as its farewell is over, and its machine is switched off: no client notices.
TEST(Failover, ANodeThatStopsLosesNothing) {
  Lan lan(3);
  settle(lan, services(30));
  lan.stop(2);
  for (int i = 0; i < 500 && !lan.node(2).left; ++i)
    lan.run(milliseconds(10));
  ASSERT_TRUE(lan.node(2).left);
  lan.crash(2);
  lan.run(seconds(5));
  EXPECT_EQ(lan.worst_gap(), Duration::zero());
  for (const net::IpAddress& address : services(30))
    EXPECT_NE(lan.owner(address), 0) << address.to_string();
}

TEST(Failover, ADrainedNodeHandsEverythingOverAndSaysSo) {
  Lan lan(3);
  settle(lan, services(30));
  lan.order(2, {order::Drain{true}});
  lan.run(seconds(3));
  EXPECT_EQ(lan.node(2).brain->ownership().announced(), 0U);
  EXPECT_EQ(lan.node(2).told<report::Emptied>().size(), 1U);
  EXPECT_EQ(lan.worst_gap(), Duration::zero());
  EXPECT_LE(lan.worst_overlap(), milliseconds(100));
}

TEST(Failover, AThousandAddressesAreSpreadAndMoveTogether) {
  Lan lan(3);
  lan.configure({.conflict_probe = false, .ignore_interfaces = {}});
  const auto addresses = services(1000);
  lan.want(addresses);
  lan.run(seconds(20));
  lan.resolve_all();
  lan.forget_gaps();
  for (auto& [number, node] : lan.nodes()) {
    EXPECT_GE(node.brain->ownership().announced(), 250U) << int{number};
    EXPECT_LE(node.brain->ownership().announced(), 418U) << int{number};
  }
  lan.crash(2);
  lan.run(seconds(5));
  EXPECT_LT(lan.worst_gap(), seconds(1));
  for (const net::IpAddress& address : addresses)
    ASSERT_NE(lan.owner(address), 0) << address.to_string();
}

// It hears the others, and they do not hear it: Linux asks once a second for the MAC of a neighbour, and
// until it has been answered all that is to be sent there waits; or is lost, in a switch that has just seen
// the link. The moments around a second are those in which it would give up on somebody.
TEST(Failover, OneThatReturnsAndIsNotHeardAtFirstTakesNothing) {
  for (const auto nodes : {std::uint8_t{2}, std::uint8_t{12}}) {
    for (const int unheard : {500, 996, 998, 1000, 1004, 2000}) {
      for (const bool waits : {true, false}) {
        const auto which = [&] {
          return std::to_string(nodes) + " nodes, " + std::to_string(unheard) + " ms, " +
                 (waits ? "waits" : "lost");
        };
        Lan lan(nodes, {}, nodes);
        settle(lan, services(20));
        lan.crash(1);
        lan.run(seconds(5));
        lan.forget_gaps();
        lan.node(1).reports.clear();
        lan.restart(1);
        lan.unheard(1, milliseconds(unheard), waits);
        lan.run(seconds(10));
        EXPECT_TRUE(lan.node(1).told<report::Gained>().empty()) << which();
        EXPECT_EQ(lan.worst_gap(), Duration::zero()) << which();
        EXPECT_EQ(lan.worst_overlap(), Duration::zero()) << which();
      }
    }
  }
}

}  // namespace
}  // namespace herald::speaker::wire
