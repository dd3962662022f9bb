#include "tests/integration/cli/live_cluster.h"

namespace herald::controller {
namespace {

std::string service(const std::string& name) {
  return "apiVersion: v1\nkind: Service\nmetadata: {name: " + name +
         ", namespace: default}\nspec: {type: LoadBalancer, ports: [{port: 80}]}\n";
}

}  // namespace

apiserver::Finished LiveHeraldctl::heraldctl(const std::vector<std::string>& words) const {
  std::vector<std::string> command{HERALD_CTL};
  command.insert(command.end(), words.begin(), words.end());
  command.insert(command.end(), {"--namespace", "metallb-system"});
  return apiserver::run(command, {{"KUBECONFIG", kubeconfig()}});
}

void LiveHeraldctl::fill() {
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
  EXPECT_NE(await("get service first -o jsonpath={.status.loadBalancer}{\"\\n\"} --watch", "192.0.2.10"), "");
  apply(service("second"));
  EXPECT_NE(await("get service second -o jsonpath={.status.conditions}{\"\\n\"} --watch", "PoolFull"), "");
}

void LiveHeraldctl::add_speaker() {
  apply(R"(apiVersion: coordination.k8s.io/v1
kind: Lease
metadata:
  name: speaker-node-1
  namespace: metallb-system
  annotations:
    lb.herald/version: 0.0.9
    lb.herald/speaker-address: "198.51.100.1:7947"
    lb.herald/speaker-incarnation: "1"
    lb.herald/owned: "192.0.2.10"
    lb.herald/since: "1700000000=192.0.2.10"
spec: {holderIdentity: node-1, leaseDurationSeconds: 60, renewTime: "2099-01-01T00:00:00.000000Z"}
)");
}

}  // namespace herald::controller
