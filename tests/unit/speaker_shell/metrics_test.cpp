#include "speaker/metrics.h"

#include "tests/unit/kube_client/metrics_document.h"
#include "tests/unit/speaker/cluster.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::ip;
using testing::HasSubstr;

class SpeakerMetricsTest : public testing::Test {
 protected:
  runtime::Metrics metrics_;
  SpeakerMetrics speaker_{metrics_};
};

TEST_F(SpeakerMetricsTest, AreDocumented) {
  EXPECT_EQ(testing_documents::documented_metrics({"Both daemons", "herald-speaker"}),
            testing_documents::registered_metrics(metrics_));
}

TEST_F(SpeakerMetricsTest, WhatTheWireLoopCountedIsShownOnce) {
  WireTotals totals;
  totals.interfaces = {{.interface = "eth0", .family = net::Family::ipv6, .requests = 5, .replies = 4}};
  totals.ignored = {{"malformed", 6}};
  totals.takeovers = 7;
  totals.epoch_conflicts = 2;
  totals.replies.counts[0] = 3;
  totals.replies.counts.back() = 1;
  totals.replies.sum = 2.5;
  speaker_.refresh(totals);
  speaker_.refresh(totals);
  const std::string text = metrics_.expose();
  EXPECT_THAT(text, HasSubstr("herald_l2_requests_total{family=\"ipv6\",interface=\"eth0\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_replies_total{family=\"ipv6\",interface=\"eth0\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_ignored_frames_total{reason=\"malformed\"} 6\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_announcements_total{kind=\"takeover\"} 7\n"));
  EXPECT_THAT(text, HasSubstr("herald_claims_epoch_conflicts_total 2\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_reply_seconds_count 4\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_reply_seconds_sum 2.5\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_reply_seconds_bucket{le=\"5e-06\"} 3\n"));
  totals.replies.counts[0] = 4;
  speaker_.refresh(totals);
  EXPECT_THAT(metrics_.expose(), HasSubstr("herald_l2_reply_seconds_count 5\n"));
}

TEST_F(SpeakerMetricsTest, ATakeoverIsCountedByItsCauseAndTimedWhenSomebodyDied) {
  WireTotals totals;
  totals.gained[static_cast<std::size_t>(own::Cause::owner_died)] = 1;
  totals.gained[static_cast<std::size_t>(own::Cause::owner_left)] = 1;
  totals.takeover_time.observe(std::chrono::milliseconds(400));
  speaker_.refresh(totals);
  speaker_.refresh(totals);
  speaker_.reported(report::MemberSeen{"a", report::MemberState::down});
  speaker_.reported(report::MemberSeen{"a", report::MemberState::up});
  speaker_.reported(report::Conflict{.address = ip("10.0.0.2"), .mac = {}, .interface = "eth0"});
  const std::string text = metrics_.expose();
  EXPECT_THAT(text, HasSubstr("herald_l2_takeovers_total{cause=\"owner_died\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_takeovers_total{cause=\"owner_left\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_takeover_seconds_count 1\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_takeover_seconds_sum 0.4\n"));
  EXPECT_THAT(text, HasSubstr("herald_ring_losses_total 1\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_conflicts_total 1\n"));
}

TEST_F(SpeakerMetricsTest, TheBrainIsShownAsItIsNow) {
  Brain::Settings settings;
  settings.self = bench::speaker("b").member;
  Brain brain(settings);
  static_cast<void>(brain.step(Instant{}, bench::lease("a", 1)));
  static_cast<void>(brain.step(
      Instant{},
      Reported{{report::MemberSeen{"a", report::MemberState::up},
                report::Gained{.address = ip("10.0.0.1"), .epoch = {}, .from = {}, .silence = {}}}}));
  speaker_.refresh(brain);
  const std::string text = metrics_.expose();
  EXPECT_THAT(text, HasSubstr("herald_l2_owned_addresses 1\n"));
  EXPECT_THAT(text, HasSubstr("herald_ring_members{state=\"up\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("herald_ring_members{state=\"down\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("herald_config_stale 1\n"));
}

TEST_F(SpeakerMetricsTest, AnAddressThatNobodyMayAnnounceIsNotWanted) {
  Brain::Settings settings;
  settings.self = bench::speaker("b").member;
  Brain brain(settings);
  const auto tell = [&](Event event) { static_cast<void>(brain.step(Instant{}, std::move(event))); };
  config::Pool fenced = bench::pool("fenced", "10.0.1.0/24");
  fenced.node_selectors = {bench::selector("zone", "nowhere")};
  tell(ConfigChanged{bench::config_of({bench::pool("lan", "10.0.0.0/24"), fenced}), "text"});
  tell(NodeChanged{bench::node("b")});
  const auto show = [&] {
    speaker_.refresh(brain);
    return metrics_.expose();
  };
  const auto served = [&](const std::string& name, const std::string& address) {
    tell(ServiceChanged{bench::service(name, {address})});
    tell(bench::endpoints(name, {bench::endpoint("b")}));
  };
  served("web", "10.0.0.1");
  served("fenced", "10.0.1.1");
  served("scaled-to-zero", "10.0.0.2");
  tell(Synced{});
  EXPECT_THAT(show(), HasSubstr("herald_l2_wanted_addresses 2\n"));
  tell(bench::endpoints("scaled-to-zero", {}));
  const std::string text = show();
  EXPECT_THAT(text, HasSubstr("herald_l2_wanted_addresses 1\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_unannounceable_addresses{reason=\"NoReadyEndpoints\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_unannounceable_addresses{reason=\"NoNodeAdmits\"} 1\n"));
  served("scaled-to-zero", "10.0.0.2");
  EXPECT_THAT(show(), HasSubstr("herald_l2_unannounceable_addresses{reason=\"NoReadyEndpoints\"} 0\n"));
}

// Control planes carry the label for ever; only who was asked can have been forgotten.
TEST_F(SpeakerMetricsTest, WhatSomebodyAsksAndWhatTheLabelSaysAreToldApart) {
  Brain::Settings settings;
  settings.self = bench::speaker("b").member;
  Brain brain(settings);
  const auto tell = [&](Event event) {
    static_cast<void>(brain.step(Instant{}, std::move(event)));
    speaker_.refresh(brain);
    return metrics_.expose();
  };
  const std::string labelled =
      tell(NodeChanged{bench::node("b", {{std::string(model::kExcludeNodeLabel), ""}})});
  EXPECT_THAT(labelled, HasSubstr("herald_draining 0\n"));
  EXPECT_THAT(labelled, HasSubstr("herald_excluded 1\n"));
  tell(NodeChanged{bench::node("b")});
  LeaseChanged asked = bench::lease("b", 1);
  asked.drain_asked = true;
  const std::string drained = tell(asked);
  EXPECT_THAT(drained, HasSubstr("herald_draining 1\n"));
  EXPECT_THAT(drained, HasSubstr("herald_excluded 0\n"));
}

TEST_F(SpeakerMetricsTest, AProblemOfTheNodeIsShownAsLongAsItIsThere) {
  Brain::Settings settings;
  settings.self = bench::speaker("b").member;
  Brain brain(settings);
  const auto see = [&](std::vector<report::NodeProblem> problems) {
    static_cast<void>(brain.step(Instant{}, Reported{{report::NodeProblems{std::move(problems)}}}));
    speaker_.refresh(brain);
    return metrics_.expose();
  };
  const report::NodeProblem proxy{
      .name = "proxy_arp", .interface = "eth0", .what = {}, .why = {}, .remedy = {}};
  constexpr const char* kShown = "herald_node_problems{interface=\"eth0\",problem=\"proxy_arp\"} 1\n";
  EXPECT_THAT(see({proxy}), HasSubstr(kShown));
  EXPECT_THAT(see({}), testing::Not(HasSubstr(kShown)));
}

// Dashboards and alerts of others are built on these: names, kinds and labels stay as they are.
TEST_F(SpeakerMetricsTest, ThoseOfLayer2HaveTheirNamesAndLabels) {
  using runtime::MetricKind;
  const std::vector<std::tuple<std::string, MetricKind, std::vector<std::string>>> wanted = {
      {"herald_l2_owned_addresses", MetricKind::gauge, {}},
      {"herald_l2_requests_total", MetricKind::counter, {"interface", "family"}},
      {"herald_l2_replies_total", MetricKind::counter, {"interface", "family"}},
      {"herald_l2_announcements_total", MetricKind::counter, {"kind"}},
      {"herald_l2_reply_seconds", MetricKind::histogram, {}},
      {"herald_l2_takeovers_total", MetricKind::counter, {"cause"}},
      {"herald_l2_takeover_seconds", MetricKind::histogram, {}},
      {"herald_l2_conflicts_total", MetricKind::counter, {}},
      {"herald_l2_ignored_frames_total", MetricKind::counter, {"reason"}},
      {"herald_ring_members", MetricKind::gauge, {"state"}},
      {"herald_claims_epoch_conflicts_total", MetricKind::counter, {}},
      {"herald_wire_loop_lag_seconds", MetricKind::histogram, {}},
  };
  const std::vector<runtime::MetricInfo> registered = metrics_.registered();
  for (const auto& [name, kind, labels] : wanted) {
    const auto found = std::ranges::find(registered, name, &runtime::MetricInfo::name);
    ASSERT_NE(found, registered.end()) << name;
    EXPECT_EQ(found->kind, kind) << name;
    EXPECT_EQ(found->labels, labels) << name;
  }
}

}  // namespace
}  // namespace herald::speaker
