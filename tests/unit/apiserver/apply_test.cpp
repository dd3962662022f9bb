// Server-side apply: who wants what, and what goes when nobody wants it any more.
#include "lab/apiserver/server_side_apply.h"
#include "tests/unit/apiserver/api_fixture.h"

#include <gmock/gmock.h>

namespace herald::apiserver {
namespace {

using testing::HasSubstr;

class Apply : public ApiTest {
 protected:
  Outcome apply(const std::string& manager, std::string_view body, bool force = false) {
    return patch(
        "/api/v1/namespaces/default/services/a?fieldManager=" + manager + (force ? "&force=true" : ""),
        "apply",
        std::string(R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":)") +
            std::string(body) + "}");
  }
};

TEST_F(Apply, WhatIsNoLongerSaidGoes) {
  EXPECT_EQ(
      apply("m", R"({"ports":[{"port":80,"name":"a"},{"port":81,"name":"b"}],"selector":{"x":"1","y":"2"}})")
          .code,
      201);
  const Outcome again = apply("m", R"({"ports":[{"port":81,"name":"b"}],"selector":{"x":"1"}})");
  EXPECT_EQ(again.code, 200);
  EXPECT_EQ(list_at(again.body, "spec.ports").size(), 1U);
  EXPECT_EQ(to_text(object_at(again.body, "spec.selector")), R"({"x":"1"})");
  EXPECT_NE(again.at("spec.clusterIP"), "");
}

TEST_F(Apply, WhatOthersWroteStays) {
  apply("m", R"({"ports":[{"port":80}]})");
  patch("/api/v1/namespaces/default/services/a", "merge", R"({"metadata":{"annotations":{"n":"v"}}})");
  const Outcome again = apply("m", R"({"ports":[{"port":80}],"type":"LoadBalancer"})");
  EXPECT_EQ(text_at(object_at(again.body, "metadata.annotations"), "n"), "v");
}

TEST_F(Apply, WhatTwoManagersWantStaysUntilBothLetGo) {
  apply("m", R"({"ports":[{"port":80}],"selector":{"x":"1"}})");
  apply("n", R"({"selector":{"x":"1"}})");
  const auto selector = [&] { return to_text(object_at(service("a").body, "spec.selector")); };
  apply("m", R"({"ports":[{"port":80}]})");
  EXPECT_EQ(selector(), R"({"x":"1"})");
  apply("n", "{}");
  EXPECT_EQ(selector(), "{}");
}

TEST_F(Apply, ConflictsNeedForce) {
  apply("m", R"({"ports":[{"port":80}],"type":"LoadBalancer"})");
  const Outcome refused = apply("n", R"({"type":"NodePort"})");
  EXPECT_EQ(refused.code, 409);
  EXPECT_EQ(refused.at("message"), "Apply failed with 1 conflict: conflict with \"m\": .spec.type");
  EXPECT_EQ(apply("n", R"({"type":"NodePort"})", true).code, 200);
  EXPECT_EQ(service("a").at("spec.type"), "NodePort");
}

TEST_F(Apply, SayingTheSameIsNoChange) {
  apply("m", R"({"ports":[{"port":80}]})");
  const kube::Version before = cluster_.store().current_version();
  now_ = UnixSeconds(now_.value() + 100);
  apply("m", R"({"ports":[{"port":80}]})");
  EXPECT_EQ(cluster_.store().current_version(), before);
}

TEST_F(Apply, IsYamlAndNeedsAManager) {
  const Outcome made =
      patch("/api/v1/namespaces/default/services/a?fieldManager=m", "apply",
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  - port: 80\n");
  EXPECT_EQ(made.code, 201) << made.text;
  EXPECT_EQ(patch("/api/v1/namespaces/default/services/a", "apply", "{}").code, 422);
}

TEST(FieldSet, NamesElementsByTheirKeys) {
  const SchemaBook book(builtin_schemas());
  const json::object set =
      field_set(json_of("{'kind':'Service','metadata':{'name':'a','labels':{'l':'1'},'finalizers':['x/y']},"
                        "'spec':{'ports':[{'port':80,'name':'n'}],'externalIPs':['1.1.1.1']}}")
                    .as_object(),
                book.find("Service"));
  std::string why;
  EXPECT_EQ(
      json::value(set),
      parse_json(
          R"({"f:metadata":{"f:labels":{"f:l":{}},"f:finalizers":{"v:\"x/y\"":{}}},"f:spec":{"f:ports":)"
          R"({"k:{\"port\":80,\"protocol\":\"TCP\"}":{"f:port":{},"f:name":{},".":{}}},"f:externalIPs":{}}})",
          why))
      << to_text(set);
}

}  // namespace
}  // namespace herald::apiserver
