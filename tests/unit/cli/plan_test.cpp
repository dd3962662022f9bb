#include "cli/cluster_files.h"
#include "cli/dry_run.h"
#include "cli/plan_output.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kConfig =
    "address-pools:\n"
    "- name: a\n"
    "  protocol: layer2\n"
    "  addresses: [10.0.0.1-10.0.0.2]\n";

std::string service(const std::string& name, const std::string& more = "") {
  return "---\nkind: Service\nmetadata: {name: " + name +
         ", namespace: shop}\nspec:\n  type: LoadBalancer\n" +
         "  clusterIP: 10.96.0.1\n  ports: [{port: 80}]\n" + more;
}

InputFile file(std::string text) {
  return {.name = "f.yaml", .text = std::move(text)};
}

std::vector<Outcome> plan(const std::string& services, const std::string& load_balancer_class = "") {
  const std::vector inputs{file(kConfig), file(services)};
  auto cluster = read_cluster(inputs);
  EXPECT_TRUE(cluster.has_value());
  return dry_run(*cluster, load_balancer_class);
}

std::vector<std::string> errors(const std::string& first, const std::string& second) {
  const std::vector inputs{file(first), file(second)};
  return read_cluster(inputs).error();
}

std::string read_example(const std::string& name) {
  std::ifstream in(std::string(HERALD_SOURCE_DIR) + "/config/examples/" + name);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Plan, ServesInTheOrderOfTheFileAndSaysWhyTheLastGetsNothing) {
  const auto outcomes = plan(service("x") + service("y") + service("z"));
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(outcomes[0].service.ingress[0].to_string(), "10.0.0.1");
  EXPECT_EQ(outcomes[1].service.ingress[0].to_string(), "10.0.0.2");
  EXPECT_TRUE(outcomes[2].service.ingress.empty());
  EXPECT_EQ(outcomes[2].service.assigned->reason, "PoolFull");
  EXPECT_THAT(outcomes[2].service.assigned->message, HasSubstr("2 of 2 in use"));
}

TEST(Plan, KeepsWhatAStatusAlreadyShows) {
  const auto outcomes =
      plan(service("x") + service("y", "status: {loadBalancer: {ingress: [{ip: 10.0.0.1}]}}\n"));
  EXPECT_EQ(outcomes[0].service.ingress[0].to_string(), "10.0.0.2");
  EXPECT_EQ(outcomes[1].service.ingress[0].to_string(), "10.0.0.1");
  EXPECT_FALSE(outcomes[1].changed);
}

TEST(Plan, LeavesOtherClassesAlone) {
  const auto outcomes = plan(service("x", "  loadBalancerClass: theirs\n"));
  EXPECT_FALSE(outcomes[0].handled);
  EXPECT_THAT(render(show_plan(outcomes), Form::table), HasSubstr("its load balancer class is \"theirs\""));
  EXPECT_TRUE(plan(service("x", "  loadBalancerClass: theirs\n"), "theirs")[0].handled);
}

TEST(Plan, PlaysTheFirstCluster) {
  const std::vector inputs{file(read_example("seed-cluster.yaml")), file(read_example("seed-services.yaml"))};
  const auto cluster = read_cluster(inputs);
  ASSERT_TRUE(cluster.has_value());
  EXPECT_EQ(cluster->services.size(), 16U);
  const auto outcomes = dry_run(*cluster, "");
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(render(show_plan(outcomes), Form::table),
            "NAMESPACE      NAME                   EXTERNAL-IP      POOL          REASON     MESSAGE\n"
            "istio-system   istio-ingressgateway   192.168.23.220   my-ip-space   Assigned   "
            "192.168.23.220 from pool \"my-ip-space\"\n");
}

TEST(Plan, ReadsAList) {
  const auto outcomes = plan(
      "kind: List\nitems:\n- kind: Service\n  metadata: {name: x}\n"
      "  spec: {type: LoadBalancer, clusterIP: 10.96.0.1, ports: [{port: 80}]}\n");
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].service.key.to_string(), "default/x");
}

TEST(Plan, PrintsJsonForScripts) {
  EXPECT_EQ(render(show_plan(plan(service("x"))), Form::json),
            "{\"services\":[{\"namespace\":\"shop\",\"name\":\"x\",\"handled\":true,\"changed\":true,"
            "\"addresses\":[\"10.0.0.1\"],\"pool\":\"a\",\"assigned\":true,\"reason\":\"Assigned\","
            "\"message\":\"10.0.0.1 from pool \\\"a\\\"\"}]}\n");
}

TEST(ClusterFiles, AsksForAConfiguration) {
  EXPECT_THAT(errors(service("x"), service("y")), ElementsAre(HasSubstr("no configuration in these files")));
}

TEST(ClusterFiles, RefusesASecondConfiguration) {
  EXPECT_THAT(errors(kConfig, kConfig),
              ElementsAre(HasSubstr("a second configuration; the first is at f.yaml:1")));
}

TEST(ClusterFiles, RefusesTheSameServiceTwice) {
  EXPECT_THAT(errors(kConfig, service("x") + service("x")),
              ElementsAre(HasSubstr("a second Service shop/x")));
}

TEST(ClusterFiles, NamesTheFieldThatIsWrong) {
  EXPECT_THAT(errors(kConfig, "kind: Service\nmetadata: {name: x}\nspec: {ports: [{port: many}]}\n"),
              Contains(HasSubstr("f.yaml:1 Service x: spec.ports[0].port")));
}

TEST(ClusterFiles, ReportsAnInvalidConfigurationWithItsPlaces) {
  EXPECT_THAT(errors("nonsense: 1\n", service("x")), Contains(HasSubstr("f.yaml:1:1")));
}

}  // namespace
}  // namespace herald::cli
