#include "tests/unit/controller/mind_fixture.h"

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using bench::ip;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Outcome = AnnouncedWritten::Outcome;

TEST_F(MindTest, WithoutAnySpeakerThereIsNothingToSay) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  tell(LeaseSeen{"herald-controller", kube::UnixMicros(1), std::nullopt});
  pass(seconds(120));
  EXPECT_THAT(take(), IsEmpty());
}

TEST_F(MindTest, TheAnnouncerIsToldOnceAndAgainWhenItIsAnother) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  report("a", {"10.0.0.1"});
  EXPECT_THAT(take(), ElementsAre("web True Announced 10.0.0.1 from a"));
  store();
  report("a", {"10.0.0.1"});
  pass(seconds(60));
  EXPECT_THAT(take(), IsEmpty());
  report("b", {"10.0.0.1"});
  EXPECT_THAT(take(), ElementsAre("web True Announced 10.0.0.1 from b"));
}

TEST_F(MindTest, OneServiceIsNotWrittenTwiceWithinAWhile) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  report("a", {"10.0.0.1"});
  take();
  store();
  constexpr Duration kBetween = AnnouncedLimits().between;
  now_ += kBetween / 4;
  report("b", {"10.0.0.1"});
  report("c", {"10.0.0.1"});
  EXPECT_THAT(take(), IsEmpty());
  pass(kBetween / 2);
  EXPECT_THAT(take(), IsEmpty());
  pass(kBetween / 4);
  EXPECT_THAT(take(), ElementsAre("web True Announced 10.0.0.1 from c"));
}

TEST_F(MindTest, AFollowerWritesNothingAndTheNextLeaderOnlyWhatDiffers) {
  model::Service told = assigned("told", {"10.0.0.1"});
  told.announced = {true, "Announced", "10.0.0.1 from a"};
  put(told);
  put(assigned("new", {"10.0.0.2"}));
  report("a", {"10.0.0.1", "10.0.0.2"});
  EXPECT_THAT(take(), IsEmpty());
  lead();
  EXPECT_THAT(take(), ElementsAre("new True Announced 10.0.0.2 from a"));
  tell_brain(Leader{false});
  report("b", {"10.0.0.1"});
  pass(seconds(60));
  EXPECT_THAT(take(), IsEmpty());
}

TEST_F(MindTest, ThatNobodyCanIsToldAtOnceThatNobodyHasYetOnlyAfterAWhile) {
  put(assigned("idle", {"10.0.0.1"}));
  put(assigned("late", {"10.0.0.2"}));
  lead();
  report("a", {}, {"10.0.0.1"});
  EXPECT_THAT(take(), ElementsAre("idle False NoReadyEndpoints 10.0.0.1 from nowhere: no endpoint is ready"));
  pass(seconds(24));
  EXPECT_THAT(take(), IsEmpty());
  pass(seconds(1));
  EXPECT_THAT(take(),
              ElementsAre("late False AwaitingAnnouncer 10.0.0.2 from nowhere: no speaker has reported "
                          "that it announces it"));
}

TEST_F(MindTest, OneAddressOfTwoIsNotEnough) {
  put(assigned("dual", {"10.0.0.1", "10.0.0.2"}));
  lead();
  report("a", {"10.0.0.1"}, {"10.0.0.2"});
  EXPECT_THAT(take(),
              ElementsAre("dual False NoReadyEndpoints 10.0.0.1 from a, 10.0.0.2 from nowhere: no endpoint "
                          "is ready"));
}

TEST_F(MindTest, AddressesOfBgpAreNotTheLansBusiness) {
  put(assigned("far", {"10.0.0.1"}));
  lead(config::Protocol::bgp);
  report("a", {});
  pass(seconds(60));
  EXPECT_THAT(take(), IsEmpty());
}

// An edit took it out of its pool, and it goes on being routed.
TEST_F(MindTest, NorWhenAnEditLeavesThemWithoutAPool) {
  model::Service shrunk = assigned("shrunk", {"10.0.0.21"});  // just behind the range of "main"
  model::Service gone = assigned("gone", {"10.9.0.1"});
  gone.annotations = {{"lb.herald/pool", "gone"}, {"lb.herald/protocol", "bgp"}};
  model::Service lan = assigned("lan", {"10.9.0.2"});
  lan.annotations = {{"lb.herald/pool", "gone"}};
  for (const model::Service& each : {shrunk, gone, lan})
    put(each);
  lead(config::Protocol::bgp);
  report("a", {});
  pass(seconds(60));
  EXPECT_THAT(take(), ElementsAre(HasSubstr("lan False AwaitingAnnouncer")));
}

TEST_F(MindTest, WithoutAnAddressTheConditionGoes) {
  model::Service web = assigned("web", {"10.0.0.1"});
  put(web);
  lead();
  report("a", {"10.0.0.1"});
  take();
  store();
  web = services_.at("web");
  web.ingress.clear();
  web.is_load_balancer = false;
  web.resource_version = "v" + std::to_string(++version_);
  put(web);
  pass(seconds(10));
  EXPECT_THAT(take(), ElementsAre("web none"));
}

TEST_F(MindTest, AnOldServerThatDropsConditionsIsNotWrittenToAgainAndAgain) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  report("a", {"10.0.0.1"});
  ASSERT_THAT(take(), SizeIs(1));
  tell(AnnouncedWritten{taken_.front().service, Outcome::written, taken_.front().condition});
  pass(seconds(120));
  EXPECT_THAT(take(), IsEmpty());
  report("b", {"10.0.0.1"});
  EXPECT_THAT(take(), ElementsAre("web True Announced 10.0.0.1 from b"));
}

TEST_F(MindTest, ARefusedWriteWaitsForTheVersionThatWasInItsWay) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  report("a", {"10.0.0.1"});
  ASSERT_THAT(take(), SizeIs(1));
  tell(AnnouncedWritten{taken_.front().service, Outcome::outdated, taken_.front().condition});
  pass(seconds(60));
  EXPECT_THAT(take(), IsEmpty());
  model::Service newer = services_.at("web");
  newer.resource_version = "v77";
  put(newer);
  ASSERT_THAT(take(), SizeIs(1));
  EXPECT_EQ(taken_.front().resource_version, "v77");
}

TEST_F(MindTest, AFailureIsTriedAgainAndFewAreUnderWayAtATime) {
  for (int i = 1; i <= 9; ++i)
    put(assigned("s" + std::to_string(i), {"10.0.0." + std::to_string(i)}));
  lead();
  report("a", {"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7"});
  ASSERT_THAT(take(), SizeIs(4));
  tell(AnnouncedWritten{taken_.front().service, Outcome::failed, taken_.front().condition});
  EXPECT_THAT(take(), ElementsAre(HasSubstr("s5 True")));
  pass(seconds(10));
  EXPECT_THAT(take(), IsEmpty());  // four are under way
  tell(AnnouncedWritten{{"shop", "s2"}, Outcome::written, std::nullopt});
  EXPECT_THAT(take(), SizeIs(1));
}

TEST_F(MindTest, WhoFailsAgainAndAgainWaitsForLongerAndLonger) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  report("a", {"10.0.0.1"});
  constexpr Backoff::Limits kLimits = AnnouncedLimits().backoff;
  Duration most = kLimits.first;
  for (int failure = 0; failure < 8; ++failure) {
    ASSERT_THAT(take(), SizeIs(1)) << failure;
    tell(AnnouncedWritten{taken_.front().service, Outcome::failed, taken_.front().condition});
    pass(most / 2 - std::chrono::milliseconds(1));
    EXPECT_THAT(take(), IsEmpty()) << failure;
    pass(most / 2 + std::chrono::milliseconds(1));
    most = std::min(2 * most, kLimits.cap);
  }
  EXPECT_EQ(most, kLimits.cap);
  ASSERT_THAT(take(), SizeIs(1));
  store();
  report("b", {"10.0.0.1"});
  pass(AnnouncedLimits().between);
  ASSERT_THAT(take(), SizeIs(1));
  tell(AnnouncedWritten{taken_.front().service, Outcome::failed, taken_.front().condition});
  pass(kLimits.first);
  EXPECT_THAT(take(), SizeIs(1)) << "a success is a new beginning";
}

TEST_F(MindTest, AServerThatAsksForPatienceIsLeftAloneByAll) {
  for (int i = 1; i <= 9; ++i)
    put(assigned("s" + std::to_string(i), {"10.0.0." + std::to_string(i)}));
  lead();
  report("a", {"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7"});
  ASSERT_THAT(take(), SizeIs(4));
  for (const PatchAnnounced& patch : taken_)
    tell(AnnouncedWritten{patch.service, Outcome::failed, patch.condition, seconds(30)});
  pass(seconds(29));
  EXPECT_THAT(take(), IsEmpty());
  pass(seconds(1));
  EXPECT_THAT(take(), SizeIs(4));
}

// It may be a proxy in maintenance that says so.
TEST_F(MindTest, NobodyIsLeftAloneForAnHour) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  report("a", {"10.0.0.1"});
  ASSERT_THAT(take(), SizeIs(1));
  tell(AnnouncedWritten{taken_.front().service, Outcome::failed, taken_.front().condition, seconds(3600)});
  pass(AnnouncedLimits().backoff.cap);
  EXPECT_THAT(take(), SizeIs(1));
}

TEST_F(MindTest, AServiceThatIsGoneLeavesNothingBehind) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  report("a", {"10.0.0.1"});
  take();
  tell_brain(ServiceGone{services_.at("web").key});
  tell(AnnouncedWritten{taken_.front().service, Outcome::written, taken_.front().condition});
  report("b", {"10.0.0.1"});
  pass(seconds(60));
  EXPECT_THAT(take(), IsEmpty());
}

}  // namespace
}  // namespace herald::controller
