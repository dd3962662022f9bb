#include "kube/decode.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

using model::Service;

// A Service with `spec`, `status` and more of `metadata`, all as the inside of an object.
std::string service_json(const std::string& spec, const std::string& status = "",
                         const std::string& metadata = "") {
  return R"({"metadata":{"name":"a","namespace":"n","resourceVersion":"7")" +
         (metadata.empty() ? "" : "," + metadata) + R"(},"spec":{)" + spec + R"(},"status":{)" + status +
         "}}";
}

Service decoded(const std::string& json) {
  Scratch scratch;
  auto service = decode<Service>(json, scratch);
  EXPECT_TRUE(service) << to_string(service.error()) << "\n" << json;
  return service ? std::move(service->value) : Service();
}

DecodeError error(const std::string& json) {
  Scratch scratch;
  const auto service = decode<Service>(json, scratch);
  EXPECT_FALSE(service) << json;
  return service ? DecodeError() : service.error();
}

TEST(DecodeService, LeastThereIs) {
  Service expected;
  expected.key = {"n", "a"};
  expected.resource_version = "7";
  EXPECT_EQ(decoded(service_json("")), expected);
  EXPECT_EQ(decoded(R"({"metadata":{"name":"a","namespace":"n","resourceVersion":"7"}})"), expected);
}

TEST(DecodeService, NullIsAbsent) {
  EXPECT_EQ(decoded(service_json(R"("ports":null,"type":null,"clusterIPs":null,"selector":null)",
                                 R"("loadBalancer":null,"conditions":null)",
                                 R"("labels":null,"creationTimestamp":null,"deletionTimestamp":null)")),
            decoded(service_json("")));
}

TEST(DecodeService, UnknownFieldsAreIgnored) {
  EXPECT_EQ(decoded(service_json(R"("internalTrafficPolicy":"Cluster","x":[[{"y":null}]])", R"("z":1e9)")),
            decoded(service_json("")));
}

TEST(DecodeService, DualStack) {
  const Service service = decoded(service_json(
      R"("type":"LoadBalancer","loadBalancerClass":"x/y","loadBalancerIP":"10.0.0.1","clusterIP":"fd00::1",)"
      R"("clusterIPs":["fd00::1","10.96.0.9"],"ipFamilies":["IPv6","IPv4"],"ipFamilyPolicy":"RequireDualStack",)"
      R"("externalTrafficPolicy":"Local")"));
  EXPECT_EQ(service.load_balancer_class, "x/y");
  EXPECT_EQ(service.load_balancer_ip, "10.0.0.1");
  EXPECT_EQ(service.ip_families, (std::vector{net::Family::ipv6, net::Family::ipv4}));
  EXPECT_EQ(service.family_policy, model::FamilyPolicy::require_dual_stack);
  ASSERT_EQ(service.cluster_ips.size(), 2U);
  EXPECT_EQ(service.cluster_ips[0].to_string(), "fd00::1");
  EXPECT_EQ(service.traffic_policy, model::TrafficPolicy::local);
}

TEST(DecodeService, ClusterIpsThatAreNone) {
  for (const char* spec :
       {R"("clusterIP":"None")", R"("clusterIP":"")", R"("clusterIP":"None","clusterIPs":["None"])",
        R"("clusterIPs":[])", R"("clusterIPs":[""])"}) {
    EXPECT_TRUE(decoded(service_json(spec)).cluster_ips.empty()) << spec;
  }
  // Before 1.20 only the single field exists.
  EXPECT_EQ(decoded(service_json(R"("clusterIP":"10.96.0.9")")).cluster_ips.size(), 1U);
}

TEST(DecodeService, Ports) {
  const Service service = decoded(service_json(
      R"("ports":[{"port":80},{"port":53,"protocol":"UDP","name":"dns"},{"port":65535,"protocol":"SCTP"}])"));
  EXPECT_EQ(service.ports,
            (std::vector<model::ServicePort>{
                {model::Protocol::tcp, 80}, {model::Protocol::udp, 53}, {model::Protocol::sctp, 65535}}));
}

TEST(DecodeService, OnlyAnnotationsThatHeraldReads) {
  const Service service =
      decoded(service_json("", "",
                           R"("annotations":{"lb.herald/address-pool":"p",)"
                           R"("metallb.io/allow-shared-ip":"k","metallb.universe.tf/x":"",)"
                           R"("kubectl.kubernetes.io/last":"{}","lb.heraldX":1,"a":null})"));
  EXPECT_EQ(service.annotations, (model::Labels{{"lb.herald/address-pool", "p"},
                                                {"metallb.io/allow-shared-ip", "k"},
                                                {"metallb.universe.tf/x", ""}}));
}

TEST(DecodeService, IngressHoldsOnlyAddresses) {
  const Service service =
      decoded(service_json("", R"("loadBalancer":{"ingress":[{"hostname":"h"},{"ip":"192.0.2.1"},)"
                               R"({"ip":"no"},{"ip":""},{},{"ip":"fd00::5","ipMode":"VIP"}]})"));
  ASSERT_EQ(service.ingress.size(), 2U);
  EXPECT_EQ(service.ingress[1].to_string(), "fd00::5");
}

TEST(DecodeService, OnlyOurCondition) {
  EXPECT_EQ(decoded(service_json("", R"("conditions":[{"type":"Other","status":"True"}])")).assigned,
            std::nullopt);
  EXPECT_EQ(decoded(service_json(
                        "", R"("conditions":[{"type":"Other","status":"True"},{"type":"lb.herald/Assigned",)"
                            R"("status":"Unknown","reason":"PoolFull","message":"m"}])"))
                .assigned,
            (model::Condition{false, "PoolFull", "m"}));
}

TEST(DecodeService, DeletionAndCreationTimes) {
  const Service service = decoded(service_json("", "",
                                               R"("creationTimestamp":"1970-01-01T00:00:09Z",)"
                                               R"("deletionTimestamp":"2026-01-01T00:00:00Z")"));
  EXPECT_TRUE(service.being_deleted);
  EXPECT_EQ(service.created, UnixSeconds(9));
}

struct Bad {
  const char* spec;
  const char* status;
  const char* metadata;
  DecodeError error;
};

TEST(DecodeService, ErrorsNameThePlace) {
  const Bad kBad[] = {
      {R"("ports":[{"port":80},{"port":"80"}])",
       "",
       "",
       {"spec.ports[1].port", "not a whole number from 1 to 65535"}},
      {R"("ports":[{"port":0}])", "", "", {"spec.ports[0].port", "not a whole number from 1 to 65535"}},
      {R"("ports":[{"port":65536}])", "", "", {"spec.ports[0].port", "not a whole number from 1 to 65535"}},
      {R"("ports":[{"port":80.0}])", "", "", {"spec.ports[0].port", "not a whole number from 1 to 65535"}},
      {R"("ports":[{"port":1e999}])", "", "", {"spec.ports[0].port", "not a whole number from 1 to 65535"}},
      {R"("ports":[{"port":99999999999999999999999}])",
       "",
       "",
       {"spec.ports[0].port", "not a whole number from 1 to 65535"}},
      {R"("ports":[{}])", "", "", {"spec.ports[0].port", "missing"}},
      {R"("ports":[7])", "", "", {"spec.ports[0]", "not an object"}},
      {R"("ports":{})", "", "", {"spec.ports", "not a list"}},
      {R"("ports":[{"port":80,"protocol":"QUIC"}])", "", "", {"spec.ports[0].protocol", "unknown protocol"}},
      {R"("type":1)", "", "", {"spec.type", "not a string"}},
      {R"("ipFamilies":["IPv5"])", "", "", {"spec.ipFamilies", "unknown family"}},
      {R"("ipFamilyPolicy":"Triple")", "", "", {"spec.ipFamilyPolicy", "unknown policy"}},
      {R"("externalTrafficPolicy":"Near")", "", "", {"spec.externalTrafficPolicy", "unknown policy"}},
      {R"("clusterIPs":["10.0.0.256"])", "", "", {"spec.clusterIPs", "not an IP address"}},
      {R"("clusterIPs":["10.0.0.1",4])", "", "", {"spec.clusterIPs[1]", "not a string"}},
      {R"("selector":{"a":1})", "", "", {"spec.selector.a", "not a string"}},
      {"", R"("loadBalancer":[])", "", {"status.loadBalancer", "not an object"}},
      {"",
       R"("loadBalancer":{"ingress":[{"ip":4}]})",
       "",
       {"status.loadBalancer.ingress[0].ip", "not a string"}},
      {"", "", R"("creationTimestamp":"yesterday")", {"metadata.creationTimestamp", "not an RFC 3339 time"}},
      {"", "", R"("labels":{"a":[]})", {"metadata.labels.a", "not a string"}},
      {"", "", R"("uid":"\u0000")", {"metadata.uid", "not a name"}},
  };
  for (const Bad& bad : kBad) {
    EXPECT_EQ(error(service_json(bad.spec, bad.status, bad.metadata)), bad.error) << bad.error.path;
  }
}

TEST(DecodeService, NamesThatCannotBe) {
  EXPECT_EQ(error(R"({"spec":{}})").path, "metadata");
  EXPECT_EQ(error(R"({"metadata":null})").path, "metadata");
  EXPECT_EQ(error(R"({"metadata":{}})"), (DecodeError{"metadata.name", "missing"}));
  for (const char* name : {"a/b", "a b", "..", "%41", "a\\u0000b"}) {
    EXPECT_EQ(error(R"({"metadata":{"name":")" + std::string(name) + R"("}})").path, "metadata.name") << name;
  }
}

TEST(DecodeService, TheLastOfDuplicateKeysCounts) {
  EXPECT_TRUE(decoded(service_json(R"("type":"ClusterIP","type":"LoadBalancer")")).is_load_balancer);
}

TEST(DecodeService, TextsThatAreNoJson) {
  EXPECT_EQ(error("").path, "");
  EXPECT_EQ(error("[]").why, "not an object");
  EXPECT_EQ(error("null").why, "not an object");
  EXPECT_TRUE(error("{} x").why.starts_with("not JSON"));
  EXPECT_TRUE(error(service_json("\"type\":\"\xff\"")).why.starts_with("not JSON"));
  EXPECT_TRUE(error(std::string("{}\0", 3)).why.starts_with("not JSON"));
}

TEST(DecodeService, NestingIsBounded) {
  const auto nested = [](std::size_t depth) {
    return service_json("\"x\":" + std::string(depth, '[') + std::string(depth, ']'));
  };
  decoded(nested(250));
  EXPECT_TRUE(error(nested(300)).why.starts_with("not JSON"));
  EXPECT_TRUE(error(nested(1'000'000)).why.starts_with("not JSON"));
}

TEST(DecodeService, LargerThanTheScratch) {
  const std::string big(3 * Scratch::kBytes, 'x');
  EXPECT_EQ(decoded(service_json("", "", R"("labels":{"a":")" + big + "\"}")).labels.at("a"), big);
}

}  // namespace
}  // namespace herald::kube
