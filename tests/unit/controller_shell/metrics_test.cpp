#include "controller/metrics.h"

#include "tests/unit/kube_client/metrics_document.h"

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ControllerMetrics, AreDocumented) {
  runtime::Metrics metrics;
  const ControllerMetrics controller(metrics);
  EXPECT_EQ(testing_documents::documented_metrics({"Both daemons", "herald-controller"}),
            testing_documents::registered_metrics(metrics));
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

// Another implementation's Service would wait for ever, and each may carry any annotation.
TEST(ControllerMetrics, ServicesOfOtherClassesDoNotCount) {
  runtime::Metrics metrics;
  ControllerMetrics controller(metrics);
  const auto shown = [&](const std::string& served) {
    Brain::Settings settings;
    settings.load_balancer_class = served;
    Brain brain(settings);
    model::Service theirs = load_balancer("theirs");
    theirs.load_balancer_class = "example.com/lb";
    theirs.annotations[std::string(kPoolAnnotation)] = "anything";
    brain.step(Instant{}, ServiceChanged{theirs});
    brain.step(Instant{}, ServiceChanged{load_balancer("web")});
    controller.refresh(brain, true);
    return metrics.expose();
  };
  const std::string ours = shown("");
  EXPECT_THAT(ours, HasSubstr("herald_services{pool=\"\",state=\"waiting\"} 1\n"));
  EXPECT_THAT(ours, Not(HasSubstr("anything")));
  const std::string other = shown("example.com/lb");
  EXPECT_THAT(other, HasSubstr("herald_services{pool=\"anything\",state=\"waiting\"} 1\n"));
  EXPECT_THAT(other, Not(HasSubstr("pool=\"\"")));
}

}  // namespace
}  // namespace herald::controller
