#include "tests/unit/apiserver/api_fixture.h"

#include <gmock/gmock.h>

namespace herald::apiserver {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kBase = "/api/v1/namespaces/default/services/";

class ServiceRules : public ApiTest {
 protected:
  std::string spec_of(std::string_view name) { return to_text(object_at(service(name).body, "spec")); }
  std::int64_t node_port(const Outcome& outcome, std::size_t index = 0) {
    return number_at(as_object(list_at(outcome.body, "spec.ports").at(index)), "nodePort").value_or(0);
  }
};

TEST_F(ServiceRules, LoadBalancerGetsWhatARealServerGives) {
  const Outcome made = create_service("a", R"({"type":"LoadBalancer","ports":[{"port":80}]})");
  ASSERT_EQ(made.code, 201);
  EXPECT_THAT(std::string(made.at("spec.clusterIP")), StartsWith("10.96."));
  EXPECT_EQ(made.at("spec.clusterIP"), as_text(list_at(made.body, "spec.clusterIPs").front()));
  EXPECT_GE(node_port(made), 30000);
  EXPECT_LE(node_port(made), 32767);
  EXPECT_EQ(made.at("spec.externalTrafficPolicy"), "Cluster");
  EXPECT_TRUE(flag_at(made.body, "spec.allocateLoadBalancerNodePorts"));
  EXPECT_EQ(made.at("spec.ipFamilyPolicy"), "SingleStack");
  EXPECT_EQ(at(made.body, "metadata.generation"), nullptr);
}

TEST_F(ServiceRules, LeavingLoadBalancerTakesItsThingsAway) {
  create_service("a", R"({"type":"LoadBalancer","ports":[{"port":80}]})");
  patch(std::string(kBase) + "a/status", "merge",
        R"({"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}})");
  const Outcome left = patch(std::string(kBase) + "a", "merge", R"({"spec":{"type":"ClusterIP"}})");
  ASSERT_EQ(left.code, 200) << left.text;
  EXPECT_EQ(node_port(left), 0);
  EXPECT_EQ(at(left.body, "spec.externalTrafficPolicy"), nullptr);
  EXPECT_EQ(at(left.body, "spec.allocateLoadBalancerNodePorts"), nullptr);
  EXPECT_EQ(to_text(object_at(left.body, "status")), R"({"loadBalancer":{}})");
}

TEST_F(ServiceRules, ExternalNameGivesTheClusterIpBack) {
  const Outcome made = create_service("a", R"({"ports":[{"port":80}]})");
  const std::string address(made.at("spec.clusterIP"));
  const Outcome outside = patch(std::string(kBase) + "a", "merge",
                                R"({"spec":{"type":"ExternalName","externalName":"example.com"}})");
  ASSERT_EQ(outside.code, 200) << outside.text;
  EXPECT_EQ(at(outside.body, "spec.clusterIP"), nullptr);
  const Outcome again = create_service("b", R"({"clusterIP":")" + address + R"(","ports":[{"port":80}]})");
  EXPECT_EQ(again.code, 201) << again.text;
}

TEST_F(ServiceRules, AnUpdateThatIsSilentKeepsNumbers) {
  const Outcome made = create_service("a", R"({"type":"NodePort","ports":[{"port":80}]})");
  const Outcome put_back = put(
      std::string(kBase) + "a",
      R"({"metadata":{"name":"a"},"spec":{"type":"LoadBalancer","ports":[{"port":80},{"name":"x","port":81}]}})");
  EXPECT_EQ(put_back.code, 422) << "the first port has no name";
  const Outcome updated = put(
      std::string(kBase) + "a",
      R"({"metadata":{"name":"a"},"spec":{"type":"LoadBalancer","ports":[{"name":"w","port":80},{"name":"x","port":81}]}})");
  ASSERT_EQ(updated.code, 200) << updated.text;
  EXPECT_EQ(updated.at("spec.clusterIP"), made.at("spec.clusterIP"));
  EXPECT_EQ(node_port(updated), node_port(made));
  EXPECT_NE(node_port(updated, 1), node_port(made));
}

TEST_F(ServiceRules, NumbersThatAreTakenOrOutOfRangeAreRefused) {
  create_service("a",
                 R"({"type":"NodePort","clusterIP":"10.96.0.10","ports":[{"port":80,"nodePort":31000}]})");
  const Outcome port = create_service("b", R"({"type":"NodePort","ports":[{"port":80,"nodePort":31000}]})");
  EXPECT_EQ(
      port.at("message"),
      "Service \"b\" is invalid: spec.ports[0].nodePort: Invalid value: 31000: provided port is already "
      "allocated");
  const Outcome low = create_service("b", R"({"type":"NodePort","ports":[{"port":80,"nodePort":80}]})");
  EXPECT_THAT(std::string(low.at("message")), HasSubstr("The range of valid ports is 30000-32767"));
  const Outcome ip = create_service("b", R"({"clusterIP":"10.96.0.10","ports":[{"port":80}]})");
  EXPECT_THAT(std::string(ip.at("message")),
              HasSubstr("failed to allocate IP 10.96.0.10: provided IP is already"));
  const Outcome far = create_service("b", R"({"clusterIP":"10.97.0.10","ports":[{"port":80}]})");
  EXPECT_THAT(std::string(far.at("message")), HasSubstr("The range of valid IPs is 10.96.0.0/16"));
  drop(std::string(kBase) + "a");
  EXPECT_EQ(create_service(
                "b", R"({"type":"NodePort","clusterIP":"10.96.0.10","ports":[{"port":80,"nodePort":31000}]})")
                .code,
            201);
}

TEST_F(ServiceRules, ClusterIpMayNotChange) {
  create_service("a", R"({"clusterIP":"10.96.0.10","ports":[{"port":80}]})");
  const Outcome changed = patch(std::string(kBase) + "a", "merge", R"({"spec":{"clusterIP":"10.96.0.11"}})");
  EXPECT_EQ(changed.code, 422);
  EXPECT_THAT(std::string(changed.at("message")),
              HasSubstr("spec.clusterIPs[0]: Invalid value: [\"10.96.0.11\"]: may not change once set"));
}

TEST_F(ServiceRules, FamiliesFollowThePolicy) {
  const Outcome both = create_service("a", R"({"ipFamilyPolicy":"PreferDualStack","ports":[{"port":80}]})");
  ASSERT_EQ(both.code, 201) << both.text;
  EXPECT_EQ(to_text(list_at(both.body, "spec.ipFamilies")), R"(["IPv4","IPv6"])");
  EXPECT_THAT(std::string(as_text(list_at(both.body, "spec.clusterIPs").at(1))), StartsWith("fd00:10::"));
  const Outcome six = create_service("b", R"({"ipFamilies":["IPv6"],"ports":[{"port":80}]})");
  EXPECT_THAT(std::string(six.at("spec.clusterIP")), StartsWith("fd00:10::"));
}

TEST_F(ServiceRules, HeadlessHasNoAddress) {
  const Outcome made = create_service("a", R"({"clusterIP":"None","selector":{"a":"b"}})");
  ASSERT_EQ(made.code, 201) << made.text;
  EXPECT_EQ(made.at("spec.clusterIP"), "None");
}

TEST_F(ServiceRules, LocalPolicyGetsAHealthCheckPort) {
  const Outcome made =
      create_service("a", R"({"type":"LoadBalancer","externalTrafficPolicy":"Local","ports":[{"port":80}]})");
  EXPECT_GE(number_at(made.body, "spec.healthCheckNodePort").value_or(0), 30000);
  const Outcome cluster =
      patch(std::string(kBase) + "a", "merge", R"({"spec":{"externalTrafficPolicy":"Cluster"}})");
  EXPECT_EQ(at(cluster.body, "spec.healthCheckNodePort"), nullptr);
}

TEST_F(ServiceRules, WithoutNodePortsWhenAskedSo) {
  const Outcome made = create_service(
      "a", R"({"type":"LoadBalancer","allocateLoadBalancerNodePorts":false,"ports":[{"port":80}]})");
  EXPECT_EQ(node_port(made), 0);
}

struct Refusal {
  const char* spec;
  const char* says;
};

TEST_F(ServiceRules, Refusals) {
  const Refusal rows[] = {
      {R"({"ports":[]})", "spec.ports: Required value"},
      {R"({"ports":[{"port":80},{"port":81}]})", "spec.ports[0].name: Required value"},
      {R"({"ports":[{"name":"a","port":80},{"name":"a","port":81}]})",
       "spec.ports[1].name: Duplicate value: \"a\""},
      {R"({"ports":[{"name":"a","port":80},{"name":"b","port":80}]})", "spec.ports[1]: Duplicate value"},
      {R"({"ports":[{"port":80,"protocol":"ICMP"}]})", "supported values: \"SCTP\", \"TCP\", \"UDP\""},
      {R"({"ports":[{"port":65536}]})",
       "spec.ports[0].port: Invalid value: 65536: must be between 1 and 65535"},
      {R"({"ports":[{"port":80,"targetPort":"UPPER"}]})", "spec.ports[0].targetPort"},
      {R"({"ports":[{"port":80,"nodePort":30000}]})", "may not be used when `type` is 'ClusterIP'"},
      {R"({"type":"Magic","ports":[{"port":80}]})", "spec.type: Unsupported value: \"Magic\""},
      {R"({"sessionAffinity":"Magic","ports":[{"port":80}]})", "spec.sessionAffinity: Unsupported value"},
      {R"({"externalTrafficPolicy":"Local","ports":[{"port":80}]})", "externally-accessible"},
      {R"({"loadBalancerClass":"x/y","ports":[{"port":80}]})", "spec.loadBalancerClass: Forbidden"},
      {R"({"externalIPs":["x"],"ports":[{"port":80}]})", "spec.externalIPs[0]: Invalid value: \"x\""},
      {R"({"type":"ExternalName"})", "spec.externalName: Required value"},
      {R"({"selector":{"a b":"c"},"ports":[{"port":80}]})", "spec.selector: Invalid value: \"a b\""},
  };
  for (const Refusal& row : rows) {
    SCOPED_TRACE(row.spec);
    const Outcome outcome = create_service("x", row.spec);
    EXPECT_EQ(outcome.code, 422) << outcome.text;
    EXPECT_THAT(std::string(outcome.at("message")), HasSubstr(row.says));
    EXPECT_FALSE(list_at(outcome.body, "details.causes").empty());
  }
}

TEST_F(ServiceRules, StatusIsCheckedToo) {
  create_service("a", R"({"type":"LoadBalancer","ports":[{"port":80}]})");
  const Outcome bad = patch(std::string(kBase) + "a/status", "merge",
                            R"({"status":{"loadBalancer":{"ingress":[{"ip":"999.1.1.1"}]}}})");
  EXPECT_EQ(bad.code, 422);
  create_service("b", R"({"ports":[{"port":80}]})");
  const Outcome wrong = patch(std::string(kBase) + "b/status", "merge",
                              R"({"status":{"loadBalancer":{"ingress":[{"ip":"1.1.1.1"}]}}})");
  EXPECT_THAT(std::string(wrong.at("message")),
              HasSubstr("may only be used when `spec.type` is \"LoadBalancer\""));
}

TEST_F(ServiceRules, EachEndpointLeavesTheOthersPartAlone) {
  create_service("a", R"({"type":"LoadBalancer","ports":[{"port":80}]})");
  const std::string before = spec_of("a");
  patch(std::string(kBase) + "a/status", "merge",
        R"({"spec":{"type":"ClusterIP"},"status":{"conditions":[]}})");
  EXPECT_EQ(spec_of("a"), before);
  patch(std::string(kBase) + "a", "merge", R"({"status":{"loadBalancer":{"ingress":[{"ip":"1.1.1.1"}]}}})");
  EXPECT_EQ(to_text(object_at(service("a").body, "status")), R"({"loadBalancer":{}})");
}

TEST_F(ServiceRules, ADryRunLeavesNoTrace) {
  const kube::Version before = cluster_.store().current_version();
  const Outcome tried =
      post("/api/v1/namespaces/default/services?dryRun=All",
           R"({"metadata":{"name":"a"},"spec":{"clusterIP":"10.96.0.77","ports":[{"port":80}]}})");
  EXPECT_EQ(tried.code, 201);
  EXPECT_EQ(service("a").code, 404);
  EXPECT_EQ(cluster_.store().current_version(), before);
  EXPECT_EQ(create_service("b", R"({"clusterIP":"10.96.0.77","ports":[{"port":80}]})").code, 201);
}

}  // namespace
}  // namespace herald::apiserver
