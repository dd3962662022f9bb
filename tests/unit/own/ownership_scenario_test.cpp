// Stories of a LAN: what each speaker announces when nodes come, go, die, fall silent and return.
#include "tests/unit/own/lan.h"
#include "tests/unit/own/subject.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace herald::own {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::vector<net::IpAddress> addresses(std::uint32_t count) {
  std::vector<net::IpAddress> all;
  for (std::uint32_t n = 1; n <= count; ++n)
    all.push_back(address(n));
  return all;
}

// All up, everything dealt.
Lan settled(std::size_t nodes, std::uint32_t wanted, std::uint64_t seed = 1) {
  Lan lan(nodes, seed);
  for (std::size_t node = 0; node < nodes; ++node)
    lan.start(node);
  lan.run(seconds(3));
  lan.want(addresses(wanted));
  lan.run(seconds(3));
  EXPECT_EQ(lan.complaint(), "");
  lan.reset_double();
  return lan;
}

std::vector<net::IpAddress> held_by(Lan& lan, std::size_t node) {
  return {lan[node].announces.begin(), lan[node].announces.end()};
}

// Addresses that are elsewhere now, `node`'s own left out.
std::size_t moved(const std::map<net::IpAddress, std::size_t>& before, const Lan& lan, std::size_t node) {
  std::size_t count = 0;
  for (const auto& [each, owner] : before) {
    if (owner != node && lan.owner(each) != owner) ++count;
  }
  return count;
}

TEST(OwnershipScenario, SingleNodeWorksAtOnce) {
  Lan lan(1, 1);
  lan.want(addresses(10));
  lan.start(0);
  EXPECT_EQ(lan[0].announces.size(), 10U);
}

TEST(OwnershipScenario, FreshAddressesAreDealtEvenlyAndAtOnce) {
  Lan lan(5, 1);
  for (std::size_t node = 0; node < 5; ++node)
    lan.start(node);
  lan.run(seconds(3));
  lan.want(addresses(100));
  EXPECT_EQ(lan.complaint(), "");
  for (std::size_t node = 0; node < 5; ++node)
    EXPECT_LE(lan[node].announces.size(), 25U);
}

TEST(OwnershipScenario, CrashMovesOnlyTheDeadNodesAddressesWithinDetection) {
  for (const std::size_t nodes : {2U, 3U, 5U, 9U, 12U, 30U}) {
    Lan lan = settled(nodes, 120);
    const auto before = lan.owners();
    const auto orphans = held_by(lan, 0);
    ASSERT_FALSE(orphans.empty());
    lan.crash(0);
    lan.run(milliseconds(401));
    EXPECT_EQ(lan.complaint(), "") << nodes;
    EXPECT_EQ(moved(before, lan, 0), 0U) << nodes;
    lan.run(seconds(5));
    EXPECT_EQ(moved(before, lan, 0), 0U) << nodes;
    EXPECT_EQ(lan.longest_double(), Duration::zero()) << nodes;
  }
}

TEST(OwnershipScenario, ReturningNodeMovesNothing) {
  Lan lan = settled(5, 100);
  lan.crash(2);
  lan.run(seconds(5));
  const auto before = lan.owners();
  lan.start(2);
  lan.run(seconds(10));
  EXPECT_EQ(lan.owners(), before);
  EXPECT_TRUE(lan[2].announces.empty());
}

TEST(OwnershipScenario, RestartInsideTheDetectionTimeLosesNothingForLong) {
  Lan lan = settled(5, 100);
  lan.start(3);
  lan.run(seconds(2));
  EXPECT_EQ(lan.complaint(), "");
  lan.run(seconds(5));
  EXPECT_EQ(lan.complaint(), "");
}

TEST(OwnershipScenario, SeveralNodesDieAtOnce) {
  for (const std::size_t nodes : {3U, 5U, 9U, 20U, 40U}) {
    Lan lan = settled(nodes, 80);
    for (std::size_t node = 0; node < nodes; ++node) {
      if (node % 3 != 0) lan.crash(node);
    }
    lan.run(seconds(10));
    EXPECT_EQ(lan.complaint(), "") << nodes;
  }
}

TEST(OwnershipScenario, LastSurvivorTakesEverything) {
  Lan lan = settled(9, 90);
  for (std::size_t node = 1; node < 9; ++node)
    lan.crash(node);
  lan.run(milliseconds(401));
  EXPECT_EQ(lan.complaint(), "");
  EXPECT_EQ(lan[0].announces.size(), 90U);
}

TEST(OwnershipScenario, BrokenPathBetweenTwoMovesNothing) {
  for (const std::size_t nodes : {3U, 5U, 12U}) {
    Lan lan = settled(nodes, 60);
    const std::size_t changes = lan.changes();
    lan.block(0, 1);
    lan.block(1, 0);
    lan.run(seconds(20));
    EXPECT_EQ(lan.changes(), changes) << nodes;
    lan.heal();
    lan.run(seconds(5));
    EXPECT_EQ(lan.changes(), changes) << nodes;
  }
}

TEST(OwnershipScenario, NodeThatHearsNobodyButIsHeardAccusesInVain) {
  Lan lan = settled(5, 60);
  const auto before = lan.owners();
  for (std::size_t node = 1; node < 5; ++node)
    lan.block(node, 0);
  lan.run(seconds(5));
  for (const auto& [each, owner] : before)
    EXPECT_TRUE(owner == 0 || lan[owner].announces.contains(each)) << each.to_string();
  lan.heal();
  lan.run(seconds(5));
  EXPECT_EQ(lan.complaint(), "");
  EXPECT_EQ(moved(before, lan, 0), 0U);
}

TEST(OwnershipScenario, PartitionHealsWithinOneRound) {
  for (const std::size_t nodes : {2U, 4U, 9U, 20U}) {
    Lan lan = settled(nodes, 60);
    std::set<std::size_t> side;
    for (std::size_t node = 0; node < nodes / 2; ++node)
      side.insert(node);
    lan.partition(side);
    lan.run(seconds(30));
    for (const net::IpAddress& each : addresses(60))
      EXPECT_EQ(lan.announcers(each).size(), 2U) << "each side serves its clients";
    lan.heal();
    lan.run(seconds(1));
    EXPECT_EQ(lan.complaint(), "") << nodes;
    const auto healed = lan.owners();
    lan.run(seconds(20));
    EXPECT_EQ(lan.owners(), healed) << nodes;
  }
}

TEST(OwnershipScenario, UnpluggedNodeFallsSilentAndReturnsByTheRules) {
  Lan lan = settled(4, 40);
  const auto before = lan.owners();
  lan.unplug(1, true);
  lan.run(milliseconds(401));
  EXPECT_TRUE(lan[1].announces.empty());
  EXPECT_EQ(lan.complaint(), "");
  lan.run(seconds(10));
  const auto without = lan.owners();
  lan.unplug(1, false);
  lan.run(seconds(10));
  EXPECT_EQ(lan.owners(), without);
  EXPECT_EQ(moved(before, lan, 1), 0U);
}

TEST(OwnershipScenario, UnpluggedAloneItResumesWhatNobodyTook) {
  Lan lan = settled(3, 9);
  lan.want(address(200), {"node-1"});
  lan.run(seconds(1));
  ASSERT_EQ(lan.owner(address(200)), 1U);
  lan.unplug(1, true);
  lan.run(seconds(3));
  EXPECT_TRUE(lan.announcers(address(200)).empty());
  lan.unplug(1, false);
  lan.run(seconds(3));
  EXPECT_EQ(lan.owner(address(200)), 1U);
}

TEST(OwnershipScenario, StoppedProcessReturnsToWhatOthersHaveTaken) {
  for (const std::size_t nodes : {2U, 5U, 12U}) {
    Lan lan = settled(nodes, 60);
    const auto before = lan.owners();
    lan.pause(0);
    lan.run(seconds(10));
    lan.reset_double();
    lan.resume(0);
    lan.run(milliseconds(1));
    EXPECT_EQ(lan.complaint(), "") << nodes;
    lan.run(seconds(10));
    EXPECT_EQ(lan.complaint(), "") << nodes;
    EXPECT_EQ(moved(before, lan, 0), 0U) << "a starved node accuses nobody, " << nodes;
  }
}

TEST(OwnershipScenario, DrainIsNeverWithoutOwner) {
  Lan lan = settled(4, 60);
  std::size_t least = 1;
  lan.observer = [&](std::size_t, const Ownership::Effect& each) {
    const auto* lost = std::get_if<effect::Lost>(&each);
    if (lost != nullptr) least = std::min(least, lan.announcers(lost->address).size() - 1);
  };
  const auto before = lan.owners();
  lan.drain(2, true);
  lan.run(milliseconds(10));
  EXPECT_TRUE(lan[2].announces.empty());
  EXPECT_TRUE(lan[2].emptied);
  EXPECT_EQ(lan.complaint(), "");
  EXPECT_GE(least, 1U);
  EXPECT_EQ(moved(before, lan, 2), 0U);
  lan.drain(2, false);
  const auto drained = lan.owners();
  lan.run(seconds(5));
  EXPECT_EQ(lan.owners(), drained);
}

TEST(OwnershipScenario, StopHandsOverThenLeaves) {
  Lan lan = settled(4, 60);
  lan.stop(1);
  lan.run(milliseconds(10));
  EXPECT_TRUE(lan[1].left);
  EXPECT_EQ(lan.complaint(), "");
  lan.run(seconds(5));
  EXPECT_EQ(lan.complaint(), "");
}

TEST(OwnershipScenario, StopOfTheLastNodeLeavesAtOnce) {
  Lan lan = settled(1, 10);
  lan.stop(0);
  EXPECT_TRUE(lan[0].left);
}

TEST(OwnershipScenario, HandoverThatNobodyHearsEndsAfterTwoSeconds) {
  Lan lan = settled(3, 30);
  lan.block(0, 1);
  lan.block(0, 2);
  lan.stop(0);
  lan.run(milliseconds(250));
  EXPECT_FALSE(lan[0].left);
  lan.run(seconds(2));
  EXPECT_TRUE(lan[0].left);
  lan.run(seconds(1));
  EXPECT_EQ(lan.complaint(), "");
}

TEST(OwnershipScenario, AddressFollowsItsEndpoints) {
  Lan lan = settled(4, 4);
  lan.want(address(99), {"node-0"});
  lan.run(seconds(1));
  EXPECT_EQ(lan.owner(address(99)), 0U);
  lan.want(address(99), {"node-3"});
  lan.run(milliseconds(10));
  EXPECT_EQ(lan.owner(address(99)), 3U);
  lan.want(address(99), {});
  lan.run(milliseconds(10));
  EXPECT_TRUE(lan.announcers(address(99)).empty());
  lan.want(address(99), {"node-0", "node-3"});
  lan.run(milliseconds(10));
  EXPECT_LE(lan.owner(address(99)), 3U);
}

TEST(OwnershipScenario, NodeWithoutTheInterfaceHandsOver) {
  Lan lan(3, 1);
  for (std::size_t node = 0; node < 3; ++node)
    lan.start(node);
  lan.run(seconds(3));
  lan.want(addresses(30));
  lan.run(seconds(1));
  const auto before = lan.owners();
  lan.feed(0, event::AbleChanged{{InterfaceNeed()}});
  lan.run(milliseconds(10));
  EXPECT_TRUE(lan[0].announces.empty());
  EXPECT_EQ(lan.complaint(), "");
  EXPECT_EQ(moved(before, lan, 0), 0U);
}

TEST(OwnershipScenario, WantedAgainAfterAWhile) {
  Lan lan = settled(3, 5);
  lan.unwant(address(1));
  lan.run(seconds(1));
  EXPECT_TRUE(lan.announcers(address(1)).empty());
  lan.want({address(1)});
  lan.run(seconds(1));
  EXPECT_EQ(lan.complaint(), "");
  lan.unwant(address(1));
  lan.run(std::chrono::minutes(20));
  for (std::size_t node = 0; node < 3; ++node)
    EXPECT_EQ(lan[node].machine->book().find(address(1)), nullptr) << "forgotten everywhere";
}

TEST(OwnershipScenario, NodeThatHasNotHeardOfTheAddressIsPassedOver) {
  Lan lan = settled(4, 4);
  const Wanted wanted{
      address(77), std::make_shared<NodeSet>(NodeSet{"node-0", "node-1", "node-2", "node-3"}), {}};
  lan.feed(3, event::Wanted{wanted});  // the API server has told only one of them
  lan.run(seconds(5));
  EXPECT_EQ(lan.owner(address(77)), 3U);
  for (std::size_t node = 0; node < 3; ++node)
    lan.feed(node, event::Wanted{wanted});
  lan.run(seconds(5));
  EXPECT_EQ(lan.owner(address(77)), 3U) << "it keeps what it has taken";
}

TEST(OwnershipScenario, TwoWithOneNameTheLaterIsReal) {
  Lan lan = settled(3, 12);
  Member later = lan[1].member;
  later.incarnation = Incarnation(later.incarnation.value() + 1000);
  later.address = net::IpAddress::v4(0xc00000ff);
  lan.feed(1, event::RosterChanged{{lan[0].member, later, lan[1].member, lan[2].member}});
  EXPECT_TRUE(lan[1].announces.empty()) << "the earlier one is silent at once";
  lan.feed(1, event::RosterChanged{{lan[0].member, lan[1].member, lan[2].member}});
  lan.run(seconds(3));
  EXPECT_EQ(lan.complaint(), "");
}

TEST(OwnershipScenario, ForeignAnnouncementSuspendsUntilTheRuleDecides) {
  Lan lan = settled(3, 12);
  const net::IpAddress mine = held_by(lan, 0).front();
  lan.feed(0, event::ForeignAnnouncement{mine});
  EXPECT_TRUE(lan.announcers(mine).empty());
  lan.run(milliseconds(1100));
  EXPECT_EQ(lan.owner(mine), 0U) << "nobody had a better claim";
}

TEST(OwnershipScenario, SuspensionEndsWhenTheOtherTurnsOutToBeWorse) {
  Lan lan = settled(3, 12);
  const net::IpAddress mine = held_by(lan, 0).front();
  // Taken from somebody else before, so that there are worse claims than the present one.
  lan.unwant(mine);
  lan.want(mine, {"node-0"});
  ASSERT_EQ(lan.owner(mine), 0U);
  lan.run(Ownership::kLastWords);
  lan.feed(0, event::ForeignAnnouncement{mine});
  EXPECT_TRUE(lan.announcers(mine).empty());
  const NodeId other = node_id(lan[1].member.node);
  std::vector<std::uint8_t> bytes;
  ByteWriter out(bytes);
  append_to(
      out, {{other, lan[1].member.incarnation, 1U << 20U}, body::Claims{{{mine, {Epoch(1), other, false}}}}});
  lan.feed(0, event::MessageHeard{{lan[1].member.address, lan[1].member.port}, bytes});
  EXPECT_EQ(lan.owner(mine), 0U);
}

// The one who announced it heard our claim and yielded: what it tells us then is our own claim.
TEST(OwnershipScenario, SuspensionEndsWhenTheOtherYields) {
  Subject subject(State::running);
  const net::IpAddress mine = Subject::address(1);
  subject.feed(event::ForeignAnnouncement{mine});
  ASSERT_FALSE(subject.machine.announces(mine));
  const Claim& claim = subject.machine.book().find(mine)->claim;
  subject.hear(1, body::Claims{{{mine, claim}}});
  EXPECT_TRUE(subject.machine.announces(mine));
}

TEST(OwnershipScenario, WhoYieldsTellsTheOneItYieldsTo) {
  Subject subject(State::running);
  const net::IpAddress mine = Subject::address(1);
  const AddressClaim better = Subject::claim(1, 99, 2);
  const auto member = Subject::member(2);
  std::vector<std::uint8_t> bytes;
  ByteWriter out(bytes);
  append_to(out, {{node_id(member.node), member.incarnation, 1U << 20U}, body::Claims{{better}}});
  const auto effects = subject.machine.step(
      subject.now, Ownership::Event(event::MessageHeard{{member.address, member.port}, bytes}));
  EXPECT_FALSE(subject.machine.announces(mine));
  bool told = false;
  for (const auto& effect : effects) {
    const auto* send = std::get_if<effect::Send>(&effect);
    const auto message = send != nullptr ? parse(send->bytes) : Result<Message, ParseError>(Message());
    const auto* claims = std::get_if<body::Claims>(&message->body);
    if (claims == nullptr || claims->claims != std::vector{better}) continue;
    told = send->to == std::vector<Endpoint>{{member.address, member.port}};
  }
  EXPECT_TRUE(told);
}

TEST(OwnershipScenario, NothingMovesWithoutReason) {
  Lan lan = settled(12, 200);
  const std::size_t changes = lan.changes();
  lan.run(std::chrono::minutes(1));
  EXPECT_EQ(lan.changes(), changes);
}

// Ten neighbours at most hear from a node that has nothing to say, however many there are.
TEST(OwnershipScenario, QuietCostsTheSameInLargeClusters) {
  for (const std::size_t nodes : {9U, 40U}) {
    Lan lan = settled(nodes, 100);
    lan.run(seconds(10));
    const std::size_t before = lan.sent();
    lan.run(seconds(10));
    EXPECT_LE(lan.sent() - before, nodes * 10 * 9) << nodes;
  }
}

TEST(OwnershipScenario, WithoutStickinessTheReturningNodeGetsItsShare) {
  Lan lan = settled(4, 80);
  for (std::size_t node = 0; node < 4; ++node)
    lan.feed(node, event::PolicyChanged{.sticky = false});
  lan.run(seconds(5));
  const auto before = lan.owners();
  lan.crash(1);
  lan.run(seconds(5));
  lan.start(1);
  lan.feed(1, event::PolicyChanged{.sticky = false});
  lan.run(seconds(10));
  EXPECT_EQ(lan.complaint(), "");
  EXPECT_EQ(lan.owners(), before);
}

}  // namespace
}  // namespace herald::own
