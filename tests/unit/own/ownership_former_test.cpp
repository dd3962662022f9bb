// Who is no member any more, because his Lease ran out on the other side of a partition, and is heard again.
#include "tests/unit/own/lan.h"
#include "tests/unit/own/subject.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace herald::own {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// All up, everything dealt.
Lan settled(std::size_t nodes, std::uint32_t wanted) {
  Lan lan(nodes, 1);
  for (std::size_t node = 0; node < nodes; ++node)
    lan.start(node);
  lan.run(seconds(3));
  std::vector<net::IpAddress> all;
  all.reserve(wanted);
  for (std::uint32_t n = 1; n <= wanted; ++n)
    all.push_back(address(n));
  lan.want(all);
  lan.run(seconds(3));
  EXPECT_EQ(lan.complaint(), "");
  return lan;
}

// The roster's part (speaker/roster.h): node 0's Lease runs out at all others, who take it back when they
// hear it.
void lapse(Lan& lan) {
  std::vector<Member> all;
  for (std::size_t node = 0; node < lan.size(); ++node)
    all.push_back(lan[node].member);
  const std::vector<Member> others(all.begin() + 1, all.end());
  for (std::size_t node = 1; node < lan.size(); ++node)
    lan.feed(node, event::RosterChanged{others});
  lan.observer = [&lan, all](std::size_t node, const Ownership::Effect& effect) {
    if (std::holds_alternative<effect::HeardAgain>(effect)) lan.feed(node, event::RosterChanged{all});
  };
}

TEST(OwnershipFormer, PartitionThatOutlastsALeaseIsSettledWhenTheSidesHearEachOther) {
  for (const std::size_t nodes : {2U, 3U, 5U, 12U}) {
    Lan lan = settled(nodes, 60);
    lan.partition({0});
    lan.run(seconds(5));
    lapse(lan);
    lan.run(seconds(60));
    ASSERT_EQ(lan[0].announces.size(), 60U);
    lan.heal();
    lan.run(milliseconds(1700));
    EXPECT_EQ(lan.complaint(), "") << nodes;
    const std::size_t changes = lan.changes();
    lan.run(seconds(20));
    EXPECT_EQ(lan.changes(), changes) << nodes;
  }
}

// What it said before it was forgotten is still not heard twice.
TEST(OwnershipFormer, FormerMembersWordsArePlayedAgainInVain) {
  Lan lan = settled(3, 12);
  std::vector<std::vector<std::uint8_t>> said;  // to anybody, up to the last that node 1 heard
  std::size_t heard_by_1 = 0;
  const Endpoint node_1{lan[1].member.address, lan[1].member.port};
  lan.observer = [&](std::size_t node, const Ownership::Effect& effect) {
    const auto* const send = std::get_if<effect::Send>(&effect);
    if (node != 0 || send == nullptr) return;
    said.push_back(send->bytes);
    if (std::ranges::find(send->to, node_1) != send->to.end()) heard_by_1 = said.size();
  };
  lan.run(seconds(3));
  said.resize(heard_by_1);
  ASSERT_FALSE(said.empty());
  lan.crash(0);
  lan.run(seconds(5));
  lapse(lan);
  bool heard = false;
  lan.observer = [&](std::size_t, const Ownership::Effect& effect) {
    heard |= std::holds_alternative<effect::HeardAgain>(effect);
  };
  const auto play = [&] {
    for (const auto& bytes : said)
      lan.feed(1, event::MessageHeard{{lan[0].member.address, lan[0].member.port}, bytes});
  };
  play();
  lan.run(Ownership::kFormerMemory + seconds(2));
  play();
  EXPECT_FALSE(heard);
}

// Its machine lost power for longer than its Lease lasts, and has forgotten the time.
TEST(OwnershipFormer, OneThatReturnsWithItsClockSetBackIsHeard) {
  Subject subject(State::running);
  const auto drains = [&](std::uint64_t incarnation) {
    View view = Subject::view(1, 9);
    view.incarnation = Incarnation(incarnation);
    view.draining = true;
    return subject.hear(1, body::Views{{view}}, incarnation);
  };
  subject.feed(event::RosterChanged{{Subject::member(0), Subject::member(2)}});
  ASSERT_EQ(drains(4), "=") << "its Lease does not say so yet";
  subject.feed(event::RosterChanged{{Subject::member(0), Subject::member(1, 4), Subject::member(2)}});
  EXPECT_EQ(drains(4), "seen1/2");
}

// ---- one who is no member here, but lives.

// Nothing was ever heard of it as a member, so that what it says might be of long ago; a session is of now.
TEST(OwnershipFormer, OneWithWhomThereIsASessionIsHeardAgain) {
  Subject subject(State::running);
  const auto others = {Subject::member(0), Subject::member(1), Subject::member(2)};
  subject.feed(
      event::RosterChanged{{Subject::member(0), Subject::member(1), Subject::member(2), Subject::member(3)}});
  subject.feed(event::RosterChanged{others});
  const Member former = Subject::member(3);
  ASSERT_EQ(subject.hear(3, body::Views{{Subject::view(3, 9)}}), "=");
  EXPECT_EQ(subject.feed(event::GuestUp{{former.address, former.port}}), "a");
  EXPECT_EQ(subject.feed(event::GuestUp{{former.address, former.port}}), "=") << "not all the time";
  EXPECT_EQ(subject.feed(event::GuestUp{{former.address, 1}}), "=");
}

// It hears nobody but its neighbours on the ring, of which this node is none.
TEST(OwnershipFormer, OneOfWhomAnotherTellsMoreThanWasKnownIsHeardAgain) {
  Subject subject(State::running);
  subject.hear(1, body::Views{{Subject::view(1, 7)}});
  subject.feed(event::RosterChanged{{Subject::member(0), Subject::member(2)}});
  EXPECT_EQ(subject.hear(2, body::Views{{Subject::view(1, 7)}}), "=");
  EXPECT_EQ(subject.hear(2, body::Views{{Subject::view(1, 8)}}), "a");
}

// ---- one that was never known as a member: it was heard while this node waited for the API server, and has
// left before the answer came.

struct Waiting : Subject {
  std::uint64_t pulls = 0;

  Waiting() : Subject(State::waiting) {
    feed(event::Wanted{wanted(9, {"node-0"})});
    hear(3, body::Views{{view(3, 1)}});
    hear(3, body::Claims{{claim(9, 4, 3)}});
  }
  void complete() {
    feed(event::RosterChanged{{member(0), member(1), member(2)}});
    feed(event::Complete{});
    for (const int node : {1, 2}) {
      hear(node, body::Views{{view(node, 1)}});
      feed(event::LivenessChanged{member(node).node, Liveness::up});
      hear(node, body::Answered{0});
    }
  }
  // In answer to one who asks for all views.
  std::vector<NodeId> vouches_for() {
    std::vector<std::uint8_t> pull;
    ByteWriter out(pull);
    append_to(out, {{node_id("node-4"), Incarnation(5), ++pulls}, body::Pull{.claims = 0, .views = ~0U}});
    std::vector<NodeId> senders;
    for (const auto& effect : machine.step(now, Ownership::Event(event::MessageHeard{{}, pull}))) {
      const auto message = parse(std::get<effect::Send>(effect).bytes);
      for (const View& each : std::get<body::Views>(message->body).views)
        senders.push_back(each.sender);
    }
    return senders;
  }
};

TEST(OwnershipFormer, OneThatLeftBeforeTheMembersWereKnownHoldsNothing) {
  Waiting subject;
  subject.complete();
  EXPECT_TRUE(subject.machine.announces(Subject::address(9)));
}

TEST(OwnershipFormer, NobodyVouchesForOthersBeforeTheMembersAreKnown) {
  Waiting subject;
  EXPECT_EQ(subject.vouches_for(), std::vector{node_id("node-0")});
  subject.complete();
  EXPECT_EQ(subject.vouches_for().size(), 3U);
}

TEST(OwnershipFormer, OneThatIsHeardAgainAndDiesAtOnceIsSaidToBeDead) {
  Lan lan = settled(3, 12);
  lan.partition({0});
  lan.run(seconds(5));
  lapse(lan);
  lan.run(seconds(5));
  const auto take_back = lan.observer;
  bool heard = false;
  bool dead = false;
  lan.observer = [&](std::size_t node, const Ownership::Effect& effect) {
    take_back(node, effect);
    heard |= std::holds_alternative<effect::HeardAgain>(effect);
    const auto* const seen = std::get_if<effect::MemberSeen>(&effect);
    dead |= heard && node == 1 && seen != nullptr && seen->node == lan[0].member.node &&
            seen->state == Liveness::down;
  };
  lan.heal();
  for (int i = 0; i < 2000 && !heard; ++i)
    lan.run(milliseconds(1));
  ASSERT_TRUE(heard);
  lan.crash(0);
  lan.run(seconds(3));
  EXPECT_TRUE(dead);
  EXPECT_EQ(lan.complaint(), "");
}

// It is heard, and hears nobody: no session comes up, and each time it is found to be dead again.
TEST(OwnershipFormer, OneThatIsDeafDoesNotComeAndGoAllTheTime) {
  Lan lan = settled(3, 12);
  lan.partition({0});
  lan.run(seconds(5));
  lapse(lan);
  const auto take_back = lan.observer;
  std::vector<Member> others = {lan[1].member, lan[2].member};
  int heard = 0;
  lan.observer = [&](std::size_t node, const Ownership::Effect& effect) {
    take_back(node, effect);
    if (node == 1 && std::holds_alternative<effect::HeardAgain>(effect)) ++heard;
    const auto* const seen = std::get_if<effect::MemberSeen>(&effect);
    if (seen != nullptr && seen->node == lan[0].member.node && seen->state == Liveness::down)
      lan.feed(node, event::RosterChanged{others});
  };
  lan.heal();
  lan.block(1, 0);
  lan.block(2, 0);
  lan.run(std::chrono::minutes(3));
  EXPECT_GE(heard, 3);
  EXPECT_LE(heard, 9);
}

}  // namespace
}  // namespace herald::own
