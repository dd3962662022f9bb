#include "controller/metrics.h"

#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ControllerMetrics, AreDocumented) {
  std::ifstream file(HERALD_SOURCE_DIR "/docs/metrics.md");
  const std::string document{std::istreambuf_iterator<char>(file), {}};
  const std::size_t start = document.find("\n## herald-controller\n");
  ASSERT_NE(start, std::string::npos);
  const std::string text = document.substr(start, document.find("\n## ", start + 1) - start);
  std::multiset<std::string> documented;
  const std::regex row(R"(\n\| `([a-z0-9_]+)` \| ([a-z]+) \| ([^|]+) \| (?=[^|\s]))");
  for (std::sregex_iterator at(text.begin(), text.end(), row), end; at != end; ++at)
    documented.insert((*at)[1].str() + " " + (*at)[2].str() + " " + (*at)[3].str());
  runtime::Metrics metrics;
  const ControllerMetrics controller(metrics);
  std::multiset<std::string> registered;
  for (const runtime::MetricInfo& info : metrics.registered()) {
    std::string labels;
    for (const std::string& label : info.labels)
      labels += (labels.empty() ? "" : ", ") + label;
    registered.insert(info.name + " " + std::string(runtime::name(info.kind)) + " " +
                      (labels.empty() ? "-" : labels));
  }
  EXPECT_EQ(documented, registered);
}

model::Service load_balancer(const std::string& name) {
  model::Service service;
  service.key = {"shop", name};
  service.uid = name;
  service.is_load_balancer = true;
  return service;
}

TEST(ControllerMetrics, SeriesWhoseSubjectIsGoneEnd) {
  runtime::Metrics metrics;
  ControllerMetrics controller(metrics);
  Brain brain{Brain::Settings{}};
  brain.step(Instant{}, ServiceChanged{load_balancer("web")});
  controller.refresh(brain, true);
  EXPECT_THAT(metrics.expose(), HasSubstr("herald_services{pool=\"\",state=\"waiting\"} 1\n"));
  EXPECT_THAT(metrics.expose(), HasSubstr("herald_leader 1\n"));
  brain.step(Instant{}, ServiceGone{{"shop", "web"}});
  controller.refresh(brain, false);
  EXPECT_THAT(metrics.expose(), Not(HasSubstr("herald_services{")));
  EXPECT_THAT(metrics.expose(), HasSubstr("herald_leader 0\n"));
}

TEST(ControllerMetrics, WatchesHaveNoDuration) {
  runtime::Metrics metrics;
  ControllerMetrics controller(metrics);
  controller.api_call(
      {.verb = "watch", .resource = "services", .status = 200, .took = std::chrono::hours(1)});
  controller.api_call({.verb = "list", .resource = "services", .status = 0, .took = std::chrono::seconds(1)});
  const std::string text = metrics.expose();
  EXPECT_THAT(text,
              HasSubstr("herald_api_requests_total{code=\"200\",resource=\"services\",verb=\"watch\"} 1\n"));
  EXPECT_THAT(text,
              HasSubstr("herald_api_requests_total{code=\"0\",resource=\"services\",verb=\"list\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("herald_api_request_seconds_sum{resource=\"services\",verb=\"list\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("herald_api_request_seconds_sum{resource=\"services\",verb=\"watch\"}")));
}

TEST(ControllerMetrics, OnlyAGoodReloadMovesItsTime) {
  runtime::Metrics metrics;
  ControllerMetrics controller(metrics);
  controller.config_reloaded(ReloadOutcome::good, UnixSeconds(1000));
  controller.config_reloaded(ReloadOutcome::bad, UnixSeconds(2000));
  EXPECT_THAT(metrics.expose(), HasSubstr("herald_config_last_reload_timestamp_seconds 1000\n"));
  EXPECT_THAT(metrics.expose(), HasSubstr("herald_config_last_reload_success 0\n"));
}

}  // namespace
}  // namespace herald::controller
