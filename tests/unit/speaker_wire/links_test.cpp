// What happens when a node loses a link, is cut off, or stands still; and what it takes part in again.
#include "tests/unit/speaker_wire/lan.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker::wire {
namespace {

constexpr NodeOptions kTwoInterfaces{.second_interface = true};

void settle(Lan& lan, const std::vector<net::IpAddress>& addresses,
            const std::vector<std::string>& interfaces = {}) {
  lan.want(addresses, interfaces);
  lan.run(seconds(5));
  lan.resolve_all();
  for (const net::IpAddress& address : addresses)
    ASSERT_NE(lan.owner(address), 0) << address.to_string();
  lan.forget_gaps();
}

// The ring runs over another link: it can say so.
TEST(Links, TheLinkOfTheAddressesGoesDown) {
  Lan lan(3, kTwoInterfaces);
  settle(lan, {service_ip(1)}, {"lan*"});
  const std::uint8_t owner = lan.owner(service_ip(1));
  lan.set_link(owner, kSecondInterface, false);
  lan.run(seconds(2));
  EXPECT_NE(lan.owner(service_ip(1)), 0);
  EXPECT_NE(lan.owner(service_ip(1)), owner);
  EXPECT_LE(lan.worst_gap(), milliseconds(20));
  const auto unable = lan.node(owner).told<report::Unable>();
  ASSERT_EQ(unable.size(), 1U);
  EXPECT_EQ(unable[0].why, "no interface is up whose name matches lan*");
}

// Nobody can be told: the others need the detection time, as for a crash.
TEST(Links, TheOnlyLinkGoesDown) {
  Lan lan(3);
  settle(lan, {service_ip(1)});
  const std::uint8_t owner = lan.owner(service_ip(1));
  lan.set_link(owner, kRingInterface, false);
  lan.run(seconds(2));
  EXPECT_NE(lan.owner(service_ip(1)), 0);
  EXPECT_LE(lan.worst_gap(), milliseconds(420));
  EXPECT_FALSE(lan.node(owner).brain->announces(service_ip(1)));
}

TEST(Links, ANodeWithoutItsLinkAccusesNobody) {
  Lan lan(4);
  settle(lan, services(12));
  lan.set_link(1, kRingInterface, false);
  lan.node(1).reports.clear();
  lan.run(seconds(3));
  for (const auto& seen : lan.node(1).told<report::MemberSeen>())
    EXPECT_NE(seen.state, report::MemberState::down) << seen.node;
}

TEST(Links, OneThatReturnsMovesNothing) {
  Lan lan(3);
  settle(lan, services(30));
  lan.set_link(1, kRingInterface, false);
  lan.run(seconds(5));
  for (auto& [number, node] : lan.nodes())
    node.reports.clear();
  lan.forget_gaps();
  lan.set_link(1, kRingInterface, true);
  lan.run(seconds(10));
  for (auto& [number, node] : lan.nodes()) {
    EXPECT_TRUE(node.told<report::Gained>().empty()) << int{number};
    EXPECT_TRUE(node.told<report::Lost>().empty()) << int{number};
  }
  EXPECT_EQ(lan.worst_gap(), Duration::zero());
  EXPECT_EQ(lan.worst_overlap(), Duration::zero());
}

// Shorter than the detection time: nobody else notices, and it stays the owner.
TEST(Links, ALinkThatFlapsMovesNothing) {
  Lan lan(3);
  settle(lan, services(9));
  std::map<net::IpAddress, std::uint8_t> owners;
  for (const net::IpAddress& address : services(9))
    owners[address] = lan.owner(address);
  for (int i = 0; i < 5; ++i) {
    lan.set_link(1, kRingInterface, false);
    lan.run(milliseconds(50));
    lan.set_link(1, kRingInterface, true);
    lan.run(seconds(1));
  }
  for (const auto& [address, owner] : owners)
    EXPECT_EQ(lan.owner(address), owner) << address.to_string();
  EXPECT_LE(lan.worst_gap(), milliseconds(60));
}

TEST(Links, AnInterfaceThatAppearsLaterAnnouncesAtOnce) {
  Lan lan(2, kTwoInterfaces);
  for (std::uint8_t number : {std::uint8_t{1}, std::uint8_t{2}})
    lan.set_link(number, kSecondInterface, false);
  lan.want({service_ip(1)}, {"lan1"});
  lan.run(seconds(5));
  EXPECT_TRUE(lan.answering(service_ip(1)).empty());
  lan.set_link(2, kSecondInterface, true);
  lan.run(seconds(1));
  EXPECT_EQ(lan.owner(service_ip(1)), 2);
  EXPECT_EQ(lan.node(2).told<report::Unable>().back().why, "");
}

// The last one alive is no different from one that lost the LAN, but for the gateway.
TEST(Links, TheLastOneAliveGoesOn) {
  Lan lan(3);
  settle(lan, services(6));
  lan.crash(1);
  lan.run(seconds(1));
  lan.crash(2);
  lan.run(seconds(3));
  for (const net::IpAddress& address : services(6))
    EXPECT_EQ(lan.owner(address), 3) << address.to_string();
  EXPECT_LE(lan.worst_gap(), milliseconds(700));
}

TEST(Links, ANodeThatNobodyAnswersIsSilentUntilSomebodyDoes) {
  Lan lan(3);
  settle(lan, services(6));
  lan.set_router(false);
  lan.block_ring(3, true);  // hears no speaker, and no gateway
  lan.run(seconds(3));
  for (const net::IpAddress& address : services(6))
    EXPECT_FALSE(lan.node(3).brain->announces(address)) << address.to_string();
  lan.block_ring(3, false);
  lan.node(1).reports.clear();
  lan.node(2).reports.clear();
  lan.run(seconds(5));
  EXPECT_TRUE(lan.node(1).told<report::Lost>().empty());
  EXPECT_TRUE(lan.node(2).told<report::Lost>().empty());
}

// A process that stood still for longer than it takes to be given up: it neither accuses the others when it
// wakes, nor answers for what they have taken.
TEST(Links, APausedProcessAccusesNobodyWhenItWakes) {
  Lan lan(4);
  settle(lan, services(12));
  lan.pause(1);
  lan.run(seconds(5));
  for (const net::IpAddress& address : services(12))
    EXPECT_NE(lan.owner(address), 1);
  for (auto& [number, node] : lan.nodes())
    node.reports.clear();
  lan.forget_gaps();
  lan.resume(1);
  lan.run(seconds(5));
  for (auto& [number, node] : lan.nodes()) {
    for (const auto& seen : node.told<report::MemberSeen>())
      EXPECT_NE(seen.state, report::MemberState::down) << int{number} << " of " << seen.node;
    EXPECT_TRUE(node.told<report::Gained>().empty()) << int{number};
  }
  EXPECT_LE(lan.worst_overlap(), milliseconds(10));
}

// As when the machine under all of them does: nobody had reason to give up anybody.
TEST(Links, AllThatStandStillTogetherGoOn) {
  Lan lan(3);
  settle(lan, services(12));
  for (auto& [number, node] : lan.nodes()) {
    node.reports.clear();
    lan.pause(number);
  }
  lan.run(seconds(1));
  for (auto& [number, node] : lan.nodes())
    lan.resume(number);
  lan.run(seconds(5));
  for (auto& [number, node] : lan.nodes()) {
    EXPECT_TRUE(node.told<report::Lost>().empty()) << int{number};
    EXPECT_TRUE(node.told<report::MemberSeen>().empty()) << int{number};
  }
}

// The node was given another address, or it was a temporary one: the others know no other.
TEST(Links, AnAddressOfTheRingThatHasGoneForGoodIsTold) {
  Lan lan(2);
  settle(lan, {service_ip(1)});
  auto& addresses = lan.node(2).interfaces.at(kRingInterface).addresses;
  addresses = {ip("192.168.23.77")};
  lan.set_link(2, kRingInterface, true);
  lan.run(kRenumbering - milliseconds(1));
  EXPECT_TRUE(lan.node(2).told<report::RingAddressGone>().empty());
  lan.run(milliseconds(2));
  const auto gone = lan.node(2).told<report::RingAddressGone>();
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_EQ(gone[0].address, lan.node(2).member.address);
  EXPECT_EQ(gone[0].interface, "eth0");
  lan.run(seconds(60));
  EXPECT_EQ(lan.node(2).told<report::RingAddressGone>().size(), 1U);
}

TEST(Links, OneThatComesBackIsNot) {
  Lan lan(2);
  settle(lan, {service_ip(1)});
  auto& addresses = lan.node(2).interfaces.at(kRingInterface).addresses;
  const auto before = addresses;
  addresses.clear();
  lan.set_link(2, kRingInterface, true);
  lan.run(kRenumbering - milliseconds(1));
  addresses = before;
  lan.set_link(2, kRingInterface, true);
  lan.run(seconds(60));
  EXPECT_TRUE(lan.node(2).told<report::RingAddressGone>().empty());
}

// A link that is down may have taken its addresses with it: they come back with it, after a while.
TEST(Links, NorIsOneWhoseLinkIsDown) {
  Lan lan(2, kTwoInterfaces);
  settle(lan, {service_ip(1)});
  auto& addresses = lan.node(2).interfaces.at(kRingInterface).addresses;
  const auto before = addresses;
  addresses.clear();
  lan.set_link(2, kRingInterface, false);
  lan.run(std::chrono::minutes(10));
  lan.set_link(2, kRingInterface, true);
  lan.run(kRenumbering / 2);
  addresses = before;
  lan.set_link(2, kRingInterface, true);
  lan.run(seconds(60));
  EXPECT_TRUE(lan.node(2).told<report::RingAddressGone>().empty());
}

// Its socket dropped everything meanwhile: there is nothing to hear, and still nobody is accused.
TEST(Links, NorWhenNothingWaitsForIt) {
  Lan lan(4);
  settle(lan, services(12));
  lan.pause(1);
  lan.run(seconds(5));
  lan.node(1).waiting.clear();
  for (auto& [number, node] : lan.nodes())
    node.reports.clear();
  lan.resume(1);
  lan.run(seconds(5));
  for (std::uint8_t number : {std::uint8_t{2}, std::uint8_t{3}, std::uint8_t{4}})
    EXPECT_TRUE(lan.node(number).told<report::Lost>().empty());
}

// ---- two interfaces in one LAN

using TwinPairs = std::set<report::TwinLinks::Pair>;

constexpr NodeOptions kTwins{.second_interface = true, .one_lan = true};

TEST(Links, InterfacesInOneLanAreTold) {
  Lan lan(2, kTwins);
  settle(lan, {service_ip(1)});
  const std::uint8_t owner = lan.owner(service_ip(1));
  lan.run(std::chrono::minutes(30));
  const auto told = lan.node(owner).told<report::TwinLinks>();
  ASSERT_EQ(told.size(), 1U) << "announced again and again, told once";
  EXPECT_EQ(told[0].pairs, (TwinPairs{{"eth0", "lan1"}}));
  EXPECT_TRUE(lan.node(owner == 1 ? 2 : 1).told<report::TwinLinks>().empty()) << "it announces nothing";
}

TEST(Links, ThoseThatShareNoAddressMayBeInOneLan) {
  Lan lan(2, kTwins);
  settle(lan, {service_ip(1)}, {"lan*"});
  for (auto& [number, node] : lan.nodes())
    EXPECT_TRUE(node.told<report::TwinLinks>().empty()) << int{number};
}

TEST(Links, InterfacesInTwoLansAreNoTwins) {
  Lan lan(2, kTwoInterfaces);
  settle(lan, {service_ip(1)});
  for (auto& [number, node] : lan.nodes())
    EXPECT_TRUE(node.told<report::TwinLinks>().empty()) << int{number};
}

TEST(Links, TwinsThatArePartedAreForgotten) {
  Lan lan(2, kTwins);
  settle(lan, {service_ip(1)});
  Node& owner = lan.node(lan.owner(service_ip(1)));
  owner.options.one_lan = false;
  lan.run(std::chrono::minutes(5));
  const auto told = owner.told<report::TwinLinks>();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[1].pairs, TwinPairs{});
}

}  // namespace
}  // namespace herald::speaker::wire
