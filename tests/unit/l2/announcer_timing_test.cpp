// When an address that was gained is announced, where, and in which frames.
#include "tests/unit/l2/announcer_lan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::l2 {
namespace {

using namespace announcer;
using testing::ElementsAre;

TEST(AnnouncerTiming, AGainIsAnnouncedInABurst) {
  Subject s = on_eth0();
  s.gain(kOwned4);
  s.run(milliseconds(4500));
  EXPECT_THAT(s.times(Kind::takeover),
              ElementsAre(0, 0, 100, 100, 300, 300, 1100, 1100, 2200, 2200, 4400, 4400));
}

TEST(AnnouncerTiming, AfterItComeTenAndThirtySecondsThenARefreshForEver) {
  Subject s = on_eth0();
  s.gain(kOwned6);
  s.run(std::chrono::hours(2));
  const auto late = s.times(Kind::takeover, kOwned6);
  ASSERT_EQ(late.size(), 8U);
  EXPECT_GE(late[6], 8750);
  EXPECT_LE(late[6], 10000);
  EXPECT_GE(late[7], 26250);
  EXPECT_LE(late[7], 30000);
  const auto refreshes = s.times(Kind::refresh, kOwned6);
  EXPECT_GE(refreshes.size(), 119U);
  EXPECT_LE(refreshes.size(), 138U);
  for (std::size_t i = 1; i < refreshes.size(); ++i) {
    EXPECT_GE(refreshes[i] - refreshes[i - 1], 52499);
    EXPECT_LE(refreshes[i] - refreshes[i - 1], 60000);
  }
}

TEST(AnnouncerTiming, AShorterRefreshHoldsFromTheNextOn) {
  Subject s = on_eth0();
  s.gain(kOwned6);
  s.run(seconds(100));
  s.feed(RefreshChanged{seconds(8)});
  s.run(seconds(60));
  s.sent.clear();
  s.run(seconds(80));
  EXPECT_GE(s.times(Kind::refresh, kOwned6).size(), 10U);
}

TEST(AnnouncerTiming, IPv4IsAnnouncedInBothFormsAndIPv6InOne) {
  Subject s = on_eth0();
  s.gain(kOwned4);
  s.gain(kOwned6);
  ASSERT_EQ(s.sent.size(), 3U);
  std::vector<wire::ArpOperation> forms;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto packet = wire::ArpPacket::parse(std::span(s.sent[i].what.frame).subspan(14)).value();
    EXPECT_TRUE(packet.is_announcement());
    forms.push_back(packet.operation);
  }
  EXPECT_THAT(forms, ElementsAre(wire::ArpOperation::request, wire::ArpOperation::reply));
  for (const Sent& frame : s.sent)
    EXPECT_EQ(sighting_of(frame.what.frame), (Sighting{frame.what.address, kOurs, Use::announced}));
}

TEST(AnnouncerTiming, EachLinkIsToldFromItsOwnMac) {
  Subject s;
  s.with_links(kAnywhere, {kEth0, kEth1});
  s.gain(kOwned6);
  ASSERT_EQ(s.sent.size(), 2U);
  EXPECT_EQ(sighting_of(s.sent[0].what.frame)->mac, kOurs);
  EXPECT_EQ(sighting_of(s.sent[1].what.frame)->mac, kOursToo);
}

TEST(AnnouncerTiming, ALinkThatComesLaterIsToldAtOnceAndTheOthersNotAgain) {
  Subject s = on_eth0();
  s.gain(kOwned6);
  s.run(seconds(5));
  s.sent.clear();
  s.with_links(kAnywhere, {kEth0, kEth1});
  ASSERT_EQ(s.sent.size(), 1U);
  EXPECT_EQ(s.sent[0].what.interface, kEth1.index);
  s.run(milliseconds(4500));
  EXPECT_EQ(s.times(Kind::takeover, kOwned6).size(), 6U + 1U);  // the new link's, and the old one's of 10 s
}

TEST(AnnouncerTiming, WithoutALinkItIsAnnouncedAsSoonAsThereIsOne) {
  Subject s;
  s.gain(kOwned6);
  EXPECT_THAT(s.told, ElementsAre("answer 2001:db8:23::220"));
  EXPECT_EQ(s.announcer.next_deadline(), kNever);
  s.run(seconds(7));
  s.start = s.now;
  s.with_links(kAnywhere, {kEth0});
  s.run(seconds(1));
  EXPECT_THAT(s.times(Kind::takeover, kOwned6), ElementsAre(0, 100, 300));
}

TEST(AnnouncerTiming, ALinkThatIsGoneIsLeftAlone) {
  Subject s;
  s.with_links(kAnywhere, {kEth0, kEth1});
  s.gain(kOwned6);
  s.with_links(kAnywhere, {kEth1});
  s.sent.clear();
  s.run(seconds(5));
  ASSERT_EQ(s.sent.size(), 5U);
  for (const Sent& frame : s.sent)
    EXPECT_EQ(frame.what.interface, kEth1.index);
}

TEST(AnnouncerTiming, TheSameGainAgainRepeatsNothing) {
  Subject s = on_eth0();
  s.gain(kOwned6);
  for (int i = 0; i < 40; ++i) {
    s.run(milliseconds(100));
    s.gain(kOwned6);
    s.gain(kOwned6, /*brand_new=*/true);
    s.with_links(kAnywhere, {kEth0});
  }
  EXPECT_THAT(s.times(Kind::takeover, kOwned6), ElementsAre(0, 100, 300, 1100, 2200));
  EXPECT_EQ(s.told.size(), 1U);
}

TEST(AnnouncerTiming, LosingSendsNothingAndStopsTheBurst) {
  Subject s = on_eth0();
  s.gain(kOwned4);
  s.run(milliseconds(200));
  s.sent.clear();
  s.feed(Lose{kOwned4});
  EXPECT_EQ(s.announcer.next_deadline(), kNever);
  s.run(std::chrono::hours(1));
  EXPECT_TRUE(s.sent.empty());
  s.start = s.now;
  s.gain(kOwned4);  // again ours: again a burst
  s.run(milliseconds(99));
  EXPECT_THAT(s.times(Kind::takeover), ElementsAre(0, 0));
}

TEST(AnnouncerTiming, AnotherScopeMovesItToOtherLinks) {
  Subject s = on_eth0();
  s.with_links(kOnEth1, {kEth1});
  s.gain(kOwned6);
  s.run(seconds(50));
  s.sent.clear();
  s.gain(kOwned6, false, kOnEth1);
  ASSERT_EQ(s.sent.size(), 1U);
  EXPECT_EQ(s.sent[0].what.interface, kEth1.index);
  s.run(std::chrono::minutes(5));
  for (const Sent& frame : s.sent)
    EXPECT_EQ(frame.what.interface, kEth1.index);
}

// A caller that was stalled finds one frame due, not a queue of all that it missed.
TEST(AnnouncerTiming, ALateTickSendsWhatIsDueOnce) {
  Subject s = on_eth0();
  s.gain(kOwned6);
  s.now += milliseconds(2000);
  s.feed(Tick{});
  s.run(seconds(1));
  EXPECT_THAT(s.times(Kind::takeover, kOwned6), ElementsAre(0, 2000, 2200));
}

}  // namespace
}  // namespace herald::l2
