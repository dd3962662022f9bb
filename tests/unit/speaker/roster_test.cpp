#include "speaker/roster.h"

#include "tests/unit/speaker/cluster.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::lease;
using report::MemberState;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using Change = Roster::Change;

class RosterTest : public testing::Test {
 protected:
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const own::Member& member : roster_.members())
      names.push_back(member.node);
    return names;
  }

  // Everybody in `nodes` renews, every 15 s for so long.
  Change renew(const std::vector<std::string>& nodes, Duration length) {
    Change change = Change::nothing;
    for (const Instant end = now_ + length; now_ < end;) {
      now_ += seconds(15);
      ++renewal_;
      for (const std::string& node : nodes) {
        if (roster_.saw(now_, lease(node, renewal_)) == Change::members) change = Change::members;
      }
    }
    return change;
  }

  Roster roster_{bench::speaker("b").member};
  Instant now_{seconds(1000)};
  std::int64_t renewal_ = 0;
};

TEST_F(RosterTest, ConsistsOfThisOneAndOfThoseWithALease) {
  EXPECT_THAT(names(), ElementsAre("b"));
  EXPECT_EQ(roster_.saw(now_, lease("c", 1)), Change::members);
  EXPECT_EQ(roster_.saw(now_, lease("a", 1)), Change::members);
  EXPECT_THAT(names(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(roster_.saw(now_, lease("a", 2)), Change::nothing);
}

TEST_F(RosterTest, OurOwnLeaseSaysNothingNew) {
  LeaseChanged own = lease("b", 1);
  own.report->member.port = 1;
  EXPECT_EQ(roster_.saw(now_, own), Change::nothing);
  EXPECT_EQ(roster_.members().front(), bench::speaker("b").member);
}

// ---- two machines of one name

LeaseChanged by_another(std::int64_t renewed, std::uint64_t incarnation) {
  LeaseChanged lease = bench::lease("b", renewed);
  lease.report->member.incarnation = own::Incarnation(incarnation);
  lease.report->member.address = bench::ip("192.0.2.200");
  return lease;
}

TEST_F(RosterTest, WhoRenewsOurLeaseElsewhereAndStartedLaterIsTheRealOne) {
  roster_.saw(now_, lease("b", 1));
  EXPECT_EQ(roster_.saw(now_, by_another(2, 7)), Change::members);
  ASSERT_TRUE(roster_.rival());
  EXPECT_THAT(names(), ElementsAre("b", "b"));
  EXPECT_EQ(roster_.saw(now_, by_another(3, 7)), Change::nothing);
  // One last write of ours, crossed with its first.
  EXPECT_EQ(roster_.saw(now_, lease("b", 4)), Change::nothing);
  EXPECT_TRUE(roster_.rival());
}

TEST_F(RosterTest, UntilItNoLongerDoes) {
  roster_.saw(now_, lease("b", 0));
  renewal_ = 1;
  roster_.saw(now_, by_another(1, 7));
  EXPECT_EQ(renew({"a"}, seconds(75)), Change::members);
  EXPECT_FALSE(roster_.rival());
  roster_.saw(now_, by_another(99, 7));
  ASSERT_TRUE(roster_.rival());
  EXPECT_EQ(roster_.gone("speaker-b"), Change::members);
  EXPECT_FALSE(roster_.rival());
}

TEST_F(RosterTest, WhoStartedEarlierOrIsHereIsNoRival) {
  roster_.saw(now_, lease("b", 1));
  EXPECT_EQ(roster_.saw(now_, by_another(2, 1)), Change::nothing);
  LeaseChanged here = lease("b", 3);
  here.report->member.incarnation = own::Incarnation(7);
  EXPECT_EQ(roster_.saw(now_, here), Change::nothing);
  EXPECT_FALSE(roster_.rival());
}

// This machine's last process had another address, and a clock that was ahead.
TEST_F(RosterTest, WhatOurPredecessorLeftBehindIsNoRival) {
  EXPECT_EQ(roster_.saw(now_, by_another(1, 7)), Change::nothing);
  EXPECT_EQ(roster_.saw(now_, by_another(1, 7)), Change::nothing);
  EXPECT_FALSE(roster_.rival());
  EXPECT_EQ(roster_.saw(now_, by_another(2, 7)), Change::members) << "it is alive";
}

// ---- what the Leases say of MACs

TEST_F(RosterTest, MacsAreToldOnceAndWhenTheyChange) {
  const auto with_mac = [](std::int64_t renewed, std::uint8_t last) {
    LeaseChanged made = lease("a", renewed);
    made.report->macs = {net::MacAddress({2, 0, 0, 0, 0, last})};
    return made;
  };
  roster_.saw(now_, with_mac(1, 1));
  EXPECT_THAT(roster_.take_told_macs(), ElementsAre("a"));
  EXPECT_EQ(roster_.saw(now_, with_mac(2, 1)), Change::nothing);
  EXPECT_THAT(roster_.take_told_macs(), ElementsAre());
  EXPECT_EQ(roster_.saw(now_, with_mac(3, 2)), Change::nothing);
  EXPECT_THAT(roster_.take_told_macs(), ElementsAre("a"));
  roster_.ring_says({"a", MemberState::down});
  renew({"b"}, seconds(75));
  EXPECT_THAT(names(), ElementsAre("b"));
  EXPECT_THAT(roster_.take_told_macs(), ElementsAre());
  roster_.ring_says({"a", MemberState::up});
  EXPECT_THAT(roster_.take_told_macs(), ElementsAre("a")) << "they may have been forgotten meanwhile";
}

TEST_F(RosterTest, ARestartedSpeakerIsAnotherMember) {
  roster_.saw(now_, lease("a", 1));
  LeaseChanged again = lease("a", 2);
  again.report = bench::speaker("a", 7);
  EXPECT_EQ(roster_.saw(now_, again), Change::members);
  EXPECT_EQ(roster_.members().front().incarnation.value(), 7U);
}

TEST_F(RosterTest, ALeaseThatRunsOutLeaves) {
  roster_.saw(now_, lease("a", 1));
  EXPECT_EQ(renew({"b"}, seconds(45)), Change::nothing);
  EXPECT_THAT(names(), ElementsAre("a", "b"));
  EXPECT_EQ(renew({"b"}, seconds(30)), Change::members);
  EXPECT_THAT(names(), ElementsAre("b"));
  // A list that shows the dead Lease again brings nobody back; a renewal does.
  EXPECT_EQ(roster_.saw(now_, lease("a", 1)), Change::nothing);
  EXPECT_EQ(roster_.saw(now_, lease("a", 99)), Change::members);
}

TEST_F(RosterTest, NobodyLeavesWhileTheApiServerIsAway) {
  roster_.saw(now_, lease("a", 1));
  renew({"a", "b"}, seconds(30));
  now_ += minutes(90);
  EXPECT_THAT(names(), ElementsAre("a", "b"));
  // Back again: everybody has his whole time.
  EXPECT_EQ(renew({"b"}, seconds(45)), Change::nothing);
  EXPECT_THAT(names(), ElementsAre("a", "b"));
  EXPECT_EQ(renew({"b"}, seconds(45)), Change::members);
}

TEST_F(RosterTest, OneWhomTheRingSeesAliveStaysUntilItDoesNot) {
  roster_.saw(now_, lease("a", 1));
  roster_.ring_says({"a", MemberState::up});
  EXPECT_EQ(renew({"b"}, minutes(5)), Change::nothing);
  EXPECT_THAT(names(), ElementsAre("a", "b"));
  EXPECT_EQ(roster_.ring_says({"a", MemberState::down}), Change::members);
  EXPECT_THAT(names(), ElementsAre("b"));
  EXPECT_EQ(roster_.ring_says({"a", MemberState::up}), Change::members);
}

// The members are the same: nothing for the wire loop, but it decides who speaks for all, and what he says.
TEST_F(RosterTest, WhatAMemberCanDoAndWhetherTheRingHearsItIsAChangeOfStanding) {
  roster_.saw(now_, lease("a", 1));
  EXPECT_EQ(roster_.ring_says({"a", MemberState::down}), Change::standing);
  EXPECT_EQ(roster_.ring_says({"a", MemberState::down}), Change::nothing);
  LeaseChanged unable = lease("a", 2);
  unable.report->unable = {{own::InterfaceNeed(7), "there is no bond"}};
  EXPECT_EQ(roster_.saw(now_, unable), Change::standing);
  unable.renewed = kube::UnixMicros(3);
  EXPECT_EQ(roster_.saw(now_, unable), Change::nothing);
  EXPECT_EQ(roster_.saw(now_, lease("a", 4)), Change::standing);
}

TEST_F(RosterTest, ALeaseThatIsNobodysLeaves) {
  roster_.saw(now_, lease("a", 1));
  LeaseChanged released = lease("a", 2);
  released.report.reset();
  EXPECT_EQ(roster_.saw(now_, released), Change::members);
  EXPECT_THAT(names(), ElementsAre("b"));
  EXPECT_EQ(roster_.saw(now_, lease("a", 3)), Change::members);
}

TEST_F(RosterTest, ADeletedLeaseLeavesUnlessItsSpeakerIsAlive) {
  roster_.saw(now_, lease("a", 1));
  roster_.saw(now_, lease("c", 1));
  roster_.ring_says({"c", MemberState::up});
  EXPECT_EQ(roster_.gone("speaker-a"), Change::members);
  EXPECT_EQ(roster_.gone("speaker-c"), Change::nothing);
  EXPECT_THAT(names(), ElementsAre("b", "c"));
  EXPECT_EQ(roster_.ring_says({"c", MemberState::leaving}), Change::members);
  EXPECT_THAT(names(), ElementsAre("b"));
  EXPECT_EQ(roster_.peers().size(), 0U);
}

TEST_F(RosterTest, WhatADeadNodeLeftBehindLongAgoIsNoMember) {
  LeaseChanged old = lease("a", 1);
  old.age = minutes(60);
  EXPECT_EQ(roster_.saw(now_, old), Change::nothing);
  EXPECT_THAT(names(), ElementsAre("b"));
  // A clock that is wrong by hours does not keep anybody out who renews.
  old.renewed = kube::UnixMicros(2);
  EXPECT_EQ(roster_.saw(now_, old), Change::members);
}

TEST_F(RosterTest, OtherLeasesOnlyShowThatTheApiServerIsAlive) {
  roster_.saw(now_, lease("a", 1));
  const auto leader = [&](std::int64_t renewed) {
    LeaseChanged seen;
    seen.name = "herald-controller";
    seen.renewed = kube::UnixMicros(renewed);
    return seen;
  };
  for (std::int64_t i = 0; i < 11; ++i) {
    now_ += seconds(5);
    roster_.saw(now_, leader(i));
  }
  EXPECT_THAT(names(), ElementsAre("a", "b"));
  now_ += seconds(5);
  EXPECT_EQ(roster_.saw(now_, leader(100)), Change::members);
  EXPECT_EQ(roster_.gone("herald-controller"), Change::nothing);
}

TEST_F(RosterTest, TheFirstThatIsNotDownSpeaksForAll) {
  EXPECT_TRUE(roster_.speaks_for_all());
  roster_.saw(now_, lease("c", 1));
  EXPECT_TRUE(roster_.speaks_for_all());
  roster_.saw(now_, lease("a", 1));
  EXPECT_FALSE(roster_.speaks_for_all());
  roster_.ring_says({"a", MemberState::down});
  EXPECT_TRUE(roster_.speaks_for_all());
}

}  // namespace
}  // namespace herald::speaker
