// The daemons in a cluster that is not ours, with the tokens of their service accounts and the rights of
// their manifests: HERALD_TEST_KUBECONFIG names it. That they use every right is shown where the server can
// be asked (rights_test.cpp); here it is that a real one refuses them nothing.
#include "tests/integration/controller/cluster.h"

#include <csignal>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

namespace herald::deploy {
namespace {

using apiserver::Process;
using controller::Controller;
using testing::HasSubstr;

const std::string kDeploy = std::string(HERALD_SOURCE_DIR) + "/deploy";

constexpr const char* kObjects = R"(apiVersion: v1
kind: ConfigMap
metadata: {name: config, namespace: herald-system}
data:
  config: |
    address-pools:
    - {name: lab, protocol: layer2, addresses: [192.0.2.1-192.0.2.9]}
---
apiVersion: v1
kind: Namespace
metadata: {name: herald-test-shop}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: herald-test-shop}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Node
metadata: {name: herald-test-node}
)";

class AnyClusterTest : public controller::ClusterTest {
 protected:
  void SetUp() override {
    ClusterTest::SetUp();
    if (embedded()) GTEST_SKIP() << "HERALD_TEST_KUBECONFIG names no cluster; rights_test.cpp has its own";
    // Before 1.21 there is no policy/v1, and kubectl says so; everything else is taken.
    static_cast<void>(apiserver::run({"kubectl", "apply", "-f", kDeploy + "/herald.yaml"}, environment()));
  }
  void TearDown() override {
    if (embedded()) return;
    kubectl("delete namespace herald-system herald-test-shop --ignore-not-found");
    kubectl("delete node herald-test-node --ignore-not-found");
    kubectl("delete clusterrole,clusterrolebinding herald-controller herald-speaker --ignore-not-found");
  }

  // The cluster as its kubeconfig has it, and nobody but the service account.
  [[nodiscard]] std::string kubeconfig_of(const std::string& account) {
    const std::string request = file(
        "token-request.json",
        R"({"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}})");
    const std::string answer = kubectl("create --raw /api/v1/namespaces/herald-system/serviceaccounts/" +
                                       account + "/token -f " + request);
    const std::string mark = R"("token":")";
    const std::size_t at = answer.find(mark) + mark.size();
    const std::string token = answer.substr(at, answer.find('"', at) - at);
    const std::string flat =
        kubectl("config view --raw --minify --flatten -o 'jsonpath={.clusters[0].cluster}'");
    return file("kubeconfig-" + account,
                R"({"current-context":"c","contexts":[{"name":"c","context":)"
                R"({"cluster":"c","user":"u"}}],"clusters":[{"name":"c","cluster":)" +
                    flat + R"(}],"users":[{"name":"u","user":{"token":")" + token + "\"}}]}");
  }
};

TEST_F(AnyClusterTest, TheDaemonsNeedNoMoreThanTheirManifestsGrant) {
  Controller controller({"--kubeconfig", kubeconfig_of("herald-controller"), "--lease-duration", "3s",
                         "--renew-deadline", "2s", "--retry-period", "200ms"},
                        {});
  ASSERT_TRUE(controller.says({"\"event\":\"leadership_gained\""}));
  apply(kObjects);
  await("get service web -n herald-test-shop -o 'jsonpath={.status.loadBalancer.ingress[0].ip}{\"\\n\"}'",
        "192.0.2.1");
  await("get configmap herald-config-last-good -n herald-system -o 'jsonpath={.data.config}'", "192.0.2.9");
  await("get events -n herald-test-shop", "192.0.2.1 from pool");

  Process speaker({HERALD_SPEAKER, "--kubeconfig", kubeconfig_of("herald-speaker"), "--node-name",
                   "herald-test-node", "--ring-address", "127.0.0.1", "--ring-port", "17958", "--interfaces",
                   "nosuch0", "--listen", "127.0.0.1:0", "--log-format", "json"},
                  {});
  await("get lease -n herald-system -o 'jsonpath={.metadata.name}|{.spec.holderIdentity}{\"\\n\"}'",
        "speaker-herald-test-node|herald-test-node");
  // Nobody is ready behind it: the speaker says so, and the controller writes it down.
  await("get service web -n herald-test-shop -o 'jsonpath={.status.conditions[*].reason}{\"\\n\"}'",
        "NoReadyEndpoints");
  speaker.signal(SIGTERM);
  std::string refused;
  while (const auto line = speaker.line()) {
    if (line->find("forbidden") != std::string::npos) refused += *line + "\n";
  }
  EXPECT_EQ(speaker.wait(), 0);
  EXPECT_EQ(refused, "");
  EXPECT_THAT(controller.page("/metrics"), testing::Not(HasSubstr("code=\"403\"")));
  EXPECT_EQ(controller.end(SIGTERM), 0);
}

}  // namespace
}  // namespace herald::deploy
