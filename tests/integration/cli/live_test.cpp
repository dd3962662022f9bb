// heraldctl against a running cluster: the embedded API server, a controller, and a speaker's Lease as a
// speaker would write it.
#include "tests/integration/controller/cluster.h"

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using testing::HasSubstr;

class LiveHeraldctl : public ClusterTest {
 protected:
  apiserver::Finished heraldctl(const std::vector<std::string>& words) const {
    std::vector<std::string> command{HERALD_CTL};
    command.insert(command.end(), words.begin(), words.end());
    command.insert(command.end(), {"--namespace", "metallb-system"});
    return apiserver::run(command, {{"KUBECONFIG", kubeconfig()}});
  }

  void fill() {
    kubectl("create namespace metallb-system");
    apply(R"(apiVersion: v1
kind: ConfigMap
metadata: {name: config, namespace: metallb-system}
data:
  config: |
    address-pools:
    - {name: only, protocol: layer2, addresses: [192.0.2.10-192.0.2.10]}
)");
    apply(service("first"));
    controller_ = start_controller();
    EXPECT_NE(await("get service first -o jsonpath={.status.loadBalancer}{\"\\n\"} --watch", "192.0.2.10"),
              "");
    apply(service("second"));
    EXPECT_NE(await("get service second -o jsonpath={.status.conditions}{\"\\n\"} --watch", "PoolFull"), "");
  }

  static std::string service(const std::string& name) {
    return "apiVersion: v1\nkind: Service\nmetadata: {name: " + name +
           ", namespace: default}\nspec: {type: LoadBalancer, ports: [{port: 80}]}\n";
  }

 private:
  std::unique_ptr<Controller> controller_;
};

TEST_F(LiveHeraldctl, ShowsWhatTheClusterHolds) {
  fill();
  EXPECT_THAT(heraldctl({"services"}).out, HasSubstr("default     first    192.0.2.10    only   Assigned"));
  EXPECT_THAT(heraldctl({"pools", "-o", "json"}).out, HasSubstr(R"("total":"1","used":"1","free":"0")"));

  const apiserver::Finished pending = heraldctl({"explain", "default/second"});
  EXPECT_EQ(pending.code, 0);
  EXPECT_THAT(pending.out, HasSubstr("Verdict:   PoolFull:"));
  EXPECT_THAT(pending.out, HasSubstr("1 of 1 in use"));

  const apiserver::Finished status = heraldctl({"status"});
  EXPECT_EQ(status.code, 1);  // one Service waits, and nobody announces the other
  EXPECT_THAT(status.out, HasSubstr("default/second has no address: PoolFull"));
  EXPECT_THAT(status.out, HasSubstr("default/first is announced by nobody: no speaker runs"));
}

TEST_F(LiveHeraldctl, DrainsANodeThroughItsLeaseAndTakesItBack) {
  fill();
  EXPECT_EQ(heraldctl({"drain", "node-1"}).code, 2);  // no such speaker
  apply(R"(apiVersion: coordination.k8s.io/v1
kind: Lease
metadata:
  name: speaker-node-1
  namespace: metallb-system
  annotations:
    lb.herald/speaker-address: "198.51.100.1:7947"
    lb.herald/speaker-incarnation: "1"
    lb.herald/owned: "192.0.2.10"
spec: {holderIdentity: node-1, leaseDurationSeconds: 60, renewTime: "2099-01-01T00:00:00.000000Z"}
)");
  EXPECT_THAT(heraldctl({"owners"}).out, HasSubstr("192.0.2.10   node-1   default/first"));
  EXPECT_EQ(heraldctl({"drain", "node-1"}).code, 0);
  EXPECT_THAT(heraldctl({"status"}).out, HasSubstr("node-1   draining"));
  EXPECT_EQ(heraldctl({"drain", "node-1", "--undo"}).code, 0);
  EXPECT_THAT(heraldctl({"status"}).out, HasSubstr("node-1   up"));
}

TEST_F(LiveHeraldctl, SaysWhatIsWrongWithTheCallOrTheCluster) {
  EXPECT_EQ(heraldctl({"explain", "first"}).code, 2);
  EXPECT_EQ(heraldctl({"explain", "default/nobody"}).code, 2);
  const apiserver::Finished lost = heraldctl({"status", "--kubeconfig", "/does/not/exist"});
  EXPECT_EQ(lost.code, 2);
  EXPECT_THAT(lost.out, HasSubstr("/does/not/exist"));
  // No configuration at all.
  EXPECT_THAT(heraldctl({"status"}).out,
              HasSubstr("there is no configuration in ConfigMap metallb-system/config"));
}

}  // namespace
}  // namespace herald::controller
