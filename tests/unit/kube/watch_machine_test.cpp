#include "kube/watch_machine.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

using namespace std::chrono_literals;
using namespace watch;

// A machine and what it asked for last.
class Story {
 public:
  explicit Story(const WatchLimits& limits = {}, std::uint64_t seed = 1) : machine(limits, seed) {
    feed(Start{});
  }

  WatchMachine::Effects feed(WatchMachine::Event event) {
    auto effects = machine.step(now, std::move(event));
    for (const auto& effect : effects)
      note(effect);
    return effects;
  }
  // Lets time pass to the next deadline.
  Duration to_deadline() {
    const Duration slept = machine.next_deadline() - now;
    now = machine.next_deadline();
    feed(Tick{});
    return slept;
  }
  void items(const std::vector<std::string>& names, std::size_t unreadable = 0) {
    Listed listed{attempt, {}, unreadable};
    for (const auto& name : names)
      listed.items.push_back({{"n", name}, ObjectHandle(0)});
    feed(listed);
  }
  void list(const std::vector<std::string>& names, const std::string& version, std::size_t unreadable = 0) {
    items(names, unreadable);
    feed(PageEnd{attempt, version, ""});
  }
  void change(const std::string& name, const std::string& version) {
    feed(Changed{attempt, false, {{"n", name}, ObjectHandle(0)}, version});
  }
  void fail(int code, std::optional<Duration> retry_after = {}) {
    feed(Failed{attempt, {code, retry_after}});
  }

  WatchMachine machine;
  Instant now{};
  Attempt attempt = 0;
  std::set<std::string> present;  // as whoever obeys the effects knows it
  int synced = 0;
  int lists = 0;
  int watches = 0;
  StartList last_list{};
  StartWatch last_watch{};

 private:
  void note(const WatchMachine::Effect& effect) {
    if (const auto* e = std::get_if<StartList>(&effect)) {
      last_list = *e;
      attempt = e->attempt;
      ++lists;
    }
    if (const auto* e = std::get_if<StartWatch>(&effect)) {
      last_watch = *e;
      attempt = e->attempt;
      ++watches;
    }
    if (const auto* e = std::get_if<Upsert>(&effect)) present.insert(e->key.name);
    if (const auto* e = std::get_if<Delete>(&effect)) present.erase(e->key.name);
    synced += std::holds_alternative<Synced>(effect) ? 1 : 0;
  }
};

using Names = std::set<std::string>;

TEST(WatchMachine, ListsInPagesThenWatches) {
  Story story;
  EXPECT_EQ(story.last_list.limit, 500);
  story.items({"a"});
  story.items({"b"});
  story.feed(PageEnd{story.attempt, "7", "token"});
  EXPECT_EQ(story.last_list.continue_token, "token");
  EXPECT_EQ(story.synced, 0);
  story.list({"c"}, "7");
  EXPECT_EQ(story.synced, 1);
  EXPECT_EQ(story.last_watch.resource_version, "7");
  EXPECT_EQ(story.present, (Names{"a", "b", "c"}));
}

TEST(WatchMachine, ResumesWhereItWas) {
  Story story;
  story.list({"a"}, "7");
  story.feed(Opened{story.attempt});
  story.change("b", "8");
  story.feed(Bookmark{story.attempt, "12"});
  story.feed(Ended{story.attempt});
  EXPECT_EQ(story.last_watch.resource_version, "12");
  EXPECT_EQ(story.lists, 1);
}

TEST(WatchMachine, WhatVanishedUnseenIsDeleted) {
  Story story;
  story.list({"a", "b", "c"}, "7");
  story.feed(Opened{story.attempt});
  story.change("d", "8");
  story.fail(410);
  story.items({"b"});
  EXPECT_EQ(story.present.size(), 4U) << "nothing may go before the list is whole";
  story.list({"e"}, "20");
  EXPECT_EQ(story.present, (Names{"b", "e"}));
  EXPECT_EQ(story.synced, 1);
}

TEST(WatchMachine, AServerThatLostItsDataIsListedAnew) {
  Story story;
  story.list({"a", "b"}, "700");
  story.fail(504);
  EXPECT_EQ(story.machine.state(), WatchMachine::State::list_wait);
  story.to_deadline();
  story.list({"c"}, "3");
  EXPECT_EQ(story.present, (Names{"c"}));
  EXPECT_EQ(story.last_watch.resource_version, "3");
}

TEST(WatchMachine, AnObjectThatDoesNotDecodeIsNotDeleted) {
  Story story;
  story.list({"a", "b"}, "7");
  story.feed(Opened{story.attempt});
  story.feed(Changed{story.attempt, false, {{"n", "a"}, std::nullopt}, "8"});
  EXPECT_EQ(story.machine.resource_version(), "8");
  story.fail(410);
  story.feed(Listed{story.attempt, {{{"n", "a"}, std::nullopt}}, 0});
  story.list({}, "9");
  EXPECT_EQ(story.present, (Names{"a"}));
}

TEST(WatchMachine, AListWithNamelessItemsDeletesNothing) {
  Story story;
  story.list({"a", "b"}, "7");
  story.fail(410);
  story.list({"a"}, "9", 1);
  EXPECT_EQ(story.present, (Names{"a", "b"}));
  story.fail(410);
  while (story.machine.state() == WatchMachine::State::list_wait)
    story.to_deadline();
  story.list({"a"}, "11");
  EXPECT_EQ(story.present, (Names{"a"}));
}

TEST(WatchMachine, AnExpiredContinuationBeginsAgainAndThenAsksForEverything) {
  Story story;
  for (int expired = 0; expired < 2; ++expired) {
    EXPECT_EQ(story.last_list.limit, 500);
    story.items({"a"});
    story.feed(PageEnd{story.attempt, "7", "token"});
    story.fail(410);
    EXPECT_EQ(story.last_list.continue_token, "");
  }
  EXPECT_EQ(story.last_list.limit, 0);
  story.list({"b"}, "9");
  EXPECT_EQ(story.present, (Names{"b"})) << "a was listed once, but not by the list that came through";
}

TEST(WatchMachine, AServerThatAlwaysExpiresIsNotHurried) {
  Story story;
  for (int i = 0; i < 50; ++i) {
    if (story.machine.state() == WatchMachine::State::list_wait) story.to_deadline();
    story.feed(PageEnd{story.attempt, "7", "token"});
    story.fail(410);
  }
  EXPECT_GT(story.now - Instant{}, 10s);
}

TEST(WatchMachine, AFailedPageIsAskedForAgain) {
  Story story;
  story.feed(PageEnd{story.attempt, "7", "token"});
  story.fail(0);
  story.to_deadline();
  EXPECT_EQ(story.last_list.continue_token, "token");
  story.fail(400);  // the server no longer likes the token
  story.to_deadline();
  EXPECT_EQ(story.last_list.continue_token, "");
}

TEST(WatchMachine, BacksOffUpToTheCapAndForgetsOnSuccess) {
  Story story;
  Duration longest{};
  for (int i = 0; i < 12; ++i) {
    story.fail(500);
    longest = std::max(longest, story.to_deadline());
  }
  EXPECT_GE(longest, 15s);
  EXPECT_LE(longest, 30s);
  story.list({}, "7");
  story.fail(503);
  EXPECT_LE(story.to_deadline(), 500ms);
}

TEST(WatchMachine, RetryAfterIsObeyedWithinReason) {
  Story story;
  story.fail(429, 20s);
  EXPECT_EQ(story.to_deadline(), 20s);
  story.fail(429, 10h);
  EXPECT_EQ(story.to_deadline(), 2min);
  story.list({}, "7");
  story.fail(429, 40s);
  EXPECT_EQ(story.to_deadline(), 40s);
}

TEST(WatchMachine, AWatchThatOutlivesItsTimeoutIsDropped) {
  Story story;
  story.list({}, "7");
  story.feed(Opened{story.attempt});
  EXPECT_EQ(story.machine.next_deadline() - story.now, Duration(story.last_watch.timeout) + 10s);
  const Attempt dead = story.attempt;
  story.to_deadline();
  EXPECT_EQ(story.machine.state(), WatchMachine::State::opening);
  EXPECT_GT(story.attempt, dead);
  story.feed(Opened{story.attempt});
  story.feed(Changed{dead, false, {{"n", "ghost"}, ObjectHandle(0)}, "99"});
  EXPECT_TRUE(story.present.empty());
}

TEST(WatchMachine, TimeoutsAreSpread) {
  std::set<std::int64_t> timeouts;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Story story({}, seed);
    story.list({}, "7");
    EXPECT_GE(story.last_watch.timeout, 5min);
    EXPECT_LE(story.last_watch.timeout, 10min);
    timeouts.insert(story.last_watch.timeout.count());
  }
  EXPECT_GT(timeouts.size(), 30U);
}

TEST(WatchMachine, AServerThatClosesEveryWatchAtOnceIsNotHurried) {
  Story story;
  story.list({}, "7");
  for (int i = 0; i < 30; ++i) {
    if (story.machine.state() == WatchMachine::State::watch_wait) story.to_deadline();
    story.feed(Opened{story.attempt});
    story.feed(Ended{story.attempt});
  }
  EXPECT_GT(story.now - Instant{}, 60s);
}

TEST(WatchMachine, AWatchThatLastedIsResumedAtOnce) {
  Story story;
  story.list({}, "7");
  for (int i = 0; i < 10; ++i) {
    story.feed(Opened{story.attempt});
    story.now += 6s;
    story.feed(Ended{story.attempt});
    EXPECT_EQ(story.machine.state(), WatchMachine::State::opening);
  }
}

TEST(WatchMachine, RelistingThatDoesNotHelpSlowsDown) {
  Story story;
  story.list({}, "7");
  for (int i = 0; i < 30; ++i) {
    story.fail(410);
    while (story.machine.state() == WatchMachine::State::list_wait)
      story.to_deadline();
    story.list({}, "7");
  }
  EXPECT_GT(story.now - Instant{}, 60s);
}

// Brings the story into a watch that was told a bookmark each `period`, three times.
void prove_bookmarks(Story& story, Duration period) {
  story.list({}, "7");
  story.feed(Opened{story.attempt});
  for (int i = 0; i < 3; ++i) {
    story.now += period;
    story.feed(Bookmark{story.attempt, "8"});
  }
}

TEST(WatchMachine, SilenceAfterBookmarksIsNoticedLongBeforeTheTimeout) {
  Story story;
  prove_bookmarks(story, 60s);
  story.now += 10s;
  story.change("a", "9");
  EXPECT_EQ(story.machine.next_deadline() - story.now, 150s) << "whatever is heard is a sign of life";
  EXPECT_EQ(story.to_deadline(), 150s);
  EXPECT_EQ(story.last_watch.resource_version, "9") << "resumed at once, where it was";
  EXPECT_EQ(story.machine.state(), WatchMachine::State::opening);
}

TEST(WatchMachine, AServerThatSendsNoBookmarksIsGivenTheWholeTimeout) {
  Story story;
  story.list({}, "7");
  story.feed(Opened{story.attempt});
  story.now += 60s;
  story.feed(Bookmark{story.attempt, "8"});  // one proves nothing
  story.change("a", "9");
  EXPECT_GE(story.machine.next_deadline() - story.now, 4min);
}

TEST(WatchMachine, BookmarksInQuickSuccessionDoNotMakeItImpatient) {
  Story story;
  prove_bookmarks(story, 1s);
  EXPECT_EQ(story.machine.next_deadline() - story.now, 75s);
}

TEST(WatchMachine, WhatABookmarkingServerHasProvenHoldsOverWatchesButNotOverASilence) {
  Story story;
  prove_bookmarks(story, 60s);
  story.feed(Ended{story.attempt});
  story.feed(Opened{story.attempt});
  EXPECT_EQ(story.to_deadline(), 150s);
  story.feed(Opened{story.attempt});
  EXPECT_GE(story.machine.next_deadline() - story.now, 5min) << "perhaps it is another server";
}

TEST(WatchMachine, StopClosesAndStaysStopped) {
  Story story;
  const auto effects = story.feed(Stop{});
  ASSERT_EQ(effects.size(), 1U);
  EXPECT_EQ(std::get<Close>(effects[0]).attempt, story.attempt);
  EXPECT_EQ(story.machine.next_deadline(), kNever);
  EXPECT_TRUE(story.feed(Start{}).empty());
}

}  // namespace
}  // namespace herald::kube
