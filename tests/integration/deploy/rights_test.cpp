// The daemons with the rights that the manifests grant them, before an API server that enforces them: they
// lack none, and use every one. So a verb taken out of the manifest makes this fail, and so does one too
// many.
#include "tests/integration/apiserver/kubectl_fixture.h"
#include "tests/integration/controller/cluster.h"

#include <csignal>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

namespace herald::deploy {
namespace {

using apiserver::Process;
using controller::Controller;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kDeploy = std::string(HERALD_SOURCE_DIR) + "/deploy";
constexpr const char* kToken = "of-the-controller";

class RightsTest : public apiserver::KubectlTest {
 protected:
  void SetUp() override {
    KubectlTest::SetUp();
    start({"--rbac", "--token", std::string("herald-system/herald-controller=") + kToken, "--token",
           "herald-system/herald-speaker=of-the-speaker", "--token",
           "monitoring/prometheus-k8s=of-prometheus", "--token", "shop/robot=of-a-robot"});
    kubectl("apply -f " + kDeploy + "/herald.yaml");
    create_shop();
  }

  // As the Pod has it: its own token, and nobody else's.
  [[nodiscard]] std::string kubeconfig_with(const std::string& token) {
    std::ifstream admin(data_dir() + "/kubeconfig");
    std::string text{std::istreambuf_iterator<char>(admin), {}};
    const std::size_t at = text.find("token: ") + 7;
    text.replace(at, text.find('\n', at) - at, token);
    return file("kubeconfig-" + token, text);
  }

  std::unique_ptr<Controller> start_controller(const std::vector<std::string>& more = {}) {
    std::vector<std::string> flags{"--kubeconfig",     kubeconfig_with(kToken),
                                   "--lease-duration", "3s",
                                   "--renew-deadline", "2s",
                                   "--retry-period",   "200ms"};
    flags.insert(flags.end(), more.begin(), more.end());
    return std::make_unique<Controller>(flags, controller::Environment{{"HOME", data_dir()}});
  }

  void configure(const std::string& last_octet) {
    kubectl("apply -f " + file("config.yaml",
                               "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config, namespace: "
                               "herald-system}\ndata:\n  config: |\n    address-pools:\n    - name: "
                               "lab\n      protocol: layer2\n      addresses: [10.0.0.1-10.0.0." +
                                   last_octet + "]\n"));
  }

  // BGP peers on this machine, at a port where nobody listens; one has its password in a Secret.
  void configure_peers() {
    const std::string place = ", my-asn: 64512, peer-asn: 64513, peer-address: 127.0.0.1, peer-port: 1";
    kubectl("apply -f " + file("peers.yaml",
                               "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config, namespace: "
                               "herald-system}\ndata:\n  config: |\n    peers:\n    - {name: plain" +
                                   place + "}\n    - {name: secret" + place +
                                   ", password-secret: {name: herald-peer-passwords, key: tor}}\n"));
  }

  // Until kubectl shows a line with `text`.
  void await(const std::string& words, const std::string& text) {
    const auto watching = kubectl_in_background(words + " --watch");
    EXPECT_TRUE(watching->line_with(text)) << "kubectl " << words << ": no line with " << text;
  }

  // The Events on the configuration: "2 ConfigStale".
  void await_event(const std::string& text) {
    await("get events -n herald-system -o 'jsonpath={.count} {.reason}{\"\\n\"}'", text);
  }

  [[nodiscard]] std::string rights(const std::string& account = "herald-controller") {
    std::string told = kubectl("get --raw /lab/rights/herald-system/" + account);
    return told.substr(0, told.find('\n'));
  }
};

TEST_F(RightsTest, TheControllerLacksNoRightAndUsesEveryOne) {
  const auto controller = start_controller();
  await_event("1 ConfigMissing");  // it has looked for the last good one
  kubectl("apply -f " + service("web", "LoadBalancer", 80));
  configure("9");
  await("get service web -n shop -o 'jsonpath={.metadata.annotations}{\"\\n\"}'", "lb.herald/pool");
  await("get configmap herald-config-last-good -n herald-system -o 'jsonpath={.data.config}'", "10.0.0.9");
  configure("8");
  await("get configmap herald-config-last-good -n herald-system -o 'jsonpath={.data.config}'", "10.0.0.8");
  // The same mistake twice is one Event, counted.
  configure("x");
  await_event("1 ConfigStale");
  configure("8");
  configure("x");
  await_event("2 ConfigStale");
  EXPECT_THAT(kubectl("get service web -n shop"), HasSubstr("10.0.0.1 "));
  EXPECT_THAT(kubectl("get secret herald-cluster-key -n herald-system -o 'jsonpath={.type}'"),
              StartsWith("Opaque"));
  EXPECT_EQ(rights(), R"({"unused":[],"refused":[]})");

  // The other half of the proof: a right too many is seen.
  kubectl(
      "patch clusterrole herald-controller --type=json -p "
      "'[{\"op\":\"add\",\"path\":\"/rules/0/verbs/-\",\"value\":\"delete\"}]'");
  EXPECT_EQ(rights(), R"({"unused":["clusterroles/herald-controller: delete services"],"refused":[]})");
  EXPECT_EQ(controller->end(SIGTERM), 0);
}

TEST_F(RightsTest, ARightTooFewIsSeen) {
  kubectl("patch clusterrole herald-controller --type=json -p '[{\"op\":\"remove\",\"path\":\"/rules/1\"}]'");
  configure("9");
  const auto controller = start_controller();
  kubectl("apply -f " + service("web", "LoadBalancer", 80));
  EXPECT_TRUE(controller->says({"write_failed", "services/status"}));
  EXPECT_THAT(rights(), HasSubstr(R"(cannot patch resource \"services/status\")"));
  EXPECT_EQ(controller->end(SIGTERM), 0);
}

TEST_F(RightsTest, MetricsAreForThoseWhoMayReadThem) {
  kubectl("apply -f " + kDeploy + "/overlays/prometheus-operator/reviews.yaml");
  configure("9");
  const auto controller = start_controller({"--metrics-authenticate"});
  EXPECT_TRUE(controller->says({"leadership_gained"}));
  EXPECT_THAT(controller->page("/metrics"), StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(controller->page("/metrics", "made-up"), StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(controller->page("/metrics", "of-a-robot"), StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(controller->page("/metrics", "of-prometheus"), HasSubstr("herald_leader 1\n"));
  EXPECT_THAT(controller->page("/debug/state", "of-prometheus"), StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(controller->page("/healthz"), StartsWith("HTTP/1.1 200 "));
  const std::string used = rights();
  EXPECT_THAT(used, testing::Not(HasSubstr("reviews")));
  EXPECT_THAT(used, EndsWith(R"("refused":[]})"));
  EXPECT_EQ(controller->end(SIGTERM), 0);
}

// A BGP peer at a port where nobody listens makes it read a Secret and write Events.
TEST_F(RightsTest, TheSpeakerLacksNoRightAndUsesEveryOne) {
  kubectl("create secret generic herald-cluster-key -n herald-system --from-literal=key=" +
          std::string(32, 'k'));
  kubectl("apply -f " + file("node.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: node-1}\n"));
  Process speaker({HERALD_SPEAKER, "--kubeconfig", kubeconfig_with("of-the-speaker"), "--node-name", "node-1",
                   "--ring-address", "127.0.0.1", "--ring-port", "17957", "--interfaces", "nosuch0",
                   "--listen", "127.0.0.1:0", "--log-format", "json"},
                  {});
  EXPECT_TRUE(speaker.line_with("\"event\":\"config_missing\"")) << "then it looks for the last good one";
  kubectl("create secret generic herald-peer-passwords -n herald-system --from-literal=tor=secret");
  configure_peers();
  EXPECT_TRUE(speaker.line_with("\"event\":\"config_applied\""));
  const std::string events = "get events -o 'jsonpath={.count} {.reason} {.message}{\"\\n\"}'";
  await(events, "1 BgpPeerUnreachable no BGP session with plain");
  // The same again is the same Event, counted.
  configure("9");
  EXPECT_TRUE(speaker.line_with("\"event\":\"config_applied\""));
  configure_peers();
  await(events, "2 BgpPeerUnreachable no BGP session with plain");
  await("get lease -n herald-system -o 'jsonpath={.metadata.name}|{.spec.holderIdentity}{\"\\n\"}'",
        "speaker-node-1|node-1");
  speaker.signal(SIGTERM);
  EXPECT_TRUE(speaker.line_with("\"released\":true"));
  EXPECT_EQ(speaker.wait(), 0);
  EXPECT_EQ(rights("herald-speaker"), R"({"unused":[],"refused":[]})");
}

}  // namespace
}  // namespace herald::deploy
