// Every overlay builds, applies, and says what it should.
#include "tests/integration/apiserver/kubectl_fixture.h"

#include <gmock/gmock.h>

namespace herald::deploy {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kDeploy = std::string(HERALD_SOURCE_DIR) + "/deploy";

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

class ManifestsTest : public apiserver::KubectlTest {
 protected:
  std::string built(const std::string& folder) { return kubectl("kustomize " + kDeploy + "/" + folder); }
};

class OverlaysBuiltTest : public ManifestsTest {
 protected:
  void SetUp() override {
    ManifestsTest::SetUp();
    if (!builds_overlays()) GTEST_SKIP() << kBuildsNoOverlays;
  }
};

TEST_F(ManifestsTest, WhatIsMadeFromOtherFilesIsUpToDate) {
  const apiserver::Finished checked =
      apiserver::run({std::string(HERALD_SOURCE_DIR) + "/scripts/manifests.sh", "--check"},
                     {{"PATH", std::getenv("PATH")}, {"HOME", data_dir()}});
  EXPECT_EQ(checked.code, 0) << checked.out;
}

TEST_F(ManifestsTest, TheOneFileApplies) {
  const std::string said = kubectl("apply -f " + kDeploy + "/herald.yaml");
  for (const char* made :
       {"namespace/herald-system created", "serviceaccount/herald-controller created",
        "serviceaccount/herald-speaker created", "deployment.apps/herald-controller created",
        "daemonset.apps/herald-speaker created", "poddisruptionbudget.policy/herald-controller created",
        "networkpolicy.networking.k8s.io/herald-controller created"})
    EXPECT_THAT(said, HasSubstr(made));
  // kubectl replaces the selector of a PodDisruptionBudget each time, also by itself, and says so.
  std::string again = kubectl("apply -f " + kDeploy + "/herald.yaml");
  const std::string budget = "poddisruptionbudget.policy/herald-controller configured";
  if (const auto at = again.find(budget); at != std::string::npos) again.erase(at, budget.size());
  EXPECT_THAT(again, Not(HasSubstr("configured"))) << "a second time changes nothing";
  EXPECT_THAT(kubectl("apply -f " + kDeploy + "/examples/config.yaml"),
              HasSubstr("configmap/config created"));
}

TEST_F(ManifestsTest, TheSpeakerHasTheOneCapabilityItNeedsAndIsNeverThrottled) {
  const std::string base = built("base");
  EXPECT_THAT(base, HasSubstr("hostNetwork: true"));
  EXPECT_THAT(
      base, HasSubstr("          capabilities:\n            add:\n            - NET_RAW\n            drop:\n"
                      "            - ALL\n"));
  EXPECT_THAT(base, HasSubstr("terminationGracePeriodSeconds: 10"));
  EXPECT_THAT(base, HasSubstr("priorityClassName: system-node-critical"));
  EXPECT_THAT(base, Not(HasSubstr("limits:\n            cpu")));
  EXPECT_THAT(base, Not(HasSubstr("kind: ConfigMap"))) << "the configuration is the user's";
}

// What the routes say is no use with kube-proxy in IPVS mode: each node has the API server's address itself.
TEST_F(ManifestsTest, TheSpeakerTakesTheNodesAddressForItsRing) {
  EXPECT_THAT(built("base"),
              HasSubstr("        - name: HERALD_RING_ADDRESS\n          valueFrom:\n            fieldRef:\n"
                        "              fieldPath: status.hostIP\n"));
}

TEST_F(OverlaysBuiltTest, InTheOldNamespaceNothingSpeaksOfTheNewOne) {
  EXPECT_THAT(built("overlays/metallb-namespace"), Not(HasSubstr("herald-system")));
}

// It is there before Herald, with what a way back needs.
TEST_F(OverlaysBuiltTest, TheOldNamespaceIsNotOursToDelete) {
  const std::string overlay = kDeploy + "/overlays/metallb-namespace";
  kubectl("create namespace metallb-system");
  kubectl("create configmap config -n metallb-system --from-literal=config=old");
  EXPECT_THAT(kubectl("apply -k " + overlay), HasSubstr("deployment.apps/herald-controller created"));
  EXPECT_THAT(kubectl("delete -k " + overlay), HasSubstr("\"herald-controller\" deleted"));
  EXPECT_THAT(kubectl("get deployments,daemonsets -n metallb-system"), Not(HasSubstr("herald")));
  EXPECT_THAT(kubectl("get configmap config -n metallb-system -o 'jsonpath={.data.config}'"),
              HasSubstr("old"));
}

TEST_F(OverlaysBuiltTest, MinikubeIsServedByOneCommand) {
  const std::string minikube = built("overlays/minikube");
  EXPECT_THAT(minikube, HasSubstr("replicas: 1\n"));
  EXPECT_THAT(minikube, HasSubstr("kind: ConfigMap"));
  EXPECT_THAT(minikube, Not(HasSubstr("PodDisruptionBudget")));
  EXPECT_THAT(kubectl("apply -k " + kDeploy + "/overlays/minikube"), HasSubstr("configmap/config created"));
}

TEST_F(OverlaysBuiltTest, WithTheOperatorBothDaemonsAskForTokens) {
  const std::string operated = built("overlays/prometheus-operator");
  EXPECT_EQ(count(operated, "HERALD_METRICS_AUTHENTICATE\n          value: \"true\""), 2);
  for (const char* kind : {"kind: ServiceMonitor", "kind: PrometheusRule"})
    EXPECT_THAT(operated, HasSubstr(kind));
}

// With TLS the kubelet has to ask by it too, or it ends the Pods.
TEST_F(OverlaysBuiltTest, WithTlsProbesAndPrometheusUseIt) {
  const std::string tls = built("overlays/prometheus-operator-tls");
  EXPECT_EQ(count(tls, "httpGet:"), 4);
  EXPECT_EQ(count(tls, "scheme: HTTPS\n"), 4);
  EXPECT_EQ(count(tls, "scheme: https\n"), 1);
  EXPECT_EQ(count(tls, "value: /etc/herald/metrics-tls/tls.crt\n"), 2);
  EXPECT_EQ(count(tls, "value: /etc/herald/metrics-tls/tls.key\n"), 2);
  EXPECT_EQ(count(tls, "mountPath: /etc/herald/metrics-tls\n"), 2);
}

TEST_F(OverlaysBuiltTest, OldClustersAreSparedWhatTheyDoNotKnow) {
  const std::string old = built("overlays/kubernetes-before-1.21");
  for (const char* later :
       {"PodDisruptionBudget", "topologySpreadConstraints", "seccompProfile", "priorityClassName"})
    EXPECT_THAT(old, Not(HasSubstr(later)));
  EXPECT_THAT(old, HasSubstr("  - endpoints\n  verbs:\n  - list\n  - watch\n"));
}

}  // namespace
}  // namespace herald::deploy
