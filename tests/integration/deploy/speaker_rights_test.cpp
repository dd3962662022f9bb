// The speaker with the rights that the manifests grant it, on a network interface of its own, so that it does
// everything that a speaker does: also telling in Events what it announces. The whole program lives in a
// network namespace that looks like a node.
#include "tests/integration/controller/cluster.h"
#include "tests/integration/deploy/rights_fixture.h"
#include "tests/integration/netns/network_namespace.h"
#include "tests/integration/netns/privileges.h"

#include <csignal>
#include <cstdio>

#include <gmock/gmock.h>

namespace herald::deploy {
namespace {

using apiserver::Process;

class SpeakerRights : public RightsTest {
 protected:
  void SetUp() override {
    RightsTest::SetUp();
    serve_base();
  }

  std::unique_ptr<Process> start_speaker() {
    return std::make_unique<Process>(
        std::vector<std::string>{HERALD_SPEAKER, "--kubeconfig", kubeconfig_of_speaker(), "--node-name",
                                 "node-1", "--ring-address", "10.0.0.250", "--interfaces", "eth0", "--listen",
                                 "127.0.0.1:0", "--log-format", "json"},
        apiserver::Environment{});
  }

  // Whether a Pod behind shop/web is ready.
  void backend(const std::string& ready) {
    kubectl("apply -f " +
            file("slice.yaml",
                 "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\naddressType: IPv4\nmetadata:\n"
                 "  name: web\n  namespace: shop\n  labels: {kubernetes.io/service-name: web}\n"
                 "endpoints:\n- {addresses: [10.1.0.1], nodeName: node-1, conditions: {ready: " +
                     ready + "}}\nports:\n- {port: 80}\n"));
  }

  // The pool, and a BGP peer on this machine where nobody listens, with its password in a Secret.
  void configure_peer() {
    kubectl("create secret generic herald-peer-passwords -n herald-system --from-literal=tor=secret");
    kubectl("apply -f " +
            file("config.yaml",
                 "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config, namespace: herald-system}\n"
                 "data:\n  config: |\n    peers:\n    - {name: tor, my-asn: 64512, peer-asn: 64513, "
                 "peer-address: 127.0.0.1, peer-port: 1, "
                 "password-secret: {name: herald-peer-passwords, key: tor}}\n"
                 "    address-pools:\n    - name: lab\n      protocol: layer2\n"
                 "      addresses: [10.0.0.1-10.0.0.9]\n"));
  }

  // Everything that a speaker ever does.
  void live_through_everything() {
    kubectl("apply -f " + file("node.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: node-1}\n"));
    kubectl("apply -f " + service("web", "LoadBalancer", 80));
    controller::Controller controller({"--kubeconfig", kubeconfig_of_controller()},
                                      controller::Environment{{"HOME", data_dir()}});
    const auto speaker = start_speaker();
    EXPECT_TRUE(speaker->line_with(R"("event":"config_missing")")) << "then it looks for the last good one";
    backend("true");
    configure("9");
    EXPECT_TRUE(speaker->line_with(R"("event":"address_gained")"));
    await_event("1 Announced");
    // The first time nobody had the address before, then this node had: from then on it is the same Event,
    // counted.
    for (int i = 0; i < 2; ++i) {
      backend("false");
      EXPECT_TRUE(speaker->line_with(R"("event":"address_lost")"));
      backend("true");
      EXPECT_TRUE(speaker->line_with(R"("event":"address_gained")"));
    }
    await_event("2 Announced");
    configure_peer();
    await_event("1 BgpPeerUnreachable");
    await(R"(get lease -n herald-system -o 'jsonpath={.metadata.annotations}{"\n"}')",
          R"("lb.herald/owned":"10.0.0.1")");
    speaker->signal(SIGTERM);
    EXPECT_TRUE(speaker->line_with(R"("released":true)"));
    EXPECT_EQ(speaker->wait(), 0);
    EXPECT_EQ(controller.end(SIGTERM), 0);
  }
};

TEST_F(SpeakerRights, NoneIsLackingEveryOneIsUsedAndWouldBeMissed) {
  live_through_everything();
  expect_every_right_to_be_missed("herald-speaker");
  kubectl(
      "patch role herald-speaker -n herald-system --type=json -p "
      "'[{\"op\":\"add\",\"path\":\"/rules/0/verbs/-\",\"value\":\"update\"}]'");
  EXPECT_THAT(rights("herald-speaker"),
              testing::StartsWith(R"({"unused":["roles/herald-speaker: update configmaps config"],)"));
}

}  // namespace
}  // namespace herald::deploy

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (const auto why = herald::netns::obtain_privileges()) {
    std::printf("skipped: %s\n", why->c_str());
    return 77;
  }
  const herald::netns::NetworkNamespace node;
  const herald::netns::NetworkNamespace lan;
  herald::netns::NetworkNamespace::connect({node, "eth0"}, {lan, "eth0"});
  node.ip("address add 10.0.0.250/24 dev eth0");
  int code = 1;
  node.run([&] { code = RUN_ALL_TESTS(); });
  return code;
}
