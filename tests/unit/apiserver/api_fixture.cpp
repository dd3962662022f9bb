#include "tests/unit/apiserver/api_fixture.h"

#include <algorithm>

namespace herald::apiserver {

std::optional<User> PlainTokens::user_of(std::string_view token) const {
  if (token == "admin") return User{"kubernetes-admin", {std::string(kMasters), "system:authenticated"}};
  if (token.starts_with("user:")) return User{std::string(token.substr(5)), {"system:authenticated"}};
  if (!token.starts_with("sa:")) return std::nullopt;
  token.remove_prefix(3);
  const std::size_t colon = token.find(':');
  return service_account_user(token.substr(0, colon), token.substr(colon + 1));
}

std::string PlainTokens::for_service_account(std::string_view name_space, std::string_view name,
                                             std::int64_t /*expires*/) const {
  return "sa:" + std::string(name_space) + ":" + std::string(name);
}

ApiTest::ApiTest(bool rbac)
    : cluster_({.service_ranges = {*net::Cidr::parse("10.96.0.0/16"), *net::Cidr::parse("fd00:10::/112")},
                .seed = 7,
                .history = 100}),
      api_(cluster_, tokens_, {.rbac = rbac, .address = "127.0.0.1:16443"}) {
  furnish(cluster_, 16443, now_);
}

Outcome ApiTest::call(std::string_view method, std::string_view target, std::string_view body,
                      const Extras& extras) {
  Request request{.method = std::string(method),
                  .target = std::string(target),
                  .accept = extras.accept,
                  .content_type = extras.content_type,
                  .authorization = extras.token.empty() ? "" : "Bearer " + extras.token,
                  .user_agent = "test",
                  .body = std::string(body)};
  Outcome outcome;
  outcome.reply = api_.handle(request, now_);
  outcome.code = outcome.reply.code;
  outcome.text = outcome.reply.body;
  std::string why;
  auto value = parse_json(outcome.text, why);
  EXPECT_TRUE(value || outcome.reply.watch || outcome.reply.content_type != "application/json")
      << why << ": " << outcome.text;
  if (value && value->is_object()) outcome.body = std::move(value->get_object());
  return outcome;
}

Outcome ApiTest::patch(std::string_view target, std::string_view kind, std::string_view body) {
  Extras extras;
  extras.content_type = "application/" + std::string(kind) + "-patch+json";
  if (kind == "strategic") extras.content_type = "application/strategic-merge-patch+json";
  if (kind == "apply") extras.content_type = "application/apply-patch+yaml";
  return call("PATCH", target, body, extras);
}

Outcome ApiTest::create_service(std::string_view name, std::string_view spec) {
  return post("/api/v1/namespaces/default/services",
              R"({"apiVersion":"v1","kind":"Service","metadata":{"name":")" + std::string(name) +
                  R"("},"spec":)" + std::string(spec) + "}");
}

json::value json_of(std::string text) {
  std::replace(text.begin(), text.end(), '\'', '"');
  std::string why;
  auto value = parse_json(text, why);
  EXPECT_TRUE(value) << why << " in " << text;
  return value ? *value : json::value();
}

}  // namespace herald::apiserver
