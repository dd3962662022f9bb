// The controller with the rights that the manifests grant it, before an API server that enforces them: it
// lacks none and uses every one; and a verb taken out of the manifest is seen as well as one too many. (The
// speaker: speaker_rights_test.cpp.)
#include "tests/integration/controller/cluster.h"
#include "tests/integration/deploy/rights_fixture.h"

#include <csignal>

#include <gmock/gmock.h>

namespace herald::deploy {
namespace {

using controller::Controller;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ControllerRights : public RightsTest {
 protected:
  void SetUp() override {
    RightsTest::SetUp();
    serve_base();
  }

  std::unique_ptr<Controller> start_controller(const std::vector<std::string>& more = {}) {
    std::vector<std::string> flags{"--kubeconfig",     kubeconfig_of_controller(),
                                   "--lease-duration", "3s",
                                   "--renew-deadline", "2s",
                                   "--retry-period",   "200ms"};
    flags.insert(flags.end(), more.begin(), more.end());
    return std::make_unique<Controller>(flags, controller::Environment{{"HOME", data_dir()}});
  }

  // Everything that a controller ever does.
  void live_through_everything() {
    await_event("1 ConfigMissing");  // it has looked for the last good one
    kubectl("apply -f " + service("web", "LoadBalancer", 80));
    configure("9");
    await(R"(get service web -n shop -o 'jsonpath={.metadata.annotations}{"\n"}')", "lb.herald/pool");
    await("get configmap herald-config-last-good -n herald-system -o 'jsonpath={.data.config}'", "10.0.0.9");
    configure("8");
    await("get configmap herald-config-last-good -n herald-system -o 'jsonpath={.data.config}'", "10.0.0.8");
    // The same mistake twice is one Event, counted.
    configure("x");
    await_event("1 ConfigStale");
    configure("8");
    configure("x");
    await_event("2 ConfigStale");
  }
};

TEST_F(ControllerRights, NoneIsLackingAndEveryOneIsUsed) {
  const auto controller = start_controller();
  live_through_everything();
  EXPECT_THAT(kubectl("get service web -n shop"), HasSubstr("10.0.0.1 "));
  EXPECT_THAT(kubectl("get secret herald-cluster-key -n herald-system -o 'jsonpath={.type}'"),
              StartsWith("Opaque"));
  EXPECT_EQ(rights("herald-controller"), kNothingWrong);

  // The other half of the proof: a right too many is seen.
  kubectl(
      "patch clusterrole herald-controller --type=json -p "
      "'[{\"op\":\"add\",\"path\":\"/rules/0/verbs/-\",\"value\":\"delete\"}]'");
  EXPECT_THAT(rights("herald-controller"),
              StartsWith(R"({"unused":["clusterroles/herald-controller: delete services"],"refused":[])"));
  EXPECT_EQ(controller->end(SIGTERM), 0);
}

TEST_F(ControllerRights, EveryVerbOfTheManifestWouldBeMissed) {
  const auto controller = start_controller();
  live_through_everything();
  EXPECT_EQ(controller->end(SIGTERM), 0);
  expect_every_right_to_be_missed("herald-controller");
}

TEST_F(ControllerRights, ARightTooFewIsRefusedAndSaid) {
  kubectl("patch clusterrole herald-controller --type=json -p '[{\"op\":\"remove\",\"path\":\"/rules/1\"}]'");
  configure("9");
  const auto controller = start_controller();
  kubectl("apply -f " + service("web", "LoadBalancer", 80));
  EXPECT_TRUE(controller->says({"write_failed", "services/status"}));
  EXPECT_THAT(rights("herald-controller"), HasSubstr(R"(cannot patch resource \"services/status\")"));
  EXPECT_EQ(controller->end(SIGTERM), 0);
}

TEST_F(ControllerRights, MetricsAreForThoseWhoMayReadThem) {
  kubectl("apply -f " + std::string(HERALD_SOURCE_DIR) + "/deploy/overlays/prometheus-operator/reviews.yaml");
  configure("9");
  const auto controller = start_controller({"--metrics-authenticate"});
  EXPECT_TRUE(controller->says({"leadership_gained"}));
  EXPECT_THAT(controller->page("/metrics"), StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(controller->page("/metrics", "made-up"), StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(controller->page("/metrics", "of-a-robot"), StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(controller->page("/metrics", "of-prometheus"), HasSubstr("herald_leader 1\n"));
  EXPECT_THAT(controller->page("/debug/state", "of-prometheus"), StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(controller->page("/healthz"), StartsWith("HTTP/1.1 200 "));
  const std::string used = rights("herald-controller");
  EXPECT_THAT(used, Not(HasSubstr("reviews")));
  EXPECT_THAT(used, HasSubstr(R"("refused":[])"));
  EXPECT_EQ(controller->end(SIGTERM), 0);
}

}  // namespace
}  // namespace herald::deploy
