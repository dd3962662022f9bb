// Questions in the form of objects: who is this token, may they do that. And the making of tokens.
#include "kube/timestamp.h"
#include "lab/apiserver/api.h"

#include <algorithm>

namespace herald::apiserver {
namespace {

constexpr std::int64_t kShortestToken = 600;
constexpr std::int64_t kUsualToken = 3600;

json::array list_of(const std::vector<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts)
    list.emplace_back(text);
  return list;
}

json::object user_object(const User& user) {
  return {{"username", user.name}, {"groups", list_of(user.groups)}};
}

Access access_in(const json::object& spec) {
  if (const json::object& path = object_at(spec, "nonResourceAttributes"); !path.empty()) {
    return {.verb = std::string(text_at(path, "verb")),
            .group = {},
            .resource = {},
            .subresource = {},
            .name_space = {},
            .name = {},
            .path = std::string(text_at(path, "path"))};
  }
  const json::object& asked = object_at(spec, "resourceAttributes");
  return {.verb = std::string(text_at(asked, "verb")),
          .group = std::string(text_at(asked, "group")),
          .resource = std::string(text_at(asked, "resource")),
          .subresource = std::string(text_at(asked, "subresource")),
          .name_space = std::string(text_at(asked, "namespace")),
          .name = std::string(text_at(asked, "name")),
          .path = {}};
}

User user_in(const json::object& spec) {
  User user{std::string(text_at(spec, "user")), {}};
  for (const json::value& group : list_at(spec, "groups"))
    user.groups.emplace_back(as_text(group));
  return user;
}

}  // namespace

Answer<Reply> Api::review(Call& call) {
  auto body = body_object(call);
  if (!body) return fail(body.error());
  const json::object& spec = object_at(*body, "spec");
  const std::string& kind = call.resource->kind;
  json::object status;
  if (kind == "TokenReview") {
    const auto user = tokens_.user_of(text_at(spec, "token"));
    status["authenticated"] = user.has_value();
    if (user) status["user"] = user_object(*user);
  } else if (kind == "SelfSubjectReview") {
    status["userInfo"] = user_object(call.user);
  } else {
    const User user = kind == "SubjectAccessReview" ? user_in(spec) : call.user;
    const bool allowed = !settings_.rbac || is_allowed(cluster_.store(), user, access_in(spec));
    status["allowed"] = allowed;
    if (!allowed) status["reason"] = refusal_text(user, access_in(spec));
  }
  json::object answer{{"kind", kind},
                      {"apiVersion", api_version(call.resource->group, call.target.version)},
                      {"metadata", json::object{{"creationTimestamp", nullptr}}},
                      {"spec", spec},
                      {"status", std::move(status)}};
  return json_reply(answer, 201);
}

Answer<Reply> Api::token_request(Call& call) {
  const auto account = find(call);
  if (!account) return fail(account.error());
  auto body = body_object(call);
  if (!body) return fail(body.error());
  const std::int64_t seconds = number_at(*body, "spec.expirationSeconds").value_or(kUsualToken);
  if (seconds < kShortestToken) {
    return fail(invalid({"authentication.k8s.io", "TokenRequest", call.target.name},
                        {invalid_value("spec.expirationSeconds", std::to_string(seconds),
                                       "may not specify a duration less than 10 minutes")}));
  }
  const std::int64_t expires = call.now.value() + seconds;
  json::object spec = object_at(*body, "spec");
  spec["expirationSeconds"] = seconds;
  json::object answer{
      {"kind", "TokenRequest"},
      {"apiVersion", "authentication.k8s.io/v1"},
      {"metadata", json::object{{"name", call.target.name},
                                {"namespace", call.target.name_space},
                                {"creationTimestamp", kube::format_time(call.now)}}},
      {"spec", std::move(spec)},
      {"status",
       json::object{{"token", tokens_.for_service_account(call.target.name_space, call.target.name, expires)},
                    {"expirationTimestamp", kube::format_time(UnixSeconds(expires))}}}};
  return json_reply(answer, 201);
}

}  // namespace herald::apiserver
