// Which frames come up and which go out, on a real cable.
#include "core/wire/arp_frames.h"
#include "tests/integration/speaker_io/frame_port_fixture.h"

#include <atomic>
#include <future>

#include <gmock/gmock.h>

namespace herald::speaker::io {
namespace {

using netns::Frame;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(FramePortTest, PassesQuestionsForTargetsAndNoOthers) {
  open();
  loop_.spawn(serve());
  const Frame arp = arp_request(them_, "10.0.0.220");
  const Frame ndp = solicitation(them_, "2001:db8::221");
  node_.ip("link set eth0 allmulticast on");
  EXPECT_THAT(passed({arp_request(them_, "10.0.0.219"), arp, arp_request(them_, "10.0.0.224"),
                      solicitation(them_, "2001:db8::224"), ndp, solicitation(them_, "2001:db8::21f")}),
              ElementsAre(arp, ndp));
}

TEST_F(FramePortTest, PassesWhoeverClaimsATarget) {
  open();
  loop_.spawn(serve());
  const Frame claim = arp_frame(them_, herald::wire::ArpOperation::reply, "10.0.0.221", "10.0.0.9");
  const Frame announcement =
      arp_frame(them_, herald::wire::ArpOperation::request, "10.0.0.222", "10.0.0.222");
  EXPECT_THAT(passed({claim, arp_frame(them_, herald::wire::ArpOperation::reply, "10.0.0.9", "10.0.0.221"),
                      announcement}),
              ElementsAre(claim, announcement));
}

TEST_F(FramePortTest, HandsOverTheTagsOfVlansAndPriorities) {
  open();
  loop_.spawn(serve());
  for (const std::uint16_t vlan : {std::uint16_t{0}, std::uint16_t{5}}) {
    Sender tagged = them_;
    tagged.vlan = herald::wire::VlanTag{6, false, vlan};
    const std::vector<Frame> heard =
        passed({arp_request(tagged, "10.0.0.220"), arp_request(tagged, "10.0.0.9")});
    ASSERT_EQ(heard.size(), 1U);
    const auto header = herald::wire::EthernetHeader::parse(heard[0]);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->is_untagged(), vlan == 0);
    EXPECT_EQ(header->type, herald::wire::kEtherTypeArp);
    EXPECT_TRUE(herald::wire::ArpPacket::parse(std::span(heard[0]).subspan(header->size())));
  }
}

TEST_F(FramePortTest, CountsWhatIsTooLargeAndLeavesItAlone) {
  open();
  loop_.spawn(serve());
  Frame padded = arp_request(them_, "10.0.0.220");
  padded.resize(60);
  Frame oversized = padded;
  oversized.resize(1400);
  EXPECT_THAT(passed({oversized, padded}), ElementsAre(padded));
  EXPECT_EQ(port_->counters().oversized, 1U);
}

TEST_F(FramePortTest, LeavesFramesToOthersAlone) {
  node_.ip("link set eth0 promisc on");
  open();
  loop_.spawn(serve());
  Sender to_another = them_;
  to_another.to = net::MacAddress({2, 9, 9, 9, 9, 9});
  Sender to_us = them_;
  to_us.to = node_mac_;
  const Frame ours = arp_request(to_us, "10.0.0.221");
  EXPECT_THAT(passed({arp_request(to_another, "10.0.0.220"), ours}), ElementsAre(ours));
}

TEST_F(FramePortTest, DoesNotHearItself) {
  open();
  loop_.spawn(serve());
  Frame announcement;
  herald::wire::arp_announcement(herald::wire::ArpOperation::request, node_mac_, ip("10.0.0.220"),
                                 announcement);
  port_->send(announcement);
  EXPECT_TRUE(wire_->receive([&](const Frame& frame) { return frame == announcement; }));
  EXPECT_THAT(passed({}), IsEmpty());
  EXPECT_EQ(port_->counters().sent, 1U);
}

TEST_F(FramePortTest, TellsWhenTheKernelSawAFrame) {
  open();
  loop_.spawn(serve());
  const auto before = loop_.clock().wall_now();
  static_cast<void>(passed({}));
  EXPECT_GE(seen_, before);
  EXPECT_LE(seen_, loop_.clock().wall_now());
}

TEST_F(FramePortTest, TakesOtherTargetsAtOnce) {
  open();
  loop_.spawn(serve());
  const Frame other = arp_request(them_, "172.16.0.1");
  EXPECT_THAT(passed({other}), IsEmpty());
  targets_.push_back(net::IpRange::single(ip("172.16.0.1")));
  ASSERT_TRUE(port_->capture(targets_));
  EXPECT_THAT(passed({other}), ElementsAre(other));
}

TEST_F(FramePortTest, IsSilentBeforeItHasTargets) {
  port_ = open("eth0").value();
  wire_->send(arp_request(them_, "10.0.0.220"));
  ASSERT_TRUE(port_->capture(targets_));
  loop_.spawn(serve());
  EXPECT_THAT(passed({}), IsEmpty());
}

// Not even what comes in while the port is being opened, between libpcap's socket and its filter.
TEST_F(FramePortTest, IsSilentOnABusyLanFromTheStart) {
  const Frame noise = arp_request(them_, "10.0.0.9");
  std::atomic<bool> enough = false;
  auto flood = std::async(std::launch::async, [&] {
    std::uint64_t sent = 0;
    for (; !enough; ++sent)
      wire_->send(noise);
    return sent;
  });
  for (int attempt = 0; attempt < 20; ++attempt) {
    port_ = open("eth0").value();
    EXPECT_EQ(port_->receive(4096).value(), 0) << "attempt " << attempt;
  }
  enough = true;
  EXPECT_GT(flood.get(), 1000U) << "the LAN was not busy";
}

// More ranges than one socket may have instructions for: nothing that matters is lost.
TEST_F(FramePortTest, TakesAnyNumberOfTargets) {
  for (std::uint32_t i = 0; i < 10'000; ++i)
    targets_.push_back(net::IpRange::single(net::IpAddress::v4(0xac100000 + i * 3)));
  open();
  loop_.spawn(serve());
  const Frame first = arp_request(them_, "172.16.0.0");
  const Frame last = arp_request(them_, net::IpAddress::v4(0xac100000 + 9999 * 3).to_string());
  EXPECT_THAT(passed({first, arp_request(them_, "192.168.0.1"), last}), ElementsAre(first, last));
}

class AnsweringTest : public FramePortTest {
 protected:
  void heard(const CapturedFrame& frame) override {
    const auto header = herald::wire::EthernetHeader::parse(frame.bytes);
    const auto request = herald::wire::ArpPacket::parse(frame.bytes.subspan(header->size()));
    if (!request || request->operation != herald::wire::ArpOperation::request) return;
    herald::wire::arp_reply(*request, node_mac_, reply_);
    port_->send(reply_);
  }

  Frame reply_;
};

TEST_F(AnsweringTest, ArpingHearsTheAnswer) {
  neighbour_.ip("addr add 10.0.0.2/24 dev eth0");
  open();
  loop_.spawn(serve());
  auto arping = std::async(std::launch::async, [&] {
    return neighbour_.command({"arping", "-c", "2", "-w", "5", "-I", "eth0", "10.0.0.221"});
  });
  EXPECT_TRUE(loop_.run_until([&] { return port_->counters().sent == 2; }));
  const netns::Finished finished = arping.get();
  EXPECT_EQ(finished.code, 0) << finished.out;
  EXPECT_THAT(finished.out, HasSubstr("Received 2 response"));
}

}  // namespace
}  // namespace herald::speaker::io
