// An API with a cluster of its own, called without sockets.
#pragma once

#include "lab/apiserver/api.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace herald::apiserver {

// "admin" is in system:masters; "user:NAME" is a user of that name; "sa:NAMESPACE:NAME" a service account.
class PlainTokens final : public Tokens {
 public:
  [[nodiscard]] std::optional<User> user_of(std::string_view token) const override;
  [[nodiscard]] std::string for_service_account(std::string_view name_space, std::string_view name,
                                                std::int64_t expires) const override;
};

struct Outcome {
  int code = 0;
  json::object body;
  std::string text;
  Reply reply;

  [[nodiscard]] std::string_view at(std::string_view path) const { return text_at(body, path); }
};

// What a request may carry besides method, target and body.
struct Extras {
  std::string content_type = "application/json";
  std::string accept = "application/json";
  std::string token = "admin";
};

class ApiTest : public testing::Test {
 protected:
  explicit ApiTest(bool rbac = false);

  Outcome call(std::string_view method, std::string_view target, std::string_view body = {},
               const Extras& extras = {});
  Outcome get(std::string_view target) { return call("GET", target); }
  Outcome post(std::string_view target, std::string_view body) { return call("POST", target, body); }
  Outcome put(std::string_view target, std::string_view body) { return call("PUT", target, body); }
  Outcome patch(std::string_view target, std::string_view kind,
                std::string_view body);  // "merge", "json", ...
  Outcome drop(std::string_view target) { return call("DELETE", target); }

  // A Service in "default"; `spec` is JSON.
  Outcome create_service(std::string_view name, std::string_view spec);
  Outcome service(std::string_view name) {
    return get("/api/v1/namespaces/default/services/" + std::string(name));
  }

  UnixSeconds now_{1'800'000'000};
  Cluster cluster_;
  PlainTokens tokens_;
  Api api_;
};

// JSON from the text of a test; single quotes stand for double ones.
[[nodiscard]] json::value json_of(std::string text);

}  // namespace herald::apiserver
