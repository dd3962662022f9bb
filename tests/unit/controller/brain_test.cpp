#include "controller/brain.h"

#include "tests/unit/controller/brain_fixture.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

using bench::Bench;
using bench::ip;
using bench::one_pool;
using bench::service;

TEST(Brain, SaysNothingUntilItLeadsAndHasSeenEverything) {
  Bench bench;
  bench.put(service("a"));
  bench.tell(ConfigChanged{one_pool(3), "text"});
  bench.tell(Synced{0});
  EXPECT_TRUE(bench.effects.empty());
  bench.tell(Leader{true});
  ASSERT_EQ(bench.effects.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<Refresh>(bench.effects[0]));
  bench.tell(Synced{0});
  EXPECT_EQ(bench.effects.size(), 1u) << "an answer to an older question";
  bench.tell(Synced{1});
  EXPECT_EQ(bench.ingress("a"), "10.0.0.1");
}

TEST(Brain, AssignsThenAnnotatesThenSaysSoOnceAndComesToRest) {
  Bench bench;
  bench.lead(one_pool(3));
  bench.put(service("a"));
  EXPECT_EQ(bench.ingress("a"), "10.0.0.1");
  EXPECT_EQ(bench.reason("a"), "Assigned");
  EXPECT_EQ(bench.stored.at("a").annotations.at("lb.herald/pool"), "main");
  EXPECT_EQ(bench.all<PatchStatus>().size(), 1u);
  EXPECT_EQ(bench.all<PatchAnnotation>().size(), 1u);
  ASSERT_EQ(bench.all<RecordEvent>().size(), 1u);
  EXPECT_EQ(bench.all<RecordEvent>()[0].type, EventType::normal);
  EXPECT_EQ(bench.brain.next_deadline(), kNever);
}

TEST(Brain, WithoutAConfigurationItExplainsAndTakesNothing) {
  Bench bench;
  auto held = service("held");
  held.ingress = {ip("10.9.9.9")};
  bench.put(held);
  bench.put(service("pending"));
  bench.lead(nullptr);
  EXPECT_EQ(bench.brain.phase(), Phase::awaiting_config);
  EXPECT_EQ(bench.reason("pending"), "ConfigMissing");
  EXPECT_EQ(bench.ingress("held"), "10.9.9.9");
  EXPECT_EQ(bench.reason("held"), "");
  bench.tell(ConfigChanged{one_pool(3), "text"});
  EXPECT_EQ(bench.ingress("pending"), "10.0.0.1");
}

TEST(Brain, RestoresEveryStatusBeforeItGivesAnythingNew) {
  Bench bench;
  bench.put(service("new", 1));
  auto old = service("old", 2);
  old.ingress = {ip("10.0.0.1")};
  bench.put(old);
  bench.lead(one_pool(3));
  EXPECT_EQ(bench.ingress("old"), "10.0.0.1");
  EXPECT_EQ(bench.ingress("new"), "10.0.0.2");
}

TEST(Brain, TheYoungerOfTwoClaimsIsMovedAndTold) {
  Bench bench;
  for (const auto& [name, created] : {std::pair{"young", 9}, std::pair{"old", 3}}) {
    auto claimant = service(name, created);
    claimant.ingress = {ip("10.0.0.1")};
    bench.put(claimant);
  }
  bench.lead(one_pool(3));
  EXPECT_EQ(bench.ingress("old"), "10.0.0.1");
  EXPECT_EQ(bench.ingress("young"), "10.0.0.2");
  const auto events = bench.all<RecordEvent>();
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events[0].name, "young");
  EXPECT_EQ(events[0].type, EventType::warning);
  EXPECT_EQ(events[0].reason, "AddressTaken");
  EXPECT_NE(events[0].message.find("shop/old"), std::string::npos);
}

// Somebody wrote another's address into the status of an IPv6 Service.
TEST(Brain, AnOlderClaimantWhoLeavesAnywayDrivesNobodyOut) {
  Bench bench;
  auto old = service("old", 1);
  old.ip_families = {net::Family::ipv6};
  old.cluster_ips = {ip("fd96::1")};
  auto young = service("young", 2);
  old.ingress = young.ingress = {ip("10.0.0.1")};
  bench.put(young);
  bench.put(old);
  config::Config config = *one_pool(3);
  config.pools.push_back(bench::pool("six", "fd00::1", "fd00::9"));
  bench.lead(std::make_shared<const config::Config>(std::move(config)));
  EXPECT_EQ(bench.ingress("old"), "fd00::1");
  EXPECT_EQ(bench.ingress("young"), "10.0.0.1");
  for (const auto& patch : bench.all<PatchStatus>()) {
    if (patch.service.name == "young") {
      EXPECT_EQ(patch.ingress, std::vector{ip("10.0.0.1")});
    }
  }
  for (const RecordEvent& event : bench.all<RecordEvent>())
    EXPECT_EQ(event.message.find("has to leave"), std::string::npos) << event.message;
}

// Three claims on one address: with the oldest gone, the next in age is in the right, and named.
TEST(Brain, WhatTheOldestLeavesGoesToTheNextInAge) {
  Bench bench;
  for (const auto& [name, created] : {std::pair{"a", 1}, std::pair{"c", 3}, std::pair{"b", 2}}) {
    auto claimant = service(name, created);
    claimant.ingress = {ip("10.0.0.1")};
    if (created == 1) claimant.annotations["lb.herald/addresses"] = "10.0.0.3";
    bench.put(claimant);
  }
  bench.lead(one_pool(3));
  EXPECT_EQ(bench.ingress("a"), "10.0.0.3");
  EXPECT_EQ(bench.ingress("b"), "10.0.0.1");
  EXPECT_EQ(bench.ingress("c"), "10.0.0.2");
  std::vector<RecordEvent> told = bench.all<RecordEvent>();
  std::erase_if(told, [](const auto& event) { return event.reason != "AddressTaken"; });
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].name, "c");
  EXPECT_NE(told[0].message.find("shop/b, which is older"), std::string::npos) << told[0].message;
}

// The same three, but the second one wants to go as well: then the youngest stays, and nobody is told that an
// older one keeps it.
TEST(Brain, WhoGoesOfHisOwnAccordHasLostNothing) {
  Bench bench;
  for (const auto& [name, created] : {std::pair{"a", 1}, std::pair{"b", 2}, std::pair{"c", 3}}) {
    auto claimant = service(name, created);
    claimant.ingress = {ip("10.0.0.1")};
    if (created < 3) claimant.annotations["lb.herald/addresses"] = created == 1 ? "10.0.0.2" : "10.0.0.3";
    bench.put(claimant);
  }
  bench.lead(one_pool(3));
  EXPECT_EQ(bench.ingress("a"), "10.0.0.2");
  EXPECT_EQ(bench.ingress("b"), "10.0.0.3");
  EXPECT_EQ(bench.ingress("c"), "10.0.0.1");
  for (const RecordEvent& event : bench.all<RecordEvent>())
    EXPECT_EQ(event.reason, "Assigned") << event.name << ": " << event.message;
}

TEST(Brain, LeftoversOfFormerLoadBalancersStandInNobodysRight) {
  Bench bench;
  auto former = service("former", 1);
  former.is_load_balancer = false;
  former.annotations["lb.herald/pool"] = "main";
  auto present = service("present", 2);
  former.ingress = present.ingress = {ip("10.0.0.1")};
  bench.put(former);
  bench.put(present);
  bench.lead(one_pool(3));
  EXPECT_EQ(bench.ingress("present"), "10.0.0.1");
  EXPECT_EQ(bench.ingress("former"), "");
}

TEST(Brain, ADeletedServiceMakesRoomForTheOldestWhoWaits) {
  Bench bench;
  bench.lead(one_pool(1));
  bench.put(service("first", 1));
  bench.put(service("third", 3));
  bench.put(service("second", 2));
  EXPECT_EQ(bench.reason("third"), "PoolFull");
  bench.remove("first");
  EXPECT_EQ(bench.ingress("second"), "10.0.0.1");
  EXPECT_EQ(bench.ingress("third"), "");
}

TEST(Brain, AnAddressIsNotGivenAwayBeforeItsRemovalIsSeen) {
  Bench bench;
  bench.lead(one_pool(1));
  bench.put(service("a", 1));
  bench.put(service("b", 2));
  bench.answering = false;
  auto no_longer = bench.stored.at("a");
  no_longer.is_load_balancer = false;
  bench.put(no_longer);
  EXPECT_TRUE(bench.all<PatchStatus>().back().ingress.empty()) << "a is being cleared";
  EXPECT_EQ(bench.all<PatchStatus>().back().service.name, "a");
  auto cleared = bench.stored.at("a");
  cleared.ingress.clear();
  bench.answering = true;
  bench.put(cleared);
  EXPECT_EQ(bench.ingress("b"), "10.0.0.1");
}

TEST(Brain, WhatAUserStrikesOutOfAStatusIsPutBackThoughAnOlderOneWaits) {
  Bench bench;
  bench.lead(one_pool(1));
  bench.put(service("holder", 2));
  bench.put(service("waiting", 1));
  auto struck = bench.stored.at("holder");
  struck.ingress.clear();
  bench.put(struck);
  EXPECT_EQ(bench.ingress("holder"), "10.0.0.1");
  EXPECT_EQ(bench.ingress("waiting"), "");
}

TEST(Brain, AnOldWatchEventDoesNotConfirmAnything) {
  Bench bench;
  bench.lead(one_pool(1));
  bench.watching = false;
  bench.put(service("a", 1));
  auto before = service("a", 1);
  before.resource_version = "v1";
  ASSERT_EQ(bench.ingress("a"), "10.0.0.1");
  bench.tell(ServiceChanged{before});
  bench.put(service("b", 2));
  EXPECT_EQ(bench.ingress("b"), "") << "a has the only address, whatever an old event shows";
}

TEST(Brain, AfterAnUnknownOutcomeBothAddressesAreKept) {
  Bench bench;
  bench.interfere = [](std::size_t write) -> std::optional<bench::Outcome> {
    if (write == 1) return outcome::Failed{"lost"};
    return std::nullopt;
  };
  bench.lead(one_pool(1));
  bench.put(service("a", 2));
  bench.put(service("b", 1));
  EXPECT_EQ(bench.ingress("b"), "") << "although b is older: a's lost write may have happened";
  bench.settle();
  EXPECT_EQ(bench.ingress("a"), "10.0.0.1");
}

TEST(Brain, ADeposedLeaderFallsSilentAtOnce) {
  Bench bench;
  bench.lead(one_pool(3));
  bench.tell(Leader{false});
  const std::size_t said = bench.effects.size();
  bench.put(service("a"));
  bench.tell(ConfigRejected{"line 1"});
  EXPECT_EQ(bench.effects.size(), said);
  EXPECT_EQ(bench.brain.next_deadline(), kNever);
  bench.lead(nullptr);
  EXPECT_EQ(bench.ingress("a"), "10.0.0.1");
}

TEST(Brain, ABadEditChangesNothingAndIsReportedOncePerText) {
  Bench bench;
  bench.lead(one_pool(3));
  bench.put(service("a"));
  const std::size_t events = bench.all<RecordEvent>().size();
  for (const char* problem : {"one", "one", "two"})
    bench.tell(ConfigRejected{problem});
  EXPECT_EQ(bench.all<RecordEvent>().size(), events + 2);
  EXPECT_EQ(bench.all<RecordEvent>().back().kind, ObjectKind::config_map);
  EXPECT_TRUE(bench.brain.config_is_stale());
  bench.put(service("b"));
  EXPECT_EQ(bench.ingress("b"), "10.0.0.2") << "the last good configuration holds";
  bench.tell(ConfigGone{});
  EXPECT_EQ(bench.ingress("a"), "10.0.0.1");
}

TEST(Brain, TheLastGoodTextIsSavedOncePerText) {
  Bench bench;
  bench.lead(one_pool(3));
  bench.tell(ConfigChanged{one_pool(3), "text"});
  bench.tell(ConfigChanged{one_pool(4), "more"});
  ASSERT_EQ(bench.all<SaveLastGood>().size(), 2u);
  EXPECT_EQ(bench.all<SaveLastGood>().back().text, "more");
}

TEST(Brain, AServerThatDropsConditionsIsNotWrittenToAgainAndAgain) {
  Bench bench;
  bench.interfere = [&](std::size_t) -> std::optional<bench::Outcome> {
    // Nothing else in this patch, so the version stays.
    return outcome::Ok{bench.stored.at("a")};
  };
  bench.lead(one_pool(3));
  auto odd = service("a");
  odd.annotations["lb.herald/addresses"] = "nonsense";
  bench.put(odd);
  EXPECT_EQ(bench.all<PatchStatus>().size(), 1u);
  EXPECT_EQ(bench.all<RecordEvent>().size(), 1u) << "the Event says what the condition can not";
  bench.settle();
  EXPECT_EQ(bench.all<PatchStatus>().size(), 1u);
}

TEST(Brain, TheFarewellWaitsForAnswersAndKeepsTheLeaseWhenInDoubt) {
  for (const bool lost : {false, true}) {
    Bench bench;
    bench.lead(one_pool(3));
    bench.answering = false;
    bench.put(service("a"));
    bench.tell(Stop{});
    EXPECT_TRUE(bench.all<Stopped>().empty());
    const WriteId id = bench.all<PatchStatus>().back().id;
    bench::Outcome outcome = outcome::Conflict{};
    if (lost) outcome = outcome::Failed{"lost"};
    bench.tell(WriteDone{id, {"shop", "a"}, outcome});
    ASSERT_EQ(bench.all<Stopped>().size(), 1u);
    EXPECT_EQ(bench.all<Stopped>()[0].may_release_lease, !lost);
  }
}

TEST(Brain, NoMoreWritesAtOnceThanAllowedAndNobodyWaitsBehindAnothersRetry) {
  Brain::Settings settings;
  settings.writes.in_flight = 2;
  Bench bench(settings);
  bench.lead(one_pool(9));
  bench.answering = false;
  for (const char* name : {"a", "b", "c"})
    bench.put(service(name));
  ASSERT_EQ(bench.all<PatchStatus>().size(), 2u);
  bench.tell(
      WriteDone{bench.all<PatchStatus>()[0].id, {"shop", "a"}, outcome::Throttled{std::chrono::seconds(9)}});
  ASSERT_EQ(bench.all<PatchStatus>().size(), 3u);
  EXPECT_EQ(bench.all<PatchStatus>()[2].service.name, "c");
}

TEST(Brain, APoolEditPlansOnlyWhatItTouches) {
  constexpr int kServices = 10'000;
  Brain::Settings settings;
  Bench bench(settings);
  config::Config config;
  config.pools = {bench::pool("big", "10.1.0.0", "10.1.255.255"),
                  bench::pool("small", "10.2.0.0", "10.2.0.9")};
  for (int i = 0; i < kServices; ++i) {
    auto one = service("s" + std::to_string(i), i);
    const bool in_small = i % 1000 == 0;
    const auto base = in_small ? ip("10.2.0.0").value() + static_cast<unsigned>(i / 1000)
                               : ip("10.1.0.0").value() + static_cast<unsigned>(i);
    one.ingress = {net::IpAddress::of(net::Family::ipv4, base)};
    one.annotations["lb.herald/pool"] = in_small ? "small" : "big";
    one.assigned = model::Condition{true, "Assigned", "text"};
    bench.put(one);
  }
  bench.lead(std::make_shared<const config::Config>(config));
  const auto planned_at_first = bench.brain.plans_made();
  EXPECT_EQ(planned_at_first, static_cast<std::uint64_t>(kServices));
  EXPECT_TRUE(bench.all<PatchStatus>().empty()) << "a healthy assignment never moves";
  config.pools[1] = bench::pool("small", "10.2.0.0", "10.2.0.4");
  bench.tell(ConfigChanged{std::make_shared<const config::Config>(config), "edited"});
  // Five lost their range. Each is planned, its condition written, and planned once more.
  EXPECT_EQ(bench.all<PatchStatus>().size(), 5u);
  EXPECT_EQ(bench.brain.plans_made() - planned_at_first, 10u);
}

}  // namespace
}  // namespace herald::controller
