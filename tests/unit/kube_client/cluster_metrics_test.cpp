#include "kube/cluster_metrics.h"

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ClusterMetrics, WatchesHaveNoDuration) {
  runtime::Metrics metrics;
  ClusterMetrics cluster(metrics);
  cluster.api_call({.verb = "watch", .resource = "services", .status = 200, .took = std::chrono::hours(1)});
  cluster.api_call({.verb = "list", .resource = "services", .status = 0, .took = std::chrono::seconds(1)});
  const std::string text = metrics.expose();
  EXPECT_THAT(text,
              HasSubstr("herald_api_requests_total{code=\"200\",resource=\"services\",verb=\"watch\"} 1\n"));
  EXPECT_THAT(text,
              HasSubstr("herald_api_requests_total{code=\"0\",resource=\"services\",verb=\"list\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("herald_api_request_seconds_sum{resource=\"services\",verb=\"list\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("herald_api_request_seconds_sum{resource=\"services\",verb=\"watch\"}")));
}

TEST(ClusterMetrics, OnlyAGoodReloadMovesItsTime) {
  runtime::Metrics metrics;
  ClusterMetrics cluster(metrics);
  cluster.config_reloaded(ReloadOutcome::good, UnixSeconds(1000));
  cluster.config_reloaded(ReloadOutcome::bad, UnixSeconds(2000));
  EXPECT_THAT(metrics.expose(), HasSubstr("herald_config_last_reload_timestamp_seconds 1000\n"));
  EXPECT_THAT(metrics.expose(), HasSubstr("herald_config_last_reload_success 0\n"));
}

}  // namespace
}  // namespace herald::kube
