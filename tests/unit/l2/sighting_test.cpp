#include "core/l2/sighting.h"

#include "tests/unit/l2/frames.h"

#include <gtest/gtest.h>

namespace herald::l2 {
namespace {

wire::ArpPacket arp_answers() {
  wire::ArpPacket packet = arp_asks(kClient4, kOwned4, kStranger);
  packet.operation = wire::ArpOperation::reply;
  return packet;
}

wire::NdpPacket solicited_answer() {
  wire::NdpPacket packet = advertises(kOwned6);
  packet.destination = kClient6;
  std::get<wire::NeighborAdvertisement>(packet.message).solicited = true;
  return packet;
}

TEST(Sighting, IsMadeOfEveryFrameThatTellsWhoUsesAnAddress) {
  const auto seen = [](const Bytes& frame) { return sighting_of(frame); };
  EXPECT_EQ(seen(arp_announced(kOwned4)), (Sighting{kOwned4, kStranger, Use::announced}));
  EXPECT_EQ(seen(arp_frame(arp_answers(), kOurs)), (Sighting{kOwned4, kStranger, Use::answered}));
  EXPECT_EQ(seen(arp_frame(arp_asks(kClient4, kOwned4, kStranger))),
            (Sighting{kOwned4, kStranger, Use::spoken}));
  EXPECT_EQ(seen(arp_frame(arp_asks(kOwned4, ip("0.0.0.0"), kStranger))),
            (Sighting{kOwned4, kStranger, Use::probed}));
  EXPECT_EQ(seen(ndp_frame(advertises(kOwned6))), (Sighting{kOwned6, kStranger, Use::announced}));
  EXPECT_EQ(seen(ndp_frame(solicited_answer())), (Sighting{kOwned6, kStranger, Use::answered}));
  EXPECT_EQ(seen(ndp_frame(asks(kOwned6))), (Sighting{kClient6, kClient, Use::spoken}));
  EXPECT_EQ(seen(ndp_frame(dad(kOwned6), std::nullopt, kStranger)),
            (Sighting{kOwned6, kStranger, Use::probed}));
}

// An advertisement without the option names its sender by coming from it.
TEST(Sighting, TakesTheFramesSourceWhereTheMessageNamesNone) {
  wire::NdpPacket packet = advertises(kOwned6);
  std::get<wire::NeighborAdvertisement>(packet.message).target_link_layer.reset();
  EXPECT_EQ(sighting_of(ndp_frame(packet, std::nullopt, kStranger))->mac, kStranger);
  EXPECT_EQ(sighting_of(ndp_frame(asks(kOwned6, std::nullopt)))->mac, kClient);
}

TEST(Sighting, IsNotMadeOfOthers) {
  const wire::VlanTag other{.id = 7};
  EXPECT_EQ(sighting_of({}), std::nullopt);
  EXPECT_EQ(sighting_of(frame_of(kOurs, kClient, 0x0800, arp_asks(kOwned4))), std::nullopt);
  EXPECT_EQ(sighting_of(frame_of(kOurs, kClient, wire::kEtherTypeArp, arp_asks(kOwned4), other)),
            std::nullopt);
  EXPECT_EQ(sighting_of(arp_announced(kOwned4, MacAddress::broadcast())), std::nullopt);
  EXPECT_EQ(sighting_of(arp_announced(kOwned4, MacAddress())), std::nullopt);
  wire::ArpPacket from_nobody = arp_answers();
  from_nobody.sender_ip = ip("0.0.0.0");
  EXPECT_EQ(sighting_of(arp_frame(from_nobody)), std::nullopt);
  const Bytes whole = arp_announced(kOwned4);
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(sighting_of(std::span(whole).first(size)), std::nullopt);
}

}  // namespace
}  // namespace herald::l2
