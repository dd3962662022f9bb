// heraldctl against a running cluster: the embedded API server, a controller, and a speaker's Lease as a
// speaker would write it.
#include "tests/integration/cli/live_cluster.h"

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using testing::HasSubstr;

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

TEST_F(LiveHeraldctl, LooksAtTheServicesOfOneClass) {
  fill();
  add_speaker();
  kubectl("delete service second");
  const std::string made =
      "apiVersion: v1\nkind: Service\nmetadata: {name: theirs, namespace: default}\nspec: "
      "{type: LoadBalancer, loadBalancerClass: example.com/lb, ports: [{port: 80}]}\n";
  apply(made);
  const apiserver::Finished status = heraldctl({"status"});
  EXPECT_EQ(status.code, 0) << status.out;
  EXPECT_THAT(status.out, HasSubstr("1 of 1 have an address; 1 of other classes"));
  EXPECT_THAT(heraldctl({"status", "--lb-class", "example.com/lb"}).out,
              HasSubstr("default/theirs has no address: not judged yet"));
}

TEST_F(LiveHeraldctl, DrainsANodeThroughItsLeaseAndTakesItBack) {
  fill();
  EXPECT_EQ(heraldctl({"drain", "node-1"}).code, 2);  // no such speaker
  add_speaker();
  EXPECT_THAT(heraldctl({"owners"}).out, HasSubstr("192.0.2.10   node-1   default/first"));
  EXPECT_THAT(heraldctl({"owners", "-o", "wide"}).out, HasSubstr("2023-11-14T22:13:20Z"));
  EXPECT_THAT(heraldctl({"explain", "default/first"}).out,
              HasSubstr("announced by node-1 since 2023-11-14T22:13:20Z ("));
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
