// Names, namespaces, finalizers, field validation: what holds for objects of every kind.
#include "tests/unit/apiserver/api_fixture.h"

#include <gmock/gmock.h>

namespace herald::apiserver {
namespace {

using testing::HasSubstr;

constexpr std::string_view kMaps = "/api/v1/namespaces/default/configmaps";

class Objects : public ApiTest {};

TEST_F(Objects, GeneratedNamesAreNew) {
  const Outcome a = post(kMaps, R"({"metadata":{"generateName":"x-"}})");
  const Outcome b = post(kMaps, R"({"metadata":{"generateName":"x-"}})");
  EXPECT_EQ(a.at("metadata.name").size(), 7U);
  EXPECT_NE(a.at("metadata.name"), b.at("metadata.name"));
  EXPECT_THAT(post(kMaps, R"({"metadata":{}})").text, HasSubstr("name or generateName is required"));
}

TEST_F(Objects, ThePathDecidesWhoIsMeant) {
  post(kMaps, R"({"metadata":{"name":"a"}})");
  EXPECT_EQ(put(std::string(kMaps) + "/a", R"({"metadata":{"name":"b"}})").code, 400);
  EXPECT_EQ(post(kMaps, R"({"metadata":{"name":"c","namespace":"kube-system"}})").code, 400);
  EXPECT_EQ(post(kMaps, R"({"kind":"Secret","apiVersion":"v1","metadata":{"name":"c"}})").code, 400);
  EXPECT_EQ(put(std::string(kMaps) + "/nobody", R"({"metadata":{"name":"nobody"}})").code, 404);
  EXPECT_EQ(put(std::string(kMaps) + "/a", R"({"metadata":{"name":"a","uid":"other"}})").code, 409);
  EXPECT_EQ(post("/api/v1/configmaps", R"({"metadata":{"name":"c"}})").code, 400);
  EXPECT_EQ(get("/api/v1/nonsense").code, 404);
  EXPECT_EQ(get("/apis/nonsense/v1/things").code, 404);
}

TEST_F(Objects, UnknownFieldsAreToldAsWished) {
  const char* body = R"({"metadata":{"name":"a"},"dat":{"k":"v"}})";
  const Outcome strict = post(std::string(kMaps) + "?fieldValidation=Strict", body);
  EXPECT_EQ(strict.code, 400);
  EXPECT_THAT(strict.text, HasSubstr("strict decoding error: unknown field \\\"dat\\\""));
  const Outcome warned = post(kMaps, body);
  EXPECT_EQ(warned.code, 201);
  ASSERT_EQ(warned.reply.headers.size(), 1U);
  EXPECT_EQ(warned.reply.headers.front().second, "299 - \"unknown field \\\"dat\\\"\"");
  EXPECT_EQ(at(warned.body, "dat"), nullptr);
  drop(std::string(kMaps) + "/a");
  EXPECT_TRUE(post(std::string(kMaps) + "?fieldValidation=Ignore", body).reply.headers.empty());
}

TEST_F(Objects, WrongTypesAreRefused) {
  EXPECT_THAT(post(kMaps, R"({"metadata":{"name":"a"},"data":{"k":1}})").text,
              HasSubstr("cannot unmarshal number into field data.k of type string"));
  EXPECT_EQ(post(kMaps, "[]").code, 400);
  EXPECT_EQ(post(kMaps, "{").code, 400);
  EXPECT_EQ(call("POST", kMaps, "x", {.content_type = "text/plain"}).code, 415);
}

TEST_F(Objects, YamlBodiesAreRead) {
  const Outcome made =
      call("POST", kMaps, "metadata:\n  name: y\ndata:\n  n: '1'\n", {.content_type = "application/yaml"});
  ASSERT_EQ(made.code, 201) << made.text;
  EXPECT_EQ(made.at("data.n"), "1");
  EXPECT_EQ(call("POST", kMaps, "a: [", {.content_type = "application/yaml"}).code, 400);
}

TEST_F(Objects, FinalizersHoldAnObject) {
  post(kMaps, R"({"metadata":{"name":"a","finalizers":["x/y"]}})");
  const Outcome asked = drop(std::string(kMaps) + "/a");
  EXPECT_EQ(asked.code, 200);
  EXPECT_NE(asked.at("metadata.deletionTimestamp"), "");
  EXPECT_EQ(get(std::string(kMaps) + "/a").code, 200);
  patch(std::string(kMaps) + "/a", "merge", R"({"metadata":{"finalizers":null}})");
  EXPECT_EQ(get(std::string(kMaps) + "/a").code, 404);
}

TEST_F(Objects, DeletionHasPreconditions) {
  const Outcome made = post(kMaps, R"({"metadata":{"name":"a"}})");
  EXPECT_EQ(call("DELETE", std::string(kMaps) + "/a", R"({"preconditions":{"uid":"other"}})").code, 409);
  const std::string uid(made.at("metadata.uid"));
  EXPECT_EQ(call("DELETE", std::string(kMaps) + "/a", R"({"preconditions":{"uid":")" + uid + R"("}})").code,
            200);
}

TEST_F(Objects, CollectionsAreDeletedBySelector) {
  post(kMaps, R"({"metadata":{"name":"a","labels":{"l":"1"}}})");
  post(kMaps, R"({"metadata":{"name":"b"}})");
  EXPECT_EQ(list_at(drop(std::string(kMaps) + "?labelSelector=l").body, "items").size(), 1U);
  EXPECT_EQ(get(std::string(kMaps) + "/a").code, 404);
  EXPECT_EQ(get(std::string(kMaps) + "/b").code, 200);
}

TEST_F(Objects, GenerationCountsChangesOfTheSpec) {
  const std::string base = "/apis/apps/v1/namespaces/default/deployments";
  EXPECT_EQ(
      number_at(post(base, R"({"metadata":{"name":"d"},"spec":{"replicas":1}})").body, "metadata.generation"),
      1);
  patch(base + "/d", "merge", R"({"metadata":{"labels":{"a":"b"}}})");
  patch(base + "/d/status", "merge", R"({"status":{"replicas":1}})");
  EXPECT_EQ(number_at(get(base + "/d").body, "metadata.generation"), 1);
  patch(base + "/d", "merge", R"({"spec":{"replicas":2}})");
  EXPECT_EQ(number_at(get(base + "/d").body, "metadata.generation"), 2);
}

TEST_F(Objects, NamespacesTakeTheirContentAlong) {
  EXPECT_EQ(post("/api/v1/namespaces/shop/configmaps", R"({"metadata":{"name":"a"}})").code, 404);
  post("/api/v1/namespaces", R"({"metadata":{"name":"shop"}})");
  post("/api/v1/namespaces/shop/configmaps", R"({"metadata":{"name":"a"}})");
  EXPECT_EQ(drop("/api/v1/namespaces/shop").code, 200);
  EXPECT_EQ(get("/api/v1/namespaces/shop").code, 404);
  EXPECT_EQ(get("/api/v1/namespaces/shop/configmaps/a").code, 404);
  EXPECT_EQ(drop("/api/v1/namespaces/default").code, 403);
}

TEST_F(Objects, ANamespaceWaitsForFinalizersWithin) {
  post("/api/v1/namespaces", R"({"metadata":{"name":"shop"}})");
  post("/api/v1/namespaces/shop/configmaps", R"({"metadata":{"name":"a","finalizers":["x/y"]}})");
  drop("/api/v1/namespaces/shop");
  EXPECT_EQ(get("/api/v1/namespaces/shop").at("status.phase"), "Terminating");
  EXPECT_EQ(post("/api/v1/namespaces/shop/configmaps", R"({"metadata":{"name":"b"}})").code, 403);
  patch("/api/v1/namespaces/shop/configmaps/a", "merge", R"({"metadata":{"finalizers":null}})");
  EXPECT_EQ(get("/api/v1/namespaces/shop").code, 404);
}

TEST_F(Objects, SecretsCarryBase64) {
  const std::string base = "/api/v1/namespaces/default/secrets";
  const Outcome made = post(base, R"({"metadata":{"name":"s"},"stringData":{"k":"abc"}})");
  EXPECT_EQ(made.at("data.k"), "YWJj");
  EXPECT_EQ(made.at("type"), "Opaque");
  EXPECT_EQ(at(made.body, "stringData"), nullptr);
  EXPECT_EQ(post(base, R"({"metadata":{"name":"t"},"data":{"k":"*"}})").code, 422);
}

TEST_F(Objects, ImmutableMeansImmutable) {
  post(kMaps, R"({"metadata":{"name":"a"},"data":{"k":"v"},"immutable":true})");
  EXPECT_EQ(patch(std::string(kMaps) + "/a", "merge", R"({"data":{"k":"w"}})").code, 422);
  EXPECT_EQ(patch(std::string(kMaps) + "/a", "merge", R"({"metadata":{"labels":{"l":"m"}}})").code, 200);
}

TEST_F(Objects, TokensAreMintedForServiceAccounts) {
  const std::string base = "/api/v1/namespaces/default/serviceaccounts";
  EXPECT_EQ(post(base + "/robot/token", "{}").code, 404);
  post(base, R"({"metadata":{"name":"robot"}})");
  EXPECT_EQ(post(base + "/robot/token", R"({"spec":{"expirationSeconds":700}})").at("status.token"),
            "sa:default:robot");
  EXPECT_EQ(post(base + "/robot/token", R"({"spec":{"expirationSeconds":7}})").code, 422);
}

TEST_F(Objects, AFailingDiskMeansThatNothingHappened) {
  const Outcome made = post(kMaps, R"({"metadata":{"name":"a"}})");
  const kube::Version before = cluster_.store().current_version();
  const Outcome opened = get(std::string(kMaps) + "?watch=1&resourceVersion=" + std::to_string(before));
  cluster_.set_journal([](const Store::Change&, const Resource&) { return false; });
  EXPECT_EQ(post(kMaps, R"({"metadata":{"name":"b"}})").code, 500);
  EXPECT_EQ(patch(std::string(kMaps) + "/a", "merge", R"({"data":{"k":"v"}})").code, 500);
  EXPECT_EQ(drop(std::string(kMaps) + "/a").code, 500);
  EXPECT_EQ(cluster_.store().current_version(), before);
  EXPECT_EQ(get(std::string(kMaps) + "/a").text, made.text);
  EXPECT_FALSE(opened.reply.watch->has_events());
}

}  // namespace
}  // namespace herald::apiserver
