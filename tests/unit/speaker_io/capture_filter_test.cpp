#include "speaker/io/capture_filter.h"

#include "core/wire/arp_frames.h"
#include "core/wire/ethernet.h"
#include "core/wire/ndp.h"
#include "core/wire/ndp_frames.h"
#include "tests/unit/speaker_io/kernel_filter.h"

#include <vector>

namespace herald::speaker::io {
namespace {

using Frame = std::vector<std::uint8_t>;

const net::MacAddress kMac({2, 0, 0, 0, 0, 1});
const net::MacAddress kOther({2, 0, 0, 0, 0, 2});

Frame arp(wire::ArpOperation operation, std::string_view sender, std::string_view target) {
  Frame frame;
  ByteWriter out(frame);
  wire::EthernetHeader{net::MacAddress::broadcast(), kMac, std::nullopt, wire::kEtherTypeArp}.append_to(out);
  wire::ArpPacket{operation, kMac, ip(sender), kOther, ip(target)}.append_to(out);
  return frame;
}

Frame request(std::string_view sender, std::string_view target) {
  return arp(wire::ArpOperation::request, sender, target);
}
Frame reply(std::string_view sender, std::string_view target) {
  return arp(wire::ArpOperation::reply, sender, target);
}

Frame ndp(wire::NdpMessage message) {
  Frame frame;
  ByteWriter out(frame);
  wire::EthernetHeader{kOther, kMac, std::nullopt, wire::kEtherTypeIpv6}.append_to(out);
  wire::NdpPacket{ip("fe80::1"), ip("ff02::1"), std::move(message)}.append_to(out);
  return frame;
}

Frame solicitation(std::string_view target) {
  return ndp(wire::NeighborSolicitation{ip(target), kMac});
}
Frame advertisement(std::string_view target) {
  return ndp(wire::NeighborAdvertisement{false, true, true, ip(target), kMac});
}

class CaptureFilterTest : public testing::Test {
 protected:
  CaptureFilterTest() {
    targets_ = {range("192.168.23.220", "192.168.23.223"), range("10.1.0.0", "10.1.255.255"),
                range("2001:db8::220", "2001:db8::223")};
  }

  std::vector<net::IpRange> targets_;
};

TEST_F(CaptureFilterTest, PassesArpThatConcernsATarget) {
  const KernelFilter filter(capture_filter(targets_));
  ASSERT_TRUE(filter.accepted());
  EXPECT_TRUE(filter.passes(request("192.168.23.5", "192.168.23.220")));
  EXPECT_TRUE(filter.passes(request("0.0.0.0", "10.1.7.7")));               // a probe
  EXPECT_TRUE(filter.passes(request("192.168.23.223", "192.168.23.223")));  // an announcement
  EXPECT_TRUE(filter.passes(reply("192.168.23.221", "192.168.23.5")));      // somebody has it
  EXPECT_TRUE(filter.passes(request("192.168.23.221", "192.168.23.1")));    // and asks in its name
}

TEST_F(CaptureFilterTest, DropsOtherArp) {
  const KernelFilter filter(capture_filter(targets_));
  EXPECT_FALSE(filter.passes(request("192.168.23.5", "192.168.23.219")));
  EXPECT_FALSE(filter.passes(request("192.168.23.5", "192.168.23.224")));
  EXPECT_FALSE(filter.passes(request("10.2.0.0", "10.0.255.255")));
  EXPECT_FALSE(filter.passes(reply("192.168.23.5", "192.168.23.220")));  // told to an owner, not asked of it
  Frame reverse = request("192.168.23.5", "192.168.23.220");
  reverse[21] = 3;  // RARP's operation
  EXPECT_FALSE(filter.passes(reverse));
}

TEST_F(CaptureFilterTest, PassesNeighbourDiscoveryForATarget) {
  const KernelFilter filter(capture_filter(targets_));
  EXPECT_TRUE(filter.passes(solicitation("2001:db8::220")));
  EXPECT_TRUE(filter.passes(advertisement("2001:db8::223")));
  EXPECT_FALSE(filter.passes(solicitation("2001:db8::21f")));
  EXPECT_FALSE(filter.passes(advertisement("2001:db8::224")));
  EXPECT_FALSE(filter.passes(solicitation("2001:db8:0:0:0:0:1:220")));
}

TEST_F(CaptureFilterTest, DropsEverythingElse) {
  const KernelFilter filter(capture_filter(targets_));
  Frame other_protocol = solicitation("2001:db8::220");
  other_protocol[20] = 17;
  EXPECT_FALSE(filter.passes(other_protocol));
  Frame echo = solicitation("2001:db8::220");
  echo[54] = 128;
  EXPECT_FALSE(filter.passes(echo));
  Frame ipv4 = request("192.168.23.5", "192.168.23.220");
  ipv4[12] = 8;
  ipv4[13] = 0;
  EXPECT_FALSE(filter.passes(ipv4));
  Frame cut = request("192.168.23.5", "192.168.23.220");
  cut.resize(40);
  EXPECT_FALSE(filter.passes(cut));
  EXPECT_FALSE(filter.passes(Frame{1, 2, 3}));
}

TEST_F(CaptureFilterTest, PassesNoRouterAdvertisements) {
  EXPECT_FALSE(
      KernelFilter(capture_filter(targets_)).passes(ndp(wire::RouterAdvertisement{64, 0, 1800, kMac})));
}

TEST_F(CaptureFilterTest, WithoutTargetsPassesNothing) {
  const KernelFilter filter(capture_filter({}));
  ASSERT_TRUE(filter.accepted());
  EXPECT_FALSE(filter.passes(request("192.168.23.5", "192.168.23.220")));
  EXPECT_FALSE(filter.passes(solicitation("2001:db8::220")));
}

// 4,000 scattered addresses of each family: more than any filter may have.
TEST_F(CaptureFilterTest, GrowsCoarserButNeverTooNarrow) {
  std::vector<net::IpRange> many;
  for (std::uint32_t i = 0; i < 4000; ++i) {
    many.push_back(net::IpRange::single(net::IpAddress::v4(0x0a000000 + i * 7)));
    many.push_back(
        net::IpRange::single(net::IpAddress::v6(ip("2001:db8::").value() + static_cast<net::U128>(i) * 9)));
  }
  const BpfProgram program = capture_filter(many);
  EXPECT_LE(program.size(), kFilterBudget);
  EXPECT_GT(program.size(), kFilterBudget / 2) << "coarser than it has to be";
  const KernelFilter filter(program);
  ASSERT_TRUE(filter.accepted());
  for (const net::IpRange& one : many) {
    const std::string text = one.first().to_string();
    ASSERT_TRUE(filter.passes(one.first().is_v4() ? request("10.200.0.1", text) : solicitation(text)))
        << text;
  }
  EXPECT_FALSE(filter.passes(request("192.168.23.5", "9.255.255.255")));
  EXPECT_FALSE(filter.passes(request("192.168.23.5", "10.200.0.2")));
}

TEST_F(CaptureFilterTest, FitsTheSmallestBudgetAsWellAsItCan) {
  const KernelFilter filter(capture_filter(targets_, 1));
  ASSERT_TRUE(filter.accepted());
  EXPECT_TRUE(filter.passes(request("192.168.23.5", "192.168.23.220")));
  EXPECT_TRUE(filter.passes(request("192.168.23.5", "10.1.0.0")));
  EXPECT_TRUE(filter.passes(solicitation("2001:db8::222")));
}

}  // namespace
}  // namespace herald::speaker::io
