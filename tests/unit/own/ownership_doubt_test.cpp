// Another speaker announces what this one owns, and claims do not say why: who is silent, for how long, and
// what was only a last word.
#include "tests/unit/own/subject.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::own {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Doubtful : Subject {
  net::IpAddress mine = address(1);

  Doubtful() : Subject(State::running) {}

  void another_announces() { feed(event::ForeignAnnouncement{mine}); }
  [[nodiscard]] bool announces() const { return machine.announces(mine); }

  // What brought it back, and after how long.
  struct Return {
    Duration after{};
    effect::Gained gained;
  };
  std::optional<Return> comes_back(Duration within) {
    const Instant began = now;
    while (now < began + within) {
      now += milliseconds(5);
      for (const auto& effect : machine.step(now, Ownership::Event(event::Tick{}))) {
        const auto* gained = std::get_if<effect::Gained>(&effect);
        if (gained != nullptr && gained->address == mine) return Return{now - began, *gained};
      }
    }
    return std::nullopt;
  }
};

TEST(OwnershipDoubt, WhoComesBackLooksFirstWhetherTheOtherStillHasIt) {
  Doubtful subject;
  subject.another_announces();
  ASSERT_FALSE(subject.announces());
  const auto back = subject.comes_back(seconds(2));
  ASSERT_TRUE(back);
  EXPECT_TRUE(back->gained.doubted);
  EXPECT_FALSE(back->gained.brand_new);
}

// Two that hear each other's frames only would otherwise take it from each other for ever.
TEST(OwnershipDoubt, LooksEverMoreSeldomWhileTheOtherHasIt) {
  Doubtful subject;
  for (const int most : {1, 2, 4, 8, 8, 8}) {
    subject.another_announces();
    ASSERT_FALSE(subject.announces());
    const auto back = subject.comes_back(seconds(10));
    ASSERT_TRUE(back);
    EXPECT_LE(back->after, seconds(most) + milliseconds(5));
    EXPECT_GE(back->after, seconds(most) * 3 / 4);
  }
}

TEST(OwnershipDoubt, WhatWasLongAgoIsForgotten) {
  Doubtful subject;
  for (int time = 0; time < 4; ++time) {
    subject.another_announces();
    ASSERT_TRUE(subject.comes_back(seconds(10)));
  }
  subject.pass(std::chrono::minutes(2));
  subject.another_announces();
  const auto back = subject.comes_back(seconds(10));
  ASSERT_TRUE(back);
  EXPECT_LE(back->after, seconds(1) + milliseconds(5));
}

// Claims have settled it: there is nothing to look for.
TEST(OwnershipDoubt, WhoHearsThatTheOtherYieldsComesBackAtOnce) {
  Doubtful subject;
  subject.another_announces();
  ASSERT_FALSE(subject.announces());
  EXPECT_EQ(subject.hear(2, body::Claims{{Subject::claim(1, 7, 0)}}), "+1/7/0");
}

// Two of one cluster fall silent in the same instant: they do not come back in the same instant.
TEST(OwnershipDoubt, TwoDoNotComeBackTogether) {
  std::set<std::int64_t> parts;
  for (int node = 0; node < 3; ++node) {
    const Member self = Subject::member(node);
    Ownership alone(self);
    Instant now = Instant{} + seconds(100);
    alone.step(now, {event::RosterChanged{{self}}, event::Wanted{Subject::wanted(1, {self.node})},
                     event::Complete{}});
    ASSERT_TRUE(alone.announces(Subject::address(1)));
    now += seconds(1);
    alone.step(now, event::ForeignAnnouncement{Subject::address(1)});
    const Instant silent = now;
    while (!alone.announces(Subject::address(1)) && now < silent + seconds(2)) {
      now = std::max(now, alone.next_deadline());
      alone.step(now, event::Tick{});
    }
    parts.insert((now - silent).count());
  }
  EXPECT_EQ(parts.size(), 3U);
}

// ---- last words. Example: two have claimed an address while they could not talk. Now they can; the one with
// the worse claim says so and falls silent, but an announcement that it had sent just before arrives after
// it.

TEST(OwnershipDoubt, AnAnnouncementThatTheYieldingHasOvertakenIsALastWord) {
  Doubtful subject;
  subject.hear(2, body::Claims{{Subject::claim(1, 7, 0)}});
  subject.now += milliseconds(10);
  subject.another_announces();
  EXPECT_TRUE(subject.announces());
  subject.now += Ownership::kLastWords;
  subject.another_announces();
  EXPECT_FALSE(subject.announces()) << "it goes on announcing";
}

TEST(OwnershipDoubt, SoIsOneThatCrossedOurAnswerToAWorseClaim) {
  Doubtful subject;
  subject.hear(2, body::Claims{{Subject::claim(1, 6, 2)}});
  subject.another_announces();
  EXPECT_TRUE(subject.announces());
}

TEST(OwnershipDoubt, OrOneOfWhomWeHaveJustTakenItFrom) {
  Doubtful subject;
  const net::IpAddress others = Subject::address(2);
  subject.feed(event::Wanted{Subject::wanted(2, {"node-0"})});
  ASSERT_TRUE(subject.machine.announces(others));
  subject.feed(event::ForeignAnnouncement{others});
  EXPECT_TRUE(subject.machine.announces(others));
  subject.now += Ownership::kLastWords;
  subject.feed(event::ForeignAnnouncement{others});
  EXPECT_FALSE(subject.machine.announces(others));
}

// It took it back in the step in which it heard that one who may not hold it had claimed it: nothing was told
// to anybody here, but the other announces until it hears of it.
TEST(OwnershipDoubt, OrOneOfWhomWeHaveTakenItBackFrom) {
  Doubtful subject;
  View view = Subject::view(2, 2);
  view.down = {node_id("node-1")};
  subject.hear(2, body::Views{{view}});
  subject.feed(event::LivenessChanged{"node-1", Liveness::down});
  subject.hear(2, body::Claims{{Subject::claim(1, 8, 1)}});
  ASSERT_TRUE(subject.announces());
  ASSERT_EQ(subject.machine.book().find(subject.mine)->claim.epoch, Epoch(9));
  subject.another_announces();
  EXPECT_TRUE(subject.announces());
}

// It was alone at first, and took for brand new what it now hears that another has: there is nobody to be
// asked whether he has it, and nothing to wait for.
TEST(OwnershipDoubt, WhatItTakesBackAtOnceIsNotBrandNew) {
  Doubtful subject;
  subject.feed(event::Wanted{Subject::wanted(9, {"node-0"})});
  ASSERT_TRUE(subject.machine.announces(Subject::address(9)));
  EXPECT_THAT(subject.hear(1, body::Claims{{Subject::claim(9, 6, 3)}}), testing::StartsWith("+9/7/1 "));
}

// Whoever looks is told at once when somebody has it: that is no last word.
TEST(OwnershipDoubt, WhatIsFoundWhileLookingCounts) {
  Doubtful subject;
  subject.another_announces();
  ASSERT_TRUE(subject.comes_back(seconds(2)));
  subject.another_announces();
  EXPECT_FALSE(subject.announces());
}

}  // namespace
}  // namespace herald::own
