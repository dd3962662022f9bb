// Who else is on the LAN: strangers that use an address, and speakers that cannot be talked to.
#include "tests/unit/speaker_wire/lan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker::wire {
namespace {

using testing::IsEmpty;

std::vector<report::Conflict> conflicts(Lan& lan) {
  std::vector<report::Conflict> all;
  for (auto& [number, node] : lan.nodes()) {
    for (const auto& conflict : node.told<report::Conflict>())
      all.push_back(conflict);
  }
  return all;
}

TEST(Neighbours, ANewAddressThatAStrangerHasIsNotAnnounced) {
  Lan lan(3);
  lan.run(seconds(3));
  lan.set_stranger(service_ip(1));
  lan.want({service_ip(1)});
  lan.run(seconds(20));
  EXPECT_THAT(lan.answering(service_ip(1)), IsEmpty());
  const auto all = conflicts(lan);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].mac, net::MacAddress({2, 0, 0, 0, 0xbb, 1}));
  EXPECT_EQ(all[0].interface, "eth0");
}

TEST(Neighbours, WhenTheStrangerIsGoneItIs) {
  Lan lan(3);
  lan.run(seconds(3));
  lan.set_stranger(service_ip(1));
  lan.want({service_ip(1)});
  lan.run(seconds(20));
  lan.set_stranger(std::nullopt);
  lan.run(seconds(31));
  const std::uint8_t owner = lan.owner(service_ip(1));
  ASSERT_NE(owner, 0);
  EXPECT_EQ(lan.node(owner).told<report::ConflictOver>().size(), 1U);
  EXPECT_EQ(lan.node(owner).told<report::Gained>().size(), 1U);
}

TEST(Neighbours, WithoutTheProbeItIsAnnouncedAtOnce) {
  Lan lan(3);
  lan.configure({.conflict_probe = false, .ignore_interfaces = {}});
  lan.run(seconds(3));
  lan.set_stranger(service_ip(1));
  lan.want({service_ip(1)});
  lan.run(milliseconds(10));
  EXPECT_NE(lan.owner(service_ip(1)), 0);
}

TEST(Neighbours, AnIPv6StrangerIsNoticedToo) {
  Lan lan(2);
  lan.run(seconds(3));
  const net::IpAddress address = ip("2001:db8:23::220");
  lan.set_stranger(address);
  lan.want({address});
  lan.run(seconds(5));
  EXPECT_THAT(lan.answering(address), IsEmpty());
  EXPECT_EQ(conflicts(lan).size(), 1U);
}

// In ordinary life speakers hear each other's probes, announcements and answers all the time.
TEST(Neighbours, SpeakersAreNoStrangersToEachOther) {
  Lan lan(5);
  const auto addresses = services(40);
  lan.want(addresses);
  lan.run(seconds(5));
  lan.stop(1);
  lan.run(seconds(3));
  lan.crash(1);
  lan.crash(2);
  lan.run(seconds(5));
  lan.restart(1);
  lan.restart(2);
  lan.run(seconds(100));
  EXPECT_THAT(conflicts(lan), IsEmpty());
}

// The ring's port is blocked between two groups (a firewall), the LAN is not. Each believes the other dead;
// their announcements tell them that it is not so. Who is heard last has it: never both for long.
TEST(Neighbours, SpeakersThatCannotTalkStillHearEachOther) {
  Lan lan(2);
  lan.want({service_ip(1)});
  lan.run(seconds(5));
  lan.resolve_all();
  lan.forget_gaps();
  lan.block_ring(1, true);
  lan.run(seconds(60));
  EXPECT_LE(lan.worst_overlap(), milliseconds(100));
  EXPECT_EQ(lan.worst_gap(), Duration::zero());
  EXPECT_THAT(conflicts(lan), IsEmpty());
  lan.block_ring(1, false);
  lan.run(seconds(10));
  EXPECT_NE(lan.owner(service_ip(1)), 0);
}

// Each side takes once what the other had. From then on whoever fell silent finds by its probes that it is
// served, and nothing moves until the ring is whole again.
TEST(Neighbours, WhileTheRingIsCutAddressesStayWhereTheyWereTaken) {
  Lan lan(3);
  auto all = services(12);
  all.push_back(ip("2001:db8:23::220"));
  lan.want(all);
  lan.run(seconds(5));
  lan.block_ring(1, true);
  lan.run(seconds(2));
  std::map<net::IpAddress, std::uint8_t> taken;
  for (const net::IpAddress& address : all) {
    taken[address] = lan.owner(address);
    EXPECT_NE(taken[address], 0) << address.to_string();
  }
  const auto changes = [&] {
    std::size_t sum = 0;
    for (auto& [number, node] : lan.nodes())
      sum += node.told<report::Gained>().size() + node.told<report::Lost>().size();
    return sum;
  };
  const std::size_t before = changes();
  lan.run(std::chrono::minutes(2));
  EXPECT_EQ(changes(), before);
  for (const net::IpAddress& address : all)
    EXPECT_EQ(lan.owner(address), taken[address]) << address.to_string();
  lan.block_ring(1, false);
  lan.run(milliseconds(500));
  for (const net::IpAddress& address : all)
    EXPECT_NE(lan.owner(address), 0) << address.to_string();
}

// A packet filter that was there before the first hello: what the Leases say is all that anybody knows.
TEST(Neighbours, SpeakersThatNeverTalkedAreNoStrangersEither) {
  for (const std::uint8_t nodes : {std::uint8_t{2}, std::uint8_t{5}}) {
    Lan lan(nodes);
    for (std::uint8_t number = 1; number <= nodes; ++number)
      lan.block_ring(number, true);
    lan.run(seconds(3));
    auto all = services(6);
    all.push_back(ip("2001:db8:23::220"));
    lan.want(all);
    lan.run(seconds(60));
    EXPECT_THAT(conflicts(lan), IsEmpty()) << int{nodes};
    for (const net::IpAddress& address : all)
      EXPECT_NE(lan.owner(address), 0) << address.to_string() << " of " << int{nodes};
  }
}

// The others hear it, and know its MACs; it hears nobody, and would take them for strangers.
TEST(Neighbours, NorAreTheyToOneThatIsDeaf) {
  Lan lan(4);
  lan.deafen_ring(1);
  lan.run(seconds(3));
  const auto all = services(12);
  lan.want(all);
  lan.run(seconds(60));
  EXPECT_THAT(conflicts(lan), IsEmpty());
  for (const net::IpAddress& address : all)
    EXPECT_NE(lan.owner(address), 0) << address.to_string();
}

TEST(Neighbours, AnInterfaceIsKnownByItsLeaseWhileItIsDown) {
  Lan lan(2, {.second_interface = true});
  lan.set_link(2, kSecondInterface, false);
  for (const std::uint8_t number : {std::uint8_t{1}, std::uint8_t{2}})
    lan.block_ring(number, true);
  lan.run(seconds(3));
  lan.want({service_ip(1)}, {"lan1"});
  lan.run(seconds(5));
  lan.set_link(2, kSecondInterface, true);
  lan.run(seconds(20));
  EXPECT_THAT(conflicts(lan), IsEmpty());
  EXPECT_NE(lan.owner(service_ip(1)), 0);
}

// The ring is still cut when the node dies that has everything: its frames are missed as its messages were.
TEST(Neighbours, WhoHasItAndDiesWhileTheRingIsCutIsReplaced) {
  Lan lan(2);
  lan.want({service_ip(1), service_ip(2)});
  lan.run(seconds(5));
  lan.block_ring(1, true);
  lan.run(seconds(60));
  const std::uint8_t owner = lan.owner(service_ip(1));
  ASSERT_NE(owner, 0);
  lan.crash(owner);
  lan.run(seconds(9));
  EXPECT_EQ(lan.owner(service_ip(1)), owner == 1 ? 2 : 1);
}

}  // namespace
}  // namespace herald::speaker::wire
