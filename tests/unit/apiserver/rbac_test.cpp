#include "tests/unit/apiserver/api_fixture.h"

#include <gmock/gmock.h>

namespace herald::apiserver {
namespace {

using testing::HasSubstr;

struct Row {
  const char* what;
  const char* rule;
  Access access;
  bool allowed;
};

const Row kRows[] = {
    {"exact",
     "{'verbs':['get'],'apiGroups':[''],'resources':['services']}",
     {"get", "", "services", "", "", "", ""},
     true},
    {"another verb",
     "{'verbs':['get'],'apiGroups':[''],'resources':['services']}",
     {"list", "", "services", "", "", "", ""},
     false},
    {"another group",
     "{'verbs':['*'],'apiGroups':['apps'],'resources':['*']}",
     {"get", "", "services", "", "", "", ""},
     false},
    {"a subresource is not its resource",
     "{'verbs':['patch'],'apiGroups':[''],'resources':['services']}",
     {"patch", "", "services", "status", "", "", ""},
     false},
    {"a subresource",
     "{'verbs':['patch'],'apiGroups':[''],'resources':['services/status']}",
     {"patch", "", "services", "status", "", "", ""},
     true},
    {"the subresource of all",
     "{'verbs':['patch'],'apiGroups':[''],'resources':['*/status']}",
     {"patch", "", "services", "status", "", "", ""},
     true},
    {"everything",
     "{'verbs':['*'],'apiGroups':['*'],'resources':['*']}",
     {"patch", "x", "y", "z", "", "", ""},
     true},
    {"a name that is listed",
     "{'verbs':['get'],'apiGroups':[''],'resources':['secrets'],'resourceNames':['key']}",
     {"get", "", "secrets", "", "", "key", ""},
     true},
    {"a name that is not",
     "{'verbs':['get'],'apiGroups':[''],'resources':['secrets'],'resourceNames':['key']}",
     {"get", "", "secrets", "", "", "other", ""},
     false},
    {"names do not allow lists",
     "{'verbs':['list'],'apiGroups':[''],'resources':['secrets'],'resourceNames':['key']}",
     {"list", "", "secrets", "", "", "", ""},
     false},
    {"a path",
     "{'verbs':['get'],'nonResourceURLs':['/metrics']}",
     {"get", "", "", "", "", "", "/metrics"},
     true},
    {"paths below",
     "{'verbs':['get'],'nonResourceURLs':['/logs/*']}",
     {"get", "", "", "", "", "", "/logs/a"},
     true},
    {"other paths",
     "{'verbs':['get'],'nonResourceURLs':['/logs/*']}",
     {"get", "", "", "", "", "", "/metrics"},
     false},
};

TEST(RbacRule, Rows) {
  for (const Row& row : kRows)
    EXPECT_EQ(rule_allows(json_of(row.rule).as_object(), row.access), row.allowed) << row.what;
}

class Rbac : public ApiTest {
 protected:
  Rbac() : ApiTest(true) {}

  Outcome as(const std::string& token, std::string_view method, std::string_view target,
             std::string_view body = {}) {
    return call(
        method, target, body,
        {.content_type = "application/merge-patch+json", .accept = "application/json", .token = token});
  }
  void role(const std::string& base, const std::string& name, const std::string& rules) {
    ASSERT_EQ(
        post(std::string(kRbac) + base, R"({"metadata":{"name":")" + name + R"("},"rules":)" + rules + "}")
            .code,
        201);
  }
  void bind(const std::string& base, const std::string& kind, const std::string& role,
            const std::string& subject) {
    const Outcome made = post(std::string(kRbac) + base,
                              R"({"metadata":{"name":"b-)" + role + R"("},"roleRef":{"kind":")" + kind +
                                  R"(","name":")" + role + R"("},"subjects":[)" + subject + "]}");
    ASSERT_EQ(made.code, 201) << made.text;
  }

  static constexpr std::string_view kRbac = "/apis/rbac.authorization.k8s.io/v1/";
  static constexpr std::string_view kServices = "/api/v1/namespaces/default/services";
};

TEST_F(Rbac, NobodyMayAnythingUntilBound) {
  EXPECT_EQ(as("user:jane", "GET", kServices).code, 403);
  EXPECT_EQ(as("user:jane", "GET", "/api").code, 200);
  EXPECT_EQ(as("user:jane", "GET", "/apis/apps/v1").code, 200);
  EXPECT_EQ(as("", "GET", "/healthz").code, 200);
  EXPECT_EQ(as("", "GET", "/version").code, 200);
  EXPECT_EQ(as("", "GET", "/api").code, 403);
  EXPECT_EQ(as("user:jane", "GET", "/lab/faults").code, 403);
  EXPECT_THAT(as("user:jane", "GET", "/secret").text,
              HasSubstr(R"(forbidden: User \"jane\" cannot get path \"/secret\")"));
}

TEST_F(Rbac, ARoleHoldsInItsNamespace) {
  role("namespaces/default/roles", "reader",
       R"([{"verbs":["get","list"],"apiGroups":[""],"resources":["services"]}])");
  bind("namespaces/default/rolebindings", "Role", "reader",
       R"({"kind":"ServiceAccount","name":"robot","namespace":"kube-system"})");
  EXPECT_EQ(as("sa:kube-system:robot", "GET", kServices).code, 200);
  EXPECT_EQ(as("sa:kube-system:robot", "GET", std::string(kServices) + "/kubernetes").code, 200);
  EXPECT_EQ(as("sa:kube-system:robot", "GET", std::string(kServices) + "?watch=1").code, 403);
  EXPECT_EQ(as("sa:kube-system:robot", "GET", "/api/v1/services").code, 403);
  EXPECT_EQ(as("sa:default:robot", "GET", kServices).code, 403);
  EXPECT_THAT(
      as("sa:kube-system:robot", "DELETE", std::string(kServices) + "/kubernetes").text,
      HasSubstr(
          R"(services \"kubernetes\" is forbidden: User \"system:serviceaccount:kube-system:robot\" cannot delete resource \"services\" in API group \"\" in the namespace \"default\")"));
}

TEST_F(Rbac, AClusterRoleHoldsWhereItIsBound) {
  role("clusterroles", "patcher",
       R"([{"verbs":["patch"],"apiGroups":[""],"resources":["services/status"]}])");
  bind("clusterrolebindings", "ClusterRole", "patcher",
       R"({"kind":"Group","name":"system:serviceaccounts"})");
  const Outcome patched =
      as("sa:a:b", "PATCH", std::string(kServices) + "/kubernetes/status", R"({"status":{}})");
  EXPECT_EQ(patched.code, 200) << patched.text;
  EXPECT_EQ(as("sa:a:b", "PATCH", std::string(kServices) + "/kubernetes", R"({"spec":{}})").code, 403);
  EXPECT_EQ(as("user:jane", "PATCH", std::string(kServices) + "/kubernetes/status", R"({"status":{}})").code,
            403);
  bind("namespaces/default/rolebindings", "ClusterRole", "cluster-admin", R"({"kind":"User","name":"jane"})");
  EXPECT_EQ(as("user:jane", "GET", kServices).code, 200);
  EXPECT_EQ(as("user:jane", "GET", "/api/v1/namespaces/kube-system/services").code, 403);
}

TEST_F(Rbac, BindingsKeepTheirRole) {
  bind("clusterrolebindings", "ClusterRole", "cluster-admin", R"({"kind":"User","name":"jane"})");
  const Outcome changed = as("admin", "PATCH", std::string(kRbac) + "clusterrolebindings/b-cluster-admin",
                             R"({"roleRef":{"name":"x"}})");
  EXPECT_EQ(changed.code, 422);
  EXPECT_THAT(changed.text, HasSubstr("cannot change roleRef"));
}

TEST_F(Rbac, ReviewsAnswerTheSame) {
  const char* ask =
      R"({"spec":{"resourceAttributes":{"verb":"list","resource":"services","namespace":"default"}}})";
  const std::string base = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  const auto answer = [&](const std::string& token) {
    const Outcome outcome = call("POST", base, ask, {.token = token});
    EXPECT_EQ(outcome.code, 201) << outcome.text;
    return flag_at(outcome.body, "status.allowed");
  };
  EXPECT_TRUE(answer("admin"));
  EXPECT_FALSE(answer("user:jane"));
  const Outcome token =
      call("POST", "/apis/authentication.k8s.io/v1/tokenreviews", R"({"spec":{"token":"sa:a:b"}})");
  EXPECT_TRUE(flag_at(token.body, "status.authenticated"));
  EXPECT_EQ(token.at("status.user.username"), "system:serviceaccount:a:b");
  const Outcome bad =
      call("POST", "/apis/authentication.k8s.io/v1/tokenreviews", R"({"spec":{"token":"x"}})");
  EXPECT_FALSE(flag_at(bad.body, "status.authenticated"));
}

TEST_F(Rbac, AListOfOneObjectIsAboutThatObject) {
  role(
      "namespaces/default/roles", "one",
      R"([{"verbs":["list","watch"],"apiGroups":[""],"resources":["services"],"resourceNames":["kubernetes"]}])");
  bind("namespaces/default/rolebindings", "Role", "one",
       R"({"kind":"ServiceAccount","name":"robot","namespace":"kube-system"})");
  const std::string list(kServices);
  EXPECT_EQ(as("sa:kube-system:robot", "GET", list + "?fieldSelector=metadata.name%3Dkubernetes").code, 200);
  EXPECT_EQ(as("sa:kube-system:robot", "GET", list + "?fieldSelector=metadata.name%3Dother").code, 403);
  EXPECT_EQ(as("sa:kube-system:robot", "GET", list).code, 403);
}

TEST_F(Rbac, TellsWhichRightsWereUsedAndWhichWereMissing) {
  role("namespaces/default/roles", "reader",
       R"([{"verbs":["get","list"],"apiGroups":[""],"resources":["services","secrets"]}])");
  bind("namespaces/default/rolebindings", "Role", "reader",
       R"({"kind":"ServiceAccount","name":"robot","namespace":"kube-system"})");
  as("sa:kube-system:robot", "GET", kServices);
  as("sa:kube-system:robot", "GET", "/api/v1/namespaces/default/secrets");
  as("sa:kube-system:robot", "DELETE", std::string(kServices) + "/kubernetes");
  const Outcome told = call("GET", "/lab/rights/kube-system/robot");
  ASSERT_EQ(told.code, 200);
  EXPECT_THAT(told.text, HasSubstr(R"("unused":["roles/reader: get services","roles/reader: get secrets"])"));
  EXPECT_THAT(told.text, HasSubstr(R"(cannot delete resource \"services\")"));
  EXPECT_THAT(told.text, HasSubstr(R"("lacking":[])"));
  // What was used and is taken away is missed.
  patch("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/reader", "json",
        R"([{"op":"replace","path":"/rules/0/verbs","value":["get"]}])");
  EXPECT_THAT(
      call("GET", "/lab/rights/kube-system/robot").text,
      HasSubstr(
          R"("lacking":["User \"system:serviceaccount:kube-system:robot\" cannot list resource \"services\")"));
  EXPECT_EQ(as("sa:kube-system:robot", "GET", "/lab/rights/kube-system/robot").code, 403);
}

}  // namespace
}  // namespace herald::apiserver
