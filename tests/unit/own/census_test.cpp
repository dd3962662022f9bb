// Members, views and sessions, and what they say together.
#include "core/own/census.h"

#include "core/own/joining.h"
#include "core/own/replay.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::own {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Member member(int number, std::uint64_t incarnation = 5) {
  return {"node-" + std::to_string(number), Incarnation(incarnation),
          net::IpAddress::v4(static_cast<std::uint32_t>(0x0a000000 + number)), 7947};
}

NodeId id(int number) {
  return node_id(member(number).node);
}

View view(int number, std::uint64_t sequence, std::uint64_t incarnation = 5) {
  View made;
  made.sender = id(number);
  made.incarnation = Incarnation(incarnation);
  made.sequence = sequence;
  return made;
}

Instant at(Duration time) {
  return Instant{} + seconds(100) + time;
}

// As its sender says it.
bool hear(Census& census, const View& view) {
  return census.hear(at({}), view, view.sender);
}

TEST(Roster, LaterIncarnationOfANameIsReal) {
  Roster roster(member(0));
  roster.replace({member(0), member(1, 7), member(1, 9), member(1, 8)});
  EXPECT_EQ(roster.nodes().size(), 2U);
  EXPECT_EQ(roster.find(id(1))->incarnation, Incarnation(9));
}

TEST(Roster, TellsWhoCameWentAndChanged) {
  Roster roster(member(0));
  roster.replace({member(0), member(1), member(2)});
  const auto difference = roster.replace({member(0), member(2, 6), member(3)});
  EXPECT_EQ(difference.joined, NodeIds{id(3)});
  EXPECT_EQ(difference.left, NodeIds{id(1)});
  EXPECT_EQ(difference.changed, NodeIds{id(2)});
  EXPECT_EQ(roster.name_of(id(1)), "node-1") << "former owners keep their names";
  EXPECT_TRUE(roster.has_left(id(1), Incarnation(5)));
  EXPECT_FALSE(roster.has_left(id(1), Incarnation(6))) << "it may be back before the API server says so";
}

TEST(Roster, KnowsWhereFormerMembersWere) {
  Roster roster(member(0));
  roster.replace({member(0), member(1)});
  EXPECT_EQ(roster.former_at(member(1).address, member(1).port), std::nullopt);
  roster.replace({member(0)});
  EXPECT_EQ(roster.former_at(member(1).address, member(1).port), id(1));
  EXPECT_EQ(roster.former_at(member(1).address, 1), std::nullopt);
  EXPECT_EQ(roster.former_at(member(2).address, member(1).port), std::nullopt);
}

TEST(Roster, KnowsItselfWhateverIsTold) {
  Roster roster(member(0));
  roster.replace({});
  EXPECT_EQ(roster.nodes().size(), 1U);
  EXPECT_FALSE(roster.superseded());
  roster.replace({member(0, 4)});
  EXPECT_FALSE(roster.superseded()) << "that is our predecessor";
  roster.replace({member(0, 6)});
  EXPECT_TRUE(roster.superseded());
  EXPECT_EQ(roster.find(id(0))->incarnation, Incarnation(5));
}

TEST(Views, LatestVersionWinsWhateverTheOrder) {
  Views views;
  View first = view(1, 1);
  first.down = {id(2)};
  EXPECT_TRUE(views.hear(at({}), first));
  EXPECT_FALSE(views.hear(at({}), first));
  EXPECT_TRUE(views.accusations().at(id(2)).contains(id(1)));
  EXPECT_TRUE(views.hear(at({}), view(1, 3)));
  EXPECT_FALSE(views.hear(at({}), view(1, 2)));
  EXPECT_TRUE(views.accusations().empty());
  EXPECT_TRUE(views.hear(at({}), view(1, 1, 6))) << "a later incarnation starts anew";
  EXPECT_FALSE(views.hear(at({}), view(1, 9, 5)));
}

TEST(Views, FingerprintsDoNotRememberTheWay) {
  Views one;
  Views other;
  one.hear(at({}), view(1, 1));
  one.hear(at({}), view(2, 4));
  one.hear(at({}), view(1, 2));
  other.hear(at({}), view(1, 2));
  other.hear(at({}), view(3, 1));
  other.hear(at({}), view(2, 4));
  EXPECT_NE(one.fingerprints(), other.fingerprints());
  other.forget(at({}), id(3));
  EXPECT_EQ(one.fingerprints(), other.fingerprints());
  EXPECT_EQ(one.in_buckets(~0U).size(), 2U);
}

TEST(Peers, SessionThatNeverComesUpIsDownAfterASecond) {
  Peers peers;
  EXPECT_TRUE(peers.keep(at({}), {id(1), id(2)}, {id(1), id(2)}));
  EXPECT_FALSE(peers.keep(at({}), {id(1), id(2)}, {id(1), id(2)}));
  EXPECT_FALSE(peers.all_down());
  EXPECT_EQ(peers.next_deadline(), at(seconds(1)));
  EXPECT_TRUE(peers.set(id(1), true));
  EXPECT_FALSE(peers.set(id(1), true));
  EXPECT_FALSE(peers.expire(at(milliseconds(999))));
  EXPECT_TRUE(peers.expire(at(seconds(1))));
  EXPECT_TRUE(peers.is_down(id(2)));
  EXPECT_FALSE(peers.all_down());
  EXPECT_TRUE(peers.set(id(1), false));
  EXPECT_TRUE(peers.all_down());
  EXPECT_EQ(peers.next_deadline(), kNever);
  peers.restart(at(seconds(2)), id(1));
  EXPECT_FALSE(peers.is_down(id(1)));
  EXPECT_FALSE(peers.set(id(7), true)) << "not a peer";
}

TEST(Peers, OneWhoseSessionIsDueToADeathIsGivenLessTime) {
  Peers peers;
  peers.keep(at({}), {id(1), id(2)}, {id(1)});
  EXPECT_EQ(peers.next_deadline(), at(milliseconds(500)));
  EXPECT_TRUE(peers.expire(at(milliseconds(500))));
  EXPECT_TRUE(peers.is_down(id(2)));
  EXPECT_FALSE(peers.is_down(id(1)));
}

TEST(Peers, OneThatIsHeardIsGivenTheTimeToComeUpButNotForEver) {
  Peers peers;
  peers.keep(at({}), {id(1), id(2)}, {id(1), id(2)});
  peers.heard(at(milliseconds(100)), id(2));  // it has longer anyway
  peers.heard(at(milliseconds(999)), id(1));
  peers.heard(at(milliseconds(999)), id(7));  // not a peer
  EXPECT_TRUE(peers.expire(at(seconds(1))));
  EXPECT_FALSE(peers.is_down(id(1)));
  EXPECT_TRUE(peers.is_down(id(2)));
  EXPECT_EQ(peers.next_deadline(), at(milliseconds(1499)));
  peers.heard(at(milliseconds(1001)), id(2));
  EXPECT_TRUE(peers.is_down(id(2))) << "that takes a session now";
  for (int i = 1; i < 10; ++i)
    peers.heard(at(milliseconds(400 * i)), id(1));
  EXPECT_FALSE(peers.expire(at(milliseconds(2999))));
  EXPECT_TRUE(peers.expire(at(seconds(3))));
  EXPECT_TRUE(peers.is_down(id(1)));
}

TEST(Peers, NobodyToHearIsNotSilence) {
  EXPECT_FALSE(Peers().all_down());
}

struct Three {
  Three() {
    census.set_roster(at({}), {member(0), member(1), member(2)});
    hear(census, view(1, 1));
    hear(census, view(2, 1));
    settle();
    static_cast<void>(census.take_news());
  }
  void settle() { census.settle(at({}), self); }

  Census census{member(0)};
  Census::Self self{.waiting = false, .joining = false, .draining = false, .cut_off = false, .unmet = {}};
};

TEST(Census, DeathNeedsTheOtherWatchersWordToo) {
  Three three;
  EXPECT_TRUE(three.census.set_liveness(id(1), false));
  three.settle();
  EXPECT_TRUE(three.census.dead().empty());
  EXPECT_EQ(three.census.own_view().down, std::vector{id(1)});
  EXPECT_TRUE(three.census.take_news().own_view);
  View other = view(2, 2);
  other.down = {id(1)};
  EXPECT_TRUE(hear(three.census, other));
  three.settle();
  EXPECT_EQ(three.census.dead(), NodeIds{id(1)});
  const auto news = three.census.take_news();
  EXPECT_TRUE(news.standing.contains(id(1)));
  ASSERT_EQ(news.seen.size(), 1U);
  EXPECT_EQ(news.seen[0].node, "node-1");
  EXPECT_EQ(news.seen[0].state, Liveness::down);
  EXPECT_FALSE(three.census.may_hold(id(1), {}));
  EXPECT_FALSE(three.census.may_take(id(1)));
}

TEST(Census, CutOffAccusesNobody) {
  Three three;
  three.census.set_liveness(id(1), false);
  three.census.set_liveness(id(2), false);
  three.settle();
  EXPECT_EQ(three.census.dead().size(), 2U);
  three.self.cut_off = true;
  three.settle();
  EXPECT_TRUE(three.census.own_view().down.empty());
  EXPECT_TRUE(three.census.dead().empty());
  EXPECT_FALSE(three.census.may_hold(id(0), {}));
}

TEST(Census, WhatAViewSaysOfItsSenderDecides) {
  Three three;
  View draining = view(1, 2);
  draining.draining = true;
  hear(three.census, draining);
  three.settle();
  EXPECT_FALSE(three.census.may_hold(id(1), {}));
  EXPECT_EQ(three.census.take_news().seen.at(0).state, Liveness::leaving);
  View joining = view(1, 3);
  joining.joining = true;
  hear(three.census, joining);
  EXPECT_FALSE(three.census.may_hold(id(1), {})) << "it holds nothing yet";
  EXPECT_TRUE(three.census.may_take(id(1))) << "but will";
  View lacking = view(1, 4);
  lacking.unmet = {InterfaceNeed(7)};
  hear(three.census, lacking);
  EXPECT_TRUE(three.census.may_hold(id(1), InterfaceNeed(6)));
  EXPECT_FALSE(three.census.may_hold(id(1), InterfaceNeed(7)));
}

TEST(Census, MemberOfWhomNothingIsKnownKeepsWhatItHasAndGetsNothing) {
  Census census(member(0));
  census.set_roster(at({}), {member(0), member(1)});
  EXPECT_TRUE(census.may_hold(id(1), {}));
  EXPECT_FALSE(census.may_take(id(1)));
  EXPECT_FALSE(census.may_hold(id(9), {})) << "nobody ever heard of that one";
}

TEST(Census, ViewsOfThePastAreNoNews) {
  Three three;
  EXPECT_FALSE(hear(three.census, view(1, 99, 4))) << "an incarnation before the Lease's";
  EXPECT_FALSE(hear(three.census, view(0, 99, 9))) << "nobody tells us what we think";
  three.census.set_roster(at({}), {member(0), member(2)});
  EXPECT_FALSE(hear(three.census, view(1, 99))) << "it has left";
  EXPECT_TRUE(hear(three.census, view(1, 1, 6))) << "and is back";
}

TEST(Census, ClockSetBackIsForgivenWhenTheLeaseSaysSo) {
  Three three;
  EXPECT_TRUE(hear(three.census, view(1, 1, 90)));
  three.census.set_roster(at({}), {member(0), member(1, 6), member(2)});
  EXPECT_TRUE(hear(three.census, view(1, 1, 6)));
}

// A member that has not heard of the new Lease yet would bring the dead process's view back for good.
TEST(Census, AViewThatTheLeaseHasOutdatedIsNotBelievedOfOthers) {
  Three three;
  hear(three.census, view(1, 1, 90));
  three.census.set_roster(at({}), {member(0), member(1, 6), member(2)});
  EXPECT_FALSE(three.census.hear(at({}), view(1, 1, 90), id(2)));
  EXPECT_TRUE(three.census.hear(at({}), view(1, 1, 6), id(2)));
  EXPECT_TRUE(hear(three.census, view(1, 1, 7))) << "it has started again, and its Lease is late";
}

// For others he may still be a member, and this node one of those who are asked whether he lives.
TEST(Census, WhoWasDeadWhenHeLeftIsStillSaidToBeDown) {
  Three three;
  const auto all = {member(0), member(1), member(2)};
  three.census.set_liveness(id(1), false);
  View other = view(2, 2);
  other.down = {id(1)};
  hear(three.census, other);
  three.settle();
  ASSERT_TRUE(three.census.dead().contains(id(1)));
  three.census.set_roster(at({}), {member(0), member(2)});
  three.settle();
  EXPECT_EQ(three.census.own_view().down, std::vector{id(1)});
  three.census.set_roster(at({}), all);
  three.settle();
  EXPECT_TRUE(three.census.own_view().down.empty());
  three.census.set_roster(at({}), {member(0), member(2)});
  three.settle();
  EXPECT_TRUE(three.census.own_view().down.empty()) << "this time he was not dead";
}

// No watcher of ours knows him, so that no majority would ever be found.
TEST(Census, AStrangerHoldsNothingOnceSomebodyAccusesHim) {
  Three three;
  ASSERT_TRUE(hear(three.census, view(7, 1)));
  three.settle();
  EXPECT_TRUE(three.census.may_hold(id(7), {}));
  View other = view(2, 2);
  other.down = {id(7)};
  ASSERT_TRUE(hear(three.census, other));
  three.settle();
  EXPECT_FALSE(three.census.may_hold(id(7), {}));
  EXPECT_TRUE(three.census.take_news().standing.contains(id(7)));
  other = view(2, 3);
  ASSERT_TRUE(hear(three.census, other));
  three.settle();
  EXPECT_TRUE(three.census.may_hold(id(7), {}));
}

TEST(Census, WhoSaysMoreThanWasKnownWhenHeLeftHasLivedOn) {
  Three three;
  ASSERT_TRUE(hear(three.census, view(1, 4)));
  EXPECT_FALSE(three.census.has_outlived_its_lease(view(1, 5))) << "he is a member";
  three.census.set_roster(at({}), {member(0), member(2)});
  EXPECT_FALSE(three.census.has_outlived_its_lease(view(1, 4)));
  EXPECT_TRUE(three.census.has_outlived_its_lease(view(1, 5)));
  EXPECT_FALSE(three.census.has_outlived_its_lease(view(7, 5))) << "he never was one";
  three.census.set_roster(at({}), {member(0), member(1), member(2)});
  EXPECT_FALSE(three.census.has_outlived_its_lease(view(1, 6))) << "he is one again";
}

TEST(Census, LacksMoreThanAViewCanSayCountsAsCutOff) {
  Three three;
  for (std::uint64_t need = 0; need <= kMostUnmet; ++need)
    three.self.unmet.emplace_back(need);
  three.settle();
  EXPECT_TRUE(three.census.own_view().cut_off);
  EXPECT_TRUE(three.census.own_view().unmet.empty());
}

TEST(Joining, WaitsForTheLivingAndNotForEver) {
  Joining joining;
  joining.begin(at({}), {id(1), id(2), id(3)});
  EXPECT_EQ(joining.take_round(at({})).size(), 3U);
  EXPECT_TRUE(joining.take_round(at(milliseconds(249))).empty());
  joining.answered(id(1));
  EXPECT_EQ(joining.take_round(at(milliseconds(250))), (NodeIds{id(2), id(3)}));
  EXPECT_FALSE(joining.done({}));
  EXPECT_FALSE(joining.done({id(2)}));
  EXPECT_TRUE(joining.done({id(2), id(3)}));
  joining.follow({id(1), id(3), id(4)});
  EXPECT_EQ(joining.take_round(at(milliseconds(500))), (NodeIds{id(3), id(4)}));
  EXPECT_TRUE(joining.take_round(at(seconds(1))).empty());
  EXPECT_TRUE(joining.done({}));
  EXPECT_EQ(joining.next_deadline(), kNever);
}

// With one of them, for all: what keeps the one who is heard from answering may keep the others, too.
TEST(Joining, WaitsLongerWhenSomebodyIsHeardWhoHasNotAnswered) {
  Joining joining;
  joining.begin(at({}), {id(1), id(2)});
  EXPECT_EQ(joining.take_round(at({})).size(), 2U);
  joining.heard(id(1));
  joining.heard(id(7));  // not a member
  EXPECT_FALSE(joining.done({id(1), id(2)})) << "who is heard is not dead";
  EXPECT_EQ(joining.take_round(at(seconds(1))), (NodeIds{id(1), id(2)}));
  EXPECT_FALSE(joining.done({id(2)}));
  joining.answered(id(1));
  EXPECT_FALSE(joining.done({}));
  EXPECT_TRUE(joining.done({id(2)}));
}

TEST(Joining, AndNotForEver) {
  Joining joining;
  joining.begin(at({}), {id(1)});
  joining.heard(id(1));
  EXPECT_EQ(joining.take_round(at(milliseconds(2999))), NodeIds{id(1)});
  EXPECT_TRUE(joining.next_deadline() <= at(seconds(3)));
  EXPECT_FALSE(joining.done({}));
  EXPECT_TRUE(joining.take_round(at(seconds(3))).empty());
  EXPECT_TRUE(joining.done({}));
  EXPECT_EQ(joining.next_deadline(), kNever);
}

TEST(Joining, WhoHasGoneIsNotWaitedForAlthoughHeard) {
  Joining joining;
  joining.begin(at({}), {id(1)});
  joining.heard(id(1));
  joining.follow({});
  EXPECT_TRUE(joining.done({}));
}

TEST(ReplayGuard, EachMessageOnceInAnyOrder) {
  ReplayGuard guard;
  const auto admit = [&](std::uint64_t sequence, std::uint64_t incarnation = 5) {
    return guard.admit(id(1), Incarnation(incarnation), sequence);
  };
  EXPECT_TRUE(admit(100));
  EXPECT_FALSE(admit(100));
  EXPECT_TRUE(admit(103));
  EXPECT_TRUE(admit(101));
  EXPECT_FALSE(admit(101));
  EXPECT_TRUE(admit(40));
  EXPECT_FALSE(admit(39)) << "too old to tell";
  EXPECT_TRUE(admit(1000));
  EXPECT_FALSE(admit(103));
  EXPECT_TRUE(admit(1, 6)) << "a later incarnation counts anew";
  EXPECT_FALSE(admit(2000, 5)) << "an earlier one is history";
  EXPECT_TRUE(guard.admit(id(2), Incarnation(1), 1)) << "each sender for itself";
  guard.forget(id(1));
  EXPECT_TRUE(admit(1, 1));
  EXPECT_TRUE(admit(9, 1));
  EXPECT_TRUE(guard.close(id(1)));
  EXPECT_FALSE(admit(5, 1)) << "never heard, and too late";
  EXPECT_TRUE(admit(10, 1));
  EXPECT_FALSE(guard.close(id(3)));
}

}  // namespace
}  // namespace herald::own
