// What a real API server answered decodes to what it meant.
#include "kube/decode.h"
#include "kube/decode_absence.h"
#include "kube/decode_list.h"
#include "kube/decode_watch.h"
#include "kube/timestamp.h"
#include "tests/unit/kube/golden.h"

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

using model::Service;

net::IpAddress ip(std::string_view text) {
  return net::IpAddress::parse(text).value();
}

Service gateway_as_created() {
  Service service;
  service.key = {"istio-system", "istio-ingressgateway"};
  service.uid = "4799b3b2-b183-41f3-b586-39a119a7870b";
  service.resource_version = "194";
  service.created = parse_time("2026-11-20T10:44:03Z").value();
  service.is_load_balancer = true;
  service.labels = {{"app", "istio-ingressgateway"}};
  service.cluster_ips = {ip("10.103.60.16")};
  service.ports = {{model::Protocol::tcp, 80}, {model::Protocol::tcp, 443}};
  service.selector = {{"app", "istio-ingressgateway"}};
  return service;
}

TEST(DecodeGolden, ServiceAsCreated) {
  Scratch scratch;
  const auto decoded = decode<Service>(golden("create-service.json"), scratch);
  ASSERT_TRUE(decoded) << to_string(decoded.error());
  EXPECT_EQ(decoded->value, gateway_as_created());
  EXPECT_EQ(decoded->meta.key, decoded->value.key);
  EXPECT_EQ(decoded->meta.resource_version, "194");
}

TEST(DecodeGolden, ServiceWithAddressAndCondition) {
  Scratch scratch;
  const auto decoded = decode<Service>(golden("patch-status-merge.json"), scratch);
  ASSERT_TRUE(decoded) << to_string(decoded.error());
  Service expected = gateway_as_created();
  expected.resource_version = "197";
  expected.ingress = {ip("192.168.23.220")};
  expected.assigned = {true, "Assigned", "192.168.23.220 from pool my-ip-space"};
  EXPECT_EQ(decoded->value, expected);
}

TEST(DecodeGolden, NamespaceLeaseAndEvent) {
  Scratch scratch;
  const auto space = decode<Namespace>(golden("create-namespace.json"), scratch);
  ASSERT_TRUE(space);
  EXPECT_EQ(space->meta.key, (Key{"", "istio-system"}));
  EXPECT_TRUE(space->value.labels.empty());

  const auto lease = decode<Lease>(golden("create-lease.json"), scratch);
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->value.holder, "a");
  EXPECT_EQ(lease->value.duration_seconds, 15);
  EXPECT_EQ(lease->value.transitions, 0);
  EXPECT_EQ(lease->value.renewed, parse_micro_time("2026-01-01T00:00:00Z"));

  const auto event = decode_meta(golden("create-event.json"), scratch);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->key, (Key{"istio-system", "istio-ingressgateway.cw7bf"}));
  EXPECT_EQ(event->resource_version, "204");
}

TEST(DecodeGolden, Refusals) {
  Scratch scratch;
  const auto conflict = decode_status(golden("patch-status-wrong-resourceversion-409.json"), scratch);
  ASSERT_TRUE(conflict);
  EXPECT_EQ(conflict->code, 409);
  EXPECT_EQ(conflict->reason, "Conflict");
  EXPECT_TRUE(
      conflict->message.starts_with("Operation cannot be fulfilled on services \"istio-ingressgateway\""));
  EXPECT_EQ(decode_status(golden("create-again-409.json"), scratch)->reason, "AlreadyExists");
  EXPECT_EQ(decode_status(golden("get-404.json"), scratch)->code, 404);
  EXPECT_EQ(decode_status(golden("create-invalid-422.json"), scratch)->reason, "Invalid");
}

// In the words of a real registry; and everything else that is not about the object that was asked for.
TEST(DecodeGolden, AbsenceIsForTheRegistryToTell) {
  Scratch scratch;
  const std::string told = golden("get-404.json");
  EXPECT_TRUE(says_absent(told, kServices, "nobody", scratch));
  EXPECT_FALSE(says_absent(told, kServices, "somebody", scratch));
  EXPECT_FALSE(says_absent(told, kConfigMaps, "nobody", scratch));
  for (const char* other : {"", "404 page not found", "{}", R"({"kind":"Status","reason":"NotFound"})"})
    EXPECT_FALSE(says_absent(other, kServices, "nobody", scratch)) << other;
  EXPECT_FALSE(says_absent(golden("patch-status-wrong-resourceversion-409.json"), kServices,
                           "istio-ingressgateway", scratch));
}

TEST(DecodeGolden, Discovery) {
  Scratch scratch;
  const auto versions = decode_group_versions(golden("apis.json"), scratch);
  ASSERT_TRUE(versions);
  EXPECT_EQ(versions->front(), "apiregistration.k8s.io/v1");
  EXPECT_EQ(choose_endpoints_api(*versions), EndpointsApi::slices_v1beta1);
}

TEST(DecodeGolden, ListOfAllServices) {
  Scratch scratch;
  const std::string text = golden("list-services.json");
  std::string_view rest = text;
  ListCutter cutter;
  std::vector<Service> services;
  while (const auto item = cutter.next(rest)) {
    auto decoded = decode<Service>(*item, scratch);
    ASSERT_TRUE(decoded) << to_string(decoded.error());
    services.push_back(std::move(decoded->value));
  }
  ASSERT_TRUE(cutter.complete());
  const auto envelope = decode_list_envelope(cutter.envelope(), scratch);
  ASSERT_TRUE(envelope);
  EXPECT_EQ(*envelope, (ListEnvelope{"202", "", std::nullopt}));
  ASSERT_EQ(services.size(), 3U);
  EXPECT_EQ(services[0].key.to_string(), "default/kubernetes");
  EXPECT_FALSE(services[1].is_load_balancer);
  EXPECT_EQ(services[2].ports.size(), 3U);
  EXPECT_EQ(services[2].annotations, (model::Labels{{"lb.herald/pool", "my-ip-space"}}));
}

TEST(DecodeGolden, PageWithContinuation) {
  Scratch scratch;
  const std::string text = golden("list-services-paged.json");
  std::string_view rest = text;
  ListCutter cutter;
  std::size_t items = 0;
  while (cutter.next(rest))
    ++items;
  EXPECT_EQ(items, 1U);
  const auto envelope = decode_list_envelope(cutter.envelope(), scratch);
  ASSERT_TRUE(envelope);
  EXPECT_TRUE(envelope->continue_token.starts_with("eyJ2IjoibWV0YS5rOHMuaW8vdjEi"));
  EXPECT_EQ(envelope->remaining, 2);
}

TEST(DecodeGolden, EmptyList) {
  Scratch scratch;
  const std::string text = golden("list-configmaps-fieldselector.json");
  std::string_view rest = text;
  ListCutter cutter;
  EXPECT_FALSE(cutter.next(rest));
  ASSERT_TRUE(cutter.complete());
  EXPECT_EQ(decode_list_envelope(cutter.envelope(), scratch)->resource_version, "202");
}

TEST(DecodeGolden, WatchOfServices) {
  Scratch scratch;
  const std::string text = golden("watch-services.jsonl");
  std::string_view rest = text;
  LineCutter cutter;
  std::string story;
  while (const auto line = cutter.next(rest)) {
    const auto frame = split_watch_event(*line);
    ASSERT_TRUE(frame) << to_string(frame.error());
    if (frame->type == WatchEventType::bookmark) {
      story += "B" + decode_resource_version(frame->object, scratch).value() + " ";
      continue;
    }
    const auto service = decode<Service>(frame->object, scratch);
    ASSERT_TRUE(service) << to_string(service.error());
    story += std::string(1, "AMD"[static_cast<int>(frame->type)]) + service->meta.resource_version + " ";
  }
  EXPECT_EQ(story, "A200 A202 M207 M209 D210 A214 A217 M219 M221 M224 D225 B225 B225 B225 ");
}

TEST(DecodeGolden, WatchThatExpired) {
  Scratch scratch;
  const std::string line = golden("watch-too-old-410.jsonl");
  const auto frame = split_watch_event(line);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->type, WatchEventType::error);
  const auto status = decode_status(frame->object, scratch);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->code, 410);
  EXPECT_EQ(status->reason, "Expired");
}

}  // namespace
}  // namespace herald::kube
