#include "cli/live_read.h"

#include "tests/unit/kube_client/scripted_server.h"

#include <chrono>
#include <optional>
#include <string>

#include <gmock/gmock.h>

namespace herald::cli {
namespace {

using kube::answer;

std::string list(const std::string& kind, const std::string& version, const std::string& items) {
  return R"({"kind":")" + kind + R"(List","apiVersion":")" + version +
         R"(","metadata":{"resourceVersion":"1"},"items":[)" + items + "]}";
}

// A speaker's Lease of a minute, renewed at 12:34:50 of that day.
const std::string kLease =
    R"({"metadata":{"name":"speaker-n1","namespace":"herald-system","annotations":{)"
    R"("lb.herald/speaker-address":"192.0.2.1:7947","lb.herald/speaker-incarnation":"1"}},)"
    R"("spec":{"holderIdentity":"n1","leaseDurationSeconds":60,"renewTime":"2024-05-01T12:34:50.000000Z"}})";

class LiveReadTest : public kube::ClientTest {
 protected:
  LiveReadTest() {
    // The laptop is an hour ahead of the cluster.
    clock_.set_wall(runtime::WallTime(std::chrono::seconds(1'714'566'896 + 3600)));
  }

  LiveCluster read(const std::string& headers, const ClusterChoice& choice = {}) {
    server_->replies = {answer(200, list("Service", "v1", services_), headers),
                        answer(200, list("Lease", "coordination.k8s.io/v1", kLease), headers),
                        answer(200, list("ConfigMap", "v1", ""), headers)};
    run(keep(choice));
    EXPECT_TRUE(*read_) << read_->error();
    return *read_ ? **read_ : LiveCluster();
  }

  runtime::Task<> keep(ClusterChoice choice) {
    const LiveWay way{clock_, *endpoint_};
    read_ = co_await read_live_cluster(executor(), choice, way);
  }

  std::string services_;
  std::optional<Result<LiveCluster, std::string>> read_;
};

TEST_F(LiveReadTest, LeasesRunOutByTheServersClock) {
  start();
  LiveCluster cluster = read("Date: Wed, 01 May 2024 12:34:56 GMT\r\n");
  ASSERT_EQ(cluster.speakers.size(), 1U);
  EXPECT_FALSE(cluster.speakers[0].expired);
  EXPECT_EQ(age(*cluster.speakers[0].renewed, cluster.now), "6s");
  cluster = read("Date: Wed, 01 May 2024 12:36:56 GMT\r\n");
  ASSERT_EQ(cluster.speakers.size(), 1U);
  EXPECT_TRUE(cluster.speakers[0].expired);
}

TEST_F(LiveReadTest, ByOursWhereTheServerTellsNone) {
  start();
  const LiveCluster cluster = read("");
  ASSERT_EQ(cluster.speakers.size(), 1U);
  EXPECT_TRUE(cluster.speakers[0].expired);
}

TEST_F(LiveReadTest, ServicesAreForHeraldByTheirClass) {
  const auto service = [](const std::string& name, const std::string& more) {
    return R"({"metadata":{"name":")" + name + R"(","namespace":"shop","uid":")" + name +
           R"("},"spec":{"type":"LoadBalancer")" + more + R"(,"ports":[{"port":80}]}})";
  };
  services_ =
      service("theirs", R"(,"loadBalancerClass":"example.com/lb")") + "," + service("ours", std::string());
  start();
  LiveCluster cluster = read("");
  ASSERT_EQ(cluster.services.size(), 1U);
  EXPECT_EQ(cluster.services[0].key.name, "ours");
  ASSERT_EQ(cluster.of_other_classes.size(), 1U);
  EXPECT_EQ(cluster.of_other_classes[0].key.name, "theirs");
  ClusterChoice other;
  other.load_balancer_class = "example.com/lb";
  cluster = read("", other);
  ASSERT_EQ(cluster.services.size(), 1U);
  EXPECT_EQ(cluster.services[0].key.name, "theirs");
}

}  // namespace
}  // namespace herald::cli
