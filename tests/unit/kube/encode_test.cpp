#include "kube/encode.h"

#include "kube/decode.h"
#include "kube/timestamp.h"

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

net::IpAddress ip(std::string_view text) {
  return net::IpAddress::parse(text).value();
}

TEST(EncodeServiceStatus, AddressesAndCondition) {
  const ServiceStatusWrite write{.resource_version = "194",
                                 .ingress = {ip("192.168.23.220"), ip("fd00::1")},
                                 .change = ConditionChange::set,
                                 .assigned = {true, "Assigned", "from \"p\"", UnixSeconds(0)}};
  EXPECT_EQ(
      encode_service_status(write),
      R"({"metadata":{"resourceVersion":"194"},"status":{"loadBalancer":{"ingress":[{"ip":"192.168.23.220"},)"
      R"({"ip":"fd00::1"}]},"conditions":[{"type":"lb.herald/Assigned","status":"True","reason":"Assigned",)"
      R"("message":"from \"p\"","lastTransitionTime":"1970-01-01T00:00:00Z"}]}})");
}

TEST(EncodeServiceStatus, NothingShownAndTransitionTimeKept) {
  const ServiceStatusWrite write{.resource_version = "1",
                                 .ingress = {},
                                 .change = ConditionChange::set,
                                 .assigned = {false, "PoolFull", "", std::nullopt}};
  EXPECT_EQ(encode_service_status(write),
            R"({"metadata":{"resourceVersion":"1"},"status":{"loadBalancer":{"ingress":null},"conditions":)"
            R"([{"type":"lb.herald/Assigned","status":"False","reason":"PoolFull","message":""}]}})");
}

TEST(EncodeServiceStatus, ConditionRemovedOrLeftAlone) {
  ServiceStatusWrite write{
      .resource_version = "1", .ingress = {}, .change = ConditionChange::remove, .assigned = {}};
  EXPECT_EQ(encode_service_status(write),
            R"({"metadata":{"resourceVersion":"1"},"status":{"loadBalancer":{"ingress":)"
            R"(null},"conditions":[{"type":"lb.herald/Assigned","$patch":"delete"}]}})");
  write.change = ConditionChange::keep;
  EXPECT_EQ(encode_service_status(write),
            R"({"metadata":{"resourceVersion":"1"},"status":{"loadBalancer":{"ingress":null}}})");
}

TEST(EncodeAnnotations, SetsAndRemoves) {
  EXPECT_EQ(encode_annotations("5", {{"lb.herald/pool", "p"}, {"old", std::nullopt}}),
            R"({"metadata":{"resourceVersion":"5","annotations":{"lb.herald/pool":"p","old":null}}})");
}

Event sample_event() {
  Event event;
  event.about = {
      .api_version = "v1", .kind = "Service", .key = {"shop", "web"}, .uid = "u", .resource_version = {}};
  event.reason = "Assigned";
  event.message = "m";
  event.component = "herald-controller";
  return event;
}

TEST(EncodeEvent, CreateAndCount) {
  Event event = sample_event();
  EXPECT_EQ(encode_event(event),
            R"({"apiVersion":"v1","kind":"Event","metadata":{"name":")" + event_key(event).name +
                R"(","namespace":"shop"},"involvedObject":{"apiVersion":"v1","kind":"Service","name":"web",)"
                R"("namespace":"shop","uid":"u"},"type":"Normal","reason":"Assigned","message":"m","source":)"
                R"({"component":"herald-controller"},"firstTimestamp":"1970-01-01T00:00:00Z",)"
                R"("lastTimestamp":"1970-01-01T00:00:00Z","count":1})");
  event.count = 7;
  event.last = UnixSeconds(1);
  EXPECT_EQ(encode_event_count(event), R"({"count":7,"lastTimestamp":"1970-01-01T00:00:01Z"})");
}

TEST(EncodeEvent, LongMessagesAreCutBetweenCharacters) {
  Event event = sample_event();
  event.message = std::string(1023, 'a') + "\u00e9\u00e9";
  EXPECT_NE(encode_event(event).find("\"message\":\"" + std::string(1023, 'a') + "\""), std::string::npos);
}

TEST(EventKey, EqualEventsHaveEqualNames) {
  const Event event = sample_event();
  Event again = event;
  again.count = 9;
  again.last = UnixSeconds(99);
  again.about.resource_version = "77";
  EXPECT_EQ(event_key(event), event_key(again));
  Event other = event;
  other.message = "n";
  EXPECT_NE(event_key(event), event_key(other));
  EXPECT_EQ(event_key(event).name.size(), std::string("web.").size() + 16);
}

TEST(EventKey, FitsTheLimitOfNames) {
  Event event = sample_event();
  event.about.key = {"", std::string(235, 'n') + ".." + std::string(16, 'n')};
  const Key key = event_key(event);
  EXPECT_EQ(key.name_space, "default");
  EXPECT_LE(key.name.size(), 253U);
  EXPECT_EQ(key.name.find(".."), std::string::npos);
}

TEST(EncodeLease, ReadsBackAsWritten) {
  const LeaseWrite write{.key = {"herald-system", "controller"},
                         .resource_version = "3",
                         .holder = "pod-1",
                         .duration_seconds = 15,
                         .transitions = 2,
                         .acquired = UnixMicros(1),
                         .renewed = UnixMicros(2'000'001),
                         .annotations = {{"lb.herald/report", "{}"}}};
  Scratch scratch;
  const auto lease = decode<Lease>(encode_lease(write), scratch);
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->meta.key, write.key);
  EXPECT_EQ(lease->value,
            (Lease{"pod-1", 15, UnixMicros(1), UnixMicros(2'000'001), 2, {{"lb.herald/report", "{}"}}}));
}

TEST(EncodeLease, AnUpdateSaysOnlyWhatChanged) {
  const LeaseWrite release{.key = {"n", "l"},
                           .resource_version = "9",
                           .holder = "",
                           .duration_seconds = 1,
                           .transitions = 2,
                           .acquired = std::nullopt,
                           .renewed = UnixMicros(0),
                           .annotations = {}};
  EXPECT_EQ(encode_lease_update(release),
            R"({"metadata":{"resourceVersion":"9"},"spec":{"holderIdentity":"","leaseDurationSeconds":1,)"
            R"("leaseTransitions":2,"renewTime":"1970-01-01T00:00:00.000000Z"}})");
}

TEST(EncodeLease, GoesWithItsNode) {
  const LeaseWrite write{.key = {"n", "l"},
                         .resource_version = "",
                         .holder = "",
                         .acquired = std::nullopt,
                         .renewed = UnixMicros(0),
                         .annotations = {},
                         .node = "node-1",
                         .node_uid = "u-1"};
  constexpr const char* kOwner =
      R"("ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"node-1","uid":"u-1"}])";
  EXPECT_NE(encode_lease(write).find(kOwner), std::string::npos);
  EXPECT_NE(encode_lease_update(write).find(kOwner), std::string::npos);
}

TEST(EncodeConfigMap, CreateAndUpdate) {
  EXPECT_EQ(encode_config_map({"n", "last-good"}, {{"config", "a: 1\n"}}),
            R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"last-good","namespace":"n"},)"
            R"("data":{"config":"a: 1\n"}})");
  EXPECT_EQ(encode_config_map_update("", {{"config", "x"}}), R"({"metadata":{},"data":{"config":"x"}})");
}

TEST(EncodeSecret, ReadsBackAsWritten) {
  const std::string key("\0\1\xfe\xff", 4);
  Scratch scratch;
  const auto secret = decode<Secret>(encode_secret({"n", "s"}, {{"key", key}}), scratch);
  ASSERT_TRUE(secret);
  EXPECT_EQ(secret->value.data.at("key"), key);
}

}  // namespace
}  // namespace herald::kube
