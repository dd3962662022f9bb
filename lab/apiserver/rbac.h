// Role-based access control: whether any role that is bound to a user allows what is asked. Roles and
// bindings are the cluster's own objects; discovery is open to everybody who has a name, as by the default
// roles of a real cluster.
#pragma once

#include "lab/apiserver/object.h"
#include "lab/apiserver/user.h"

#include <string>
#include <vector>

namespace herald::apiserver {

struct Access {
  std::string verb;
  std::string group;
  std::string resource;  // empty: not about a resource, but `path`
  std::string subresource;
  std::string name_space;
  std::string name;
  std::string path;

  [[nodiscard]] std::string full_resource() const {
    return subresource.empty() ? resource : resource + "/" + subresource;
  }
};

[[nodiscard]] bool is_allowed(const Store& store, const User& user, const Access& access);

// One rule of a role.
[[nodiscard]] bool rule_allows(const json::object& rule, const Access& access);

// Every rule that some binding grants to `user`.
struct GrantedRule {
  std::string role;        // "clusterroles/view"
  std::string name_space;  // where it holds; empty: everywhere
  json::object rule;
};
[[nodiscard]] std::vector<GrantedRule> rules_of(const Store& store, const User& user);

// `User "x" cannot list resource "services" in API group "" at the cluster scope`
[[nodiscard]] std::string refusal_text(const User& user, const Access& access);

}  // namespace herald::apiserver
