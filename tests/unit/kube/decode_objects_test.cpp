#include "kube/decode.h"
#include "kube/timestamp.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

std::string object_json(const std::string& rest, const std::string& metadata = "") {
  return R"({"metadata":{"name":"x","namespace":"n")" + (metadata.empty() ? "" : "," + metadata) + "}" +
         (rest.empty() ? "" : "," + rest) + "}";
}

template <class T>
T decoded(const std::string& json) {
  Scratch scratch;
  auto object = decode<T>(json, scratch);
  EXPECT_TRUE(object) << to_string(object.error()) << "\n" << json;
  return object ? std::move(object->value) : T();
}

template <class T>
DecodeError error(const std::string& json) {
  Scratch scratch;
  const auto object = decode<T>(json, scratch);
  EXPECT_FALSE(object) << json;
  return object ? DecodeError() : object.error();
}

TEST(DecodeObjects, NamespaceLabels) {
  EXPECT_EQ(decoded<Namespace>(object_json("", R"("labels":{"team":"a"})")).labels,
            (model::Labels{{"team", "a"}}));
}

TEST(DecodeObjects, ConfigMapData) {
  const auto map = decoded<ConfigMap>(object_json(R"("data":{"config":"a: \"b\"\n\u0000"})"));
  EXPECT_EQ(map.data.at("config"), std::string("a: \"b\"\n\0", 8));
  EXPECT_TRUE(decoded<ConfigMap>(object_json("")).data.empty());
  EXPECT_EQ(error<ConfigMap>(object_json(R"("data":{"config":{}})")).path, "data.config");
}

TEST(DecodeObjects, SecretData) {
  EXPECT_EQ(decoded<Secret>(object_json(R"("data":{"key":"AAEC/w=="})")).data.at("key"),
            std::string("\0\1\2\xff", 4));
  EXPECT_EQ(error<Secret>(object_json(R"("data":{"key":"?"})")), (DecodeError{"data.key", "not base64"}));
}

TEST(DecodeObjects, Leases) {
  EXPECT_EQ(decoded<Lease>(object_json("")), Lease());
  const auto lease = decoded<Lease>(object_json(R"("spec":{"holderIdentity":null,"leaseTransitions":3,)"
                                                R"("renewTime":"1970-01-01T00:00:01.5Z"})",
                                                R"("annotations":{"any":"thing"})"));
  EXPECT_EQ(lease.holder, "");
  EXPECT_EQ(lease.transitions, 3);
  EXPECT_EQ(lease.renewed, UnixMicros(1'500'000));
  EXPECT_EQ(lease.annotations, (model::Labels{{"any", "thing"}}));
  EXPECT_EQ(error<Lease>(object_json(R"("spec":{"leaseDurationSeconds":-1})")).path,
            "spec.leaseDurationSeconds");
  EXPECT_EQ(error<Lease>(object_json(R"("spec":{"renewTime":"soon"})")).path, "spec.renewTime");
}

TEST(DecodeObjects, Nodes) {
  const auto node = decoded<model::Node>(
      R"({"metadata":{"name":"w1","labels":{"node.kubernetes.io/exclude-from-external-load-balancers":""}},)"
      R"("spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"True"},)"
      R"({"type":"NetworkUnavailable","status":"True"},{"type":"MemoryPressure","status":"True"}]}})");
  EXPECT_EQ(node.name, "w1");
  EXPECT_TRUE(node.excluded());
  EXPECT_TRUE(node.ready);
  EXPECT_FALSE(node.schedulable);
  EXPECT_TRUE(node.network_unavailable);
  const auto unknown = decoded<model::Node>(
      R"({"metadata":{"name":"w2"},"status":{"conditions":[{"type":"Ready","status":"Unknown"}]}})");
  EXPECT_FALSE(unknown.ready);
  EXPECT_FALSE(unknown.excluded());
  EXPECT_TRUE(unknown.schedulable);
}

std::vector<std::string> own_addresses(const std::string& listed) {
  const auto node =
      decoded<model::Node>(R"({"metadata":{"name":"w1"},"status":{"addresses":)" + listed + "}}");
  std::vector<std::string> texts;
  for (const net::IpAddress& address : node.addresses)
    texts.push_back(address.to_string());
  return texts;
}

// As people may list them: in any order, twice, and with what is no address.
TEST(DecodeObjects, AddressesOfNodes) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(own_addresses("[]"), Texts());
  EXPECT_EQ(own_addresses("null"), Texts());
  EXPECT_EQ(own_addresses(R"([{"type":"Hostname","address":"10.0.0.9"},)"
                          R"({"type":"InternalIP","address":"fd00::1"},)"
                          R"({"type":"ExternalIP","address":"192.0.2.1"},)"
                          R"({"type":"InternalIP","address":"10.0.0.1"},)"
                          R"({"type":"ExternalIP","address":"10.0.0.1"},)"
                          R"({"type":"InternalDNS","address":"10.0.0.8"},)"
                          R"({"type":"InternalIP","address":"pending"},{"type":"InternalIP"}])"),
            (Texts{"10.0.0.1", "192.0.2.1", "fd00::1"}));
}

TEST(DecodeObjects, ANodeWithoutEndOfAddressesKeepsAFew) {
  std::string listed = "[";
  for (int i = 0; i < 200; ++i)
    listed += R"({"type":"InternalIP","address":"10.0.0.)" + std::to_string(i) + "\"},";
  listed.back() = ']';
  EXPECT_EQ(own_addresses(listed).size(), 32U);
}

model::Endpoint endpoint(std::string_view address, std::string node, bool ready, bool serving,
                         bool terminating) {
  return {net::IpAddress::parse(address).value(), std::move(node), ready, serving, terminating};
}

TEST(DecodeObjects, EndpointSliceV1) {
  const auto slice = decoded<model::EndpointSlice>(object_json(
      R"("addressType":"IPv4","endpoints":[{"addresses":["10.0.0.1","10.0.0.9"],"nodeName":"w1"},)"
      R"({"addresses":["10.0.0.2"],"conditions":{"ready":false}},)"
      R"({"addresses":["10.0.0.3"],"conditions":{"ready":false,"serving":true,"terminating":true},"nodeName":"w2"},)"
      R"({"addresses":[]}])",
      R"("labels":{"kubernetes.io/service-name":"shop"})"));
  EXPECT_EQ(slice.service, (model::ServiceKey{"n", "shop"}));
  EXPECT_EQ(slice.endpoints, (std::vector{endpoint("10.0.0.1", "w1", true, true, false),
                                          endpoint("10.0.0.2", "", false, false, false),
                                          endpoint("10.0.0.3", "w2", false, true, true)}));
}

TEST(DecodeObjects, EndpointSliceV1Beta1NamesTheNodeInItsTopology) {
  const auto slice = decoded<model::EndpointSlice>(object_json(
      R"("addressType":"IPv6","endpoints":[{"addresses":["fd00::1"],"topology":{"kubernetes.io/hostname":"w3"}}])"));
  EXPECT_EQ(slice.service, (model::ServiceKey{"n", ""}));
  EXPECT_EQ(slice.endpoints, (std::vector{endpoint("fd00::1", "w3", true, true, false)}));
}

TEST(DecodeObjects, CoreEndpoints) {
  const auto slice = decoded<model::EndpointSlice>(
      object_json(R"("subsets":[{"addresses":[{"ip":"10.0.0.1","nodeName":"w1"}],)"
                  R"("notReadyAddresses":[{"ip":"10.0.0.2"}]},{"addresses":null}])"));
  EXPECT_EQ(slice.service, (model::ServiceKey{"n", "x"}));
  EXPECT_EQ(slice.endpoints, (std::vector{endpoint("10.0.0.1", "w1", true, true, false),
                                          endpoint("10.0.0.2", "", false, false, false)}));
  EXPECT_TRUE(decoded<model::EndpointSlice>(object_json("")).endpoints.empty());
  EXPECT_EQ(error<model::EndpointSlice>(object_json(R"("subsets":[{"addresses":[{"ip":"x"}]}])")).path,
            "subsets[0].addresses[0].ip");
}

TEST(DecodeObjects, SlicesOfHostNamesHaveNoEndpoints) {
  EXPECT_TRUE(decoded<model::EndpointSlice>(
                  object_json(R"("addressType":"FQDN","endpoints":[{"addresses":["a.b"]}])"))
                  .endpoints.empty());
}

TEST(DecodeAnswers, StatusWithRetryAfter) {
  Scratch scratch;
  const auto status = decode_status(
      R"({"kind":"Status","code":429,"reason":"TooManyRequests","details":{"retryAfterSeconds":7}})",
      scratch);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->retry_after_seconds, 7);
  EXPECT_EQ(decode_status(R"({"kind":"Service"})", scratch).error().path, "kind");
}

TEST(DecodeAnswers, ListWithoutVersionIsNoList) {
  Scratch scratch;
  EXPECT_EQ(decode_list_envelope(R"({"metadata":{}})", scratch).error().path, "metadata.resourceVersion");
}

TEST(DecodeMeta, SalvagedFromBrokenObjects) {
  Scratch scratch;
  const auto meta = salvage_meta(
      R"({"kind":"Service","metadata":{"labels":{"name":7},"name":"a\u002db","namespace":"n","resourceVersion":"9"},)"
      R"("spec":{"ports":[{]}})",
      scratch);
  ASSERT_TRUE(meta);
  EXPECT_EQ(meta->key, (Key{"n", "a-b"}));
  EXPECT_EQ(meta->resource_version, "9");
  // Even when the text breaks off, as soon as metadata is whole.
  EXPECT_TRUE(salvage_meta(R"({"metadata":{"name":"a"},"spec":{"x)", scratch));
  for (const char* hopeless :
       {"", "[]", "{}", R"({"metadata":{"name":"a"})", R"({"metadata":{"name":4},"x":1})",
        R"({"metadata":{"name":"a/b"},"x":1})", R"({"spec":{"metadata":{"name":"a"}}})"}) {
    EXPECT_FALSE(salvage_meta(hopeless, scratch)) << hopeless;
  }
}

TEST(ChooseEndpointsApi, TakesTheBest) {
  EXPECT_EQ(choose_endpoints_api({"apps/v1", "discovery.k8s.io/v1beta1", "discovery.k8s.io/v1"}),
            EndpointsApi::slices_v1);
  EXPECT_EQ(choose_endpoints_api({"discovery.k8s.io/v1alpha1"}), EndpointsApi::core_endpoints);
}

TEST(IsOlder, ComparesNumbersOnly) {
  EXPECT_EQ(is_older("9", "10"), true);
  EXPECT_EQ(is_older("10", "10"), false);
  EXPECT_EQ(is_older("18446744073709551616", "18446744073709551617"), true);
  for (const char* opaque : {"", "a", "-1", "01", "1.0"})
    EXPECT_EQ(is_older(opaque, "5"), std::nullopt) << opaque;
}

}  // namespace
}  // namespace herald::kube
