// Strangers: asked for before a brand new address is announced, defended against afterwards.
#include "tests/unit/l2/announcer_lan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::l2 {
namespace {

using namespace announcer;
using testing::ElementsAre;
using Phase = Announcer::Phase;

TEST(AnnouncerConflict, ABrandNewAddressIsProbedFor200Milliseconds) {
  Subject s = on_eth0();
  s.gain(kOwned4, /*brand_new=*/true);
  s.run(milliseconds(199));
  EXPECT_THAT(s.times(Kind::probe), ElementsAre(0, 70, 140));
  EXPECT_TRUE(s.told.empty());
  s.run(milliseconds(1));
  EXPECT_THAT(s.told, ElementsAre("answer 192.168.23.220"));
  EXPECT_THAT(s.times(Kind::takeover), ElementsAre(200, 200));
}

TEST(AnnouncerConflict, AProbeClaimsNothing) {
  Subject s;
  s.with_links(kAnywhere, {kEth0, kEth1});
  s.gain(kOwned4, /*brand_new=*/true);
  s.gain(kOwned6, /*brand_new=*/true);
  ASSERT_EQ(s.sent.size(), 4U);
  for (const Sent& frame : s.sent)
    EXPECT_EQ(sighting_of(frame.what.frame)->use, Use::probed);
}

TEST(AnnouncerConflict, AnAddressInUseIsNotAnnounced) {
  Subject s = on_eth0();
  s.gain(kOwned4, /*brand_new=*/true);
  s.run(milliseconds(71));
  const auto effects = s.announcer.step(s.now, kStrangerSeen);
  ASSERT_EQ(effects.size(), 1U);
  const auto& conflict = std::get<Conflict>(effects[0]);
  EXPECT_EQ(conflict.mac, kStranger);
  EXPECT_EQ(conflict.interface, kEth0.index);
  EXPECT_FALSE(conflict.announced);
  s.run(kCheckInterval * 2 / 3 - milliseconds(1));
  EXPECT_TRUE(s.told.empty());
  EXPECT_TRUE(s.times(Kind::takeover).empty());
}

// Up to 30 s after the stranger was noticed he is asked for again; 200 ms of silence later the address is
// ours.
TEST(AnnouncerConflict, IsOverWhenTheStrangerIsGone) {
  Subject s = on_eth0();
  s.gain(kOwned4, /*brand_new=*/true);
  s.feed(kStrangerSeen);
  s.told.clear();
  s.run(milliseconds(20'199));
  EXPECT_TRUE(s.told.empty());
  s.run(milliseconds(10'001));
  EXPECT_THAT(s.told, ElementsAre("over 192.168.23.220", "answer 192.168.23.220"));
  EXPECT_EQ(s.times(Kind::takeover).front(), s.times(Kind::probe).back() + 60);
}

// Lets time pass until the next probe.
void run_to_probe(Subject& s) {
  const std::size_t before = s.times(Kind::probe).size();
  for (int steps = 0; steps < 4000 && s.times(Kind::probe).size() == before; ++steps)
    s.run(milliseconds(10));
}

TEST(AnnouncerConflict, GoesOnAsLongAsProbesAreAnswered) {
  Subject s = on_eth0();
  s.gain(kOwned4, /*brand_new=*/true);
  s.feed(kStrangerSeen);
  s.told.clear();
  for (int round = 0; round < 5; ++round) {
    run_to_probe(s);
    s.feed(kStrangerSeen);  // answers
    s.run(milliseconds(200));
    EXPECT_TRUE(s.told.empty()) << round;
    EXPECT_EQ(s.phase(), Phase::conflicted);
  }
  EXPECT_EQ(s.times(Kind::probe).size(), 1U + 5U * 3U);
}

// What `from` has sent since the last time is heard by `to`, which answers for what it has announced.
void hear(Subject& from, Subject& to, std::size_t& heard) {
  for (; heard < from.sent.size(); ++heard) {
    if (from.sent[heard].what.kind == Kind::probe && to.phase() == Phase::announced) {
      from.feed(kStrangerSeen);
    } else {
      to.feed(kStrangerSeen);
    }
  }
}

// Two that do not know each other for what they are, as when each is deaf to what the other says of itself.
TEST(AnnouncerConflict, TwoThatProbeTogetherDoNotDoSoForEver) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Subject one({}, 2 * seed);
    Subject other({}, 2 * seed + 1);
    std::size_t heard_of_one = 0;
    std::size_t heard_of_other = 0;
    for (Subject* const each : {&one, &other}) {
      each->with_links(kAnywhere, {kEth0});
      each->gain(kOwned4, /*brand_new=*/true);
    }
    for (int steps = 0; steps < 6000; ++steps) {  // a minute
      hear(one, other, heard_of_one);
      hear(other, one, heard_of_other);
      one.run(milliseconds(10));
      other.run(milliseconds(10));
    }
    const int announce =
        (one.phase() == Phase::announced ? 1 : 0) + (other.phase() == Phase::announced ? 1 : 0);
    EXPECT_EQ(announce, 1) << seed;
  }
}

TEST(AnnouncerConflict, AFailoverIsNotProbed) {
  Subject s = on_eth0();
  s.gain(kOwned4, /*brand_new=*/false);
  EXPECT_THAT(s.times(Kind::takeover), ElementsAre(0, 0));
  s.run(seconds(100));
  EXPECT_TRUE(s.times(Kind::probe).empty());
}

TEST(AnnouncerConflict, AStrangerIsToldOfOnceAndDefendedAgainstEveryTenSeconds) {
  Subject s = on_eth0();
  s.gain(kOwned4);
  s.run(seconds(5));
  s.told.clear();
  s.start = s.now;
  for (int i = 0; i < 250; ++i) {
    s.feed(kStrangerSeen);
    s.run(milliseconds(100));
  }
  EXPECT_THAT(s.told, ElementsAre("conflict 192.168.23.220"));
  EXPECT_THAT(s.times(Kind::defence), ElementsAre(0, 0, 10'000, 10'000, 20'000, 20'000));
}

TEST(AnnouncerConflict, AnAddressInDisputeStaysAnnounced) {
  Subject s = on_eth0();
  s.gain(kOwned4);
  s.feed(kStrangerSeen);
  EXPECT_EQ(s.phase(), Phase::disputed);
  s.run(milliseconds(4500));
  EXPECT_EQ(s.times(Kind::takeover).size(), 12U);
  s.run(seconds(30));
  EXPECT_EQ(s.phase(), Phase::announced);
  EXPECT_EQ(s.told.back(), "over 192.168.23.220");
}

TEST(AnnouncerConflict, DefenceGoesWhereTheStrangerIs) {
  Subject s;
  s.with_links(kAnywhere, {kEth0, kEth1});
  s.gain(kOwned4);
  s.feed(StrangerSeen{kEth1.index, kOwned4, kStranger});
  s.feed(StrangerSeen{InterfaceIndex(9), kOwned4, kStranger});
  for (const Sent& frame : s.sent) {
    if (frame.what.kind == Kind::defence) {
      EXPECT_EQ(frame.what.interface, kEth1.index);
    }
  }
  EXPECT_EQ(s.times(Kind::defence).size(), 2U);
}

TEST(AnnouncerConflict, WithoutALinkProbingWaits) {
  Subject s;
  s.gain(kOwned4, /*brand_new=*/true);
  s.run(seconds(10));
  EXPECT_EQ(s.phase(), Phase::probing);
  s.start = s.now;
  s.with_links(kAnywhere, {kEth0});
  s.run(milliseconds(200));
  EXPECT_THAT(s.times(Kind::probe), ElementsAre(0, 70, 140));
  EXPECT_EQ(s.phase(), Phase::announced);
}

TEST(AnnouncerConflict, LosingAnAddressInConflictForgetsIt) {
  Subject s = on_eth0();
  s.gain(kOwned4, /*brand_new=*/true);
  s.feed(kStrangerSeen);
  s.feed(Lose{kOwned4});
  EXPECT_EQ(s.announcer.next_deadline(), kNever);
  s.gain(kOwned4);
  EXPECT_EQ(s.phase(), Phase::announced);
}

}  // namespace
}  // namespace herald::l2
