#include "kube/watcher_machine.h"

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

using namespace std::chrono_literals;
using State = WatchMachine::State;

class RefreshingWatchTest : public testing::Test {
 protected:
  RefreshingWatch::Effects step(std::variant<WatchMachine::Event, RefreshingWatch::Refresh> what) {
    auto effects = watch_.step(now_, {.what = std::move(what)});
    lists_ = 0;
    closes_ = 0;
    for (const auto& effect : effects.effects) {
      if (const auto* list = std::get_if<watch::StartList>(&effect)) {
        ++lists_;
        attempt_ = list->attempt;
      }
      if (const auto* start = std::get_if<watch::StartWatch>(&effect)) attempt_ = start->attempt;
      if (std::holds_alternative<watch::Close>(effect)) ++closes_;
    }
    return effects;
  }
  RefreshingWatch::Effects tell(WatchMachine::Event event) { return step(std::move(event)); }
  RefreshingWatch::Effects refresh(std::uint64_t ticket) { return step(RefreshingWatch::Refresh{ticket}); }
  RefreshingWatch::Effects end_list(const std::string& more = {}) {
    return tell(watch::PageEnd{.attempt = attempt_, .resource_version = "5", .continue_token = more});
  }

  Instant now_{1h};
  RefreshingWatch watch_{WatchLimits{}, 1};
  Attempt attempt_ = 0;
  int lists_ = 0;
  int closes_ = 0;
};

TEST_F(RefreshingWatchTest, TheFirstListIsTicketZero) {
  EXPECT_FALSE(tell(watch::Start{}).synced);
  EXPECT_EQ(end_list().synced, 0U);
  EXPECT_EQ(watch_.machine().state(), State::opening);
}

TEST_F(RefreshingWatchTest, AWatchIsGivenUpForAListAtOnce) {
  tell(watch::Start{});
  end_list();
  tell(watch::Opened{attempt_});
  const auto effects = refresh(7);
  EXPECT_EQ(closes_, 1);
  EXPECT_EQ(lists_, 1);
  EXPECT_FALSE(effects.synced);
  EXPECT_EQ(end_list().synced, 7U);
}

TEST_F(RefreshingWatchTest, AnOpeningWatchToo) {
  tell(watch::Start{});
  end_list();
  refresh(7);
  EXPECT_EQ(closes_, 1);
  EXPECT_EQ(lists_, 1);
  EXPECT_EQ(end_list().synced, 7U);
}

TEST_F(RefreshingWatchTest, AListThatHasBegunBeforeDoesNotCount) {
  tell(watch::Start{});
  refresh(1);
  EXPECT_EQ(lists_, 0);
  const auto first = end_list();
  EXPECT_FALSE(first.synced);
  EXPECT_EQ(lists_, 1);
  EXPECT_EQ(end_list().synced, 1U);
}

TEST_F(RefreshingWatchTest, PagesOfAnOldListDoNotMakeItANewOne) {
  tell(watch::Start{});
  refresh(1);
  end_list("more");
  EXPECT_EQ(lists_, 1);  // its next page
  EXPECT_FALSE(end_list().synced);
  EXPECT_EQ(lists_, 1);  // from the beginning
  EXPECT_EQ(end_list().synced, 1U);
}

TEST_F(RefreshingWatchTest, OfSeveralTheLatestIsTold) {
  tell(watch::Start{});
  end_list();
  refresh(1);
  refresh(2);
  EXPECT_FALSE(end_list().synced);
  // The second within moments is not hurried.
  now_ = watch_.next_deadline();
  tell(watch::Tick{});
  EXPECT_EQ(end_list().synced, 2U);
}

TEST_F(RefreshingWatchTest, AResumedWatchTellsNothing) {
  tell(watch::Start{});
  end_list();
  tell(watch::Opened{attempt_});
  const auto effects = tell(watch::Ended{attempt_});
  EXPECT_EQ(watch_.machine().state(), State::opening);
  EXPECT_FALSE(effects.synced);
}

TEST_F(RefreshingWatchTest, WhileTheServerIsAwayTheNextListCounts) {
  tell(watch::Start{});
  tell(watch::Failed{attempt_, {}});
  EXPECT_EQ(watch_.machine().state(), State::list_wait);
  refresh(3);
  now_ = watch_.next_deadline();
  tell(watch::Tick{});
  EXPECT_EQ(end_list().synced, 3U);
}

}  // namespace
}  // namespace herald::kube
