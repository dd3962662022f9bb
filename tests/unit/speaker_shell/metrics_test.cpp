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
  speaker_.reported(report::Conflict{.address = ip("10.0.0.2"), .mac = {}, .interface = "eth0"});
  const std::string text = metrics_.expose();
  EXPECT_THAT(text, HasSubstr("herald_l2_takeovers_total{cause=\"owner_died\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_takeovers_total{cause=\"owner_left\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_takeover_seconds_count 1\n"));
  EXPECT_THAT(text, HasSubstr("herald_l2_takeover_seconds_sum 0.4\n"));
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

}  // namespace
}  // namespace herald::speaker
