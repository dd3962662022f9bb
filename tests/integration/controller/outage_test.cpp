// What the controller does while the API server, or a replica of its own, is away.
#include "tests/integration/controller/cluster.h"

#include <csignal>

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kConfig = R"(apiVersion: v1
kind: ConfigMap
metadata: {namespace: metallb-system, name: config}
data:
  config: |
    address-pools:
    - {name: lan, protocol: layer2, addresses: [192.0.2.10-192.0.2.20]}
)";

std::string service(const std::string& name) {
  return "apiVersion: v1\nkind: Service\nmetadata: {namespace: istio-system, name: " + name +
         "}\nspec: {type: LoadBalancer, selector: {app: x}, ports: [{port: 80}]}\n";
}

class OutageTest : public ClusterTest {
 protected:
  void SetUp() override {
    ClusterTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    kubectl("create namespace istio-system");
    kubectl("create namespace metallb-system");
    apply(kConfig);
  }

  void serve(const std::string& name, const std::string& address) {
    apply(service(name));
    await("get svc " + name + " -n istio-system -o 'jsonpath={.status.loadBalancer.ingress[0].ip}|{\"\\n\"}'",
          address + "|");
  }
};

TEST_F(OutageTest, AnApiServerThatComesBackIsServedAgain) {
  make_crashable();
  const auto controller = start_controller();
  serve("one", "192.0.2.10");
  crash_server();
  ASSERT_TRUE(controller->says({"\"event\":\"leadership_lost\""}));
  EXPECT_THAT(controller->page("/readyz"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(controller->page("/metrics"), HasSubstr("\nherald_leader 0\n"));
  restart_server();
  serve("two", "192.0.2.11");
  EXPECT_THAT(controller->page("/metrics"), HasSubstr("\nherald_leader 1\n"));
}

TEST_F(OutageTest, AReplicaThatDiesIsReplacedByTheOther) {
  const auto first = start_controller();
  serve("one", "192.0.2.10");
  const auto second = start_controller();
  ASSERT_TRUE(second->says({"\"event\":\"watch_synced\"", "\"services\""}));
  EXPECT_THAT(second->page("/debug/state"), HasSubstr("\"phase\":\"following\""));
  first->end(SIGKILL);
  serve("two", "192.0.2.11");
  EXPECT_THAT(second->page("/debug/state"), HasSubstr("\"phase\":\"steady\""));
}

TEST_F(OutageTest, ToldToStopWhileTheApiServerIsAwayItEnds) {
  make_crashable();
  const auto controller = start_controller();
  serve("one", "192.0.2.10");
  crash_server();
  EXPECT_EQ(controller->end(SIGTERM), 0);
}

TEST_F(OutageTest, AnAddressComesBackWithItsService) {
  const auto controller = start_controller();
  serve("one", "192.0.2.10");
  serve("two", "192.0.2.11");
  kubectl("delete svc one -n istio-system");
  serve("three", "192.0.2.10");
}

}  // namespace
}  // namespace herald::controller
