#include "lab/apiserver/rbac.h"

#include <algorithm>

namespace herald::apiserver {
namespace {

constexpr const char* kGroup = ".rbac.authorization.k8s.io";

bool lists(const json::array& list, std::string_view wanted) {
  return std::any_of(list.begin(), list.end(), [&](const json::value& one) {
    const std::string_view text = as_text(one);
    return text == "*" || text == wanted;
  });
}

bool lists_resource(const json::array& list, const Access& access) {
  const std::string full = access.full_resource();
  return lists(list, full) || (!access.subresource.empty() && lists(list, "*/" + access.subresource));
}

// "/logs/*" stands for everything below.
bool lists_path(const json::array& list, std::string_view path) {
  return std::any_of(list.begin(), list.end(), [&](const json::value& one) {
    const std::string_view text = as_text(one);
    return text == path || (text.ends_with('*') && path.starts_with(text.substr(0, text.size() - 1)));
  });
}

bool is_subject(const json::object& subject, const User& user, std::string_view binding_namespace) {
  const std::string_view kind = text_at(subject, "kind");
  const std::string_view name = text_at(subject, "name");
  if (kind == "User") return name == user.name;
  if (kind == "Group") return user.in_group(name);
  if (kind != "ServiceAccount") return false;
  const std::string_view given = text_at(subject, "namespace");
  const std::string_view name_space = given.empty() ? binding_namespace : given;
  return user.name == "system:serviceaccount:" + std::string(name_space) + ":" + std::string(name);
}

auto role_of(const Store& store, const json::object& binding, std::string_view name_space) {
  const bool in_cluster = text_at(binding, "roleRef.kind") == "ClusterRole";
  const kube::ObjectKey key{(in_cluster ? "clusterroles" : "roles") + std::string(kGroup),
                            in_cluster ? std::string() : std::string(name_space),
                            std::string(text_at(binding, "roleRef.name"))};
  return store.get(key);
}

bool role_allows(const Store& store, const json::object& binding, std::string_view name_space,
                 const Access& access) {
  const auto role = role_of(store, binding, name_space);
  if (!role) return false;
  const json::array& rules = list_at((*role)->body.fields, "rules");
  return std::any_of(rules.begin(), rules.end(),
                     [&](const json::value& rule) { return rule_allows(as_object(rule), access); });
}

bool concerns(const ObjectRef& binding, const User& user) {
  const json::array& subjects = list_at(binding->body.fields, "subjects");
  return std::any_of(subjects.begin(), subjects.end(), [&](const json::value& subject) {
    return is_subject(as_object(subject), user, binding->meta.key.name_space);
  });
}

bool binding_allows(const Store& store, const ObjectRef& binding, const User& user, const Access& access) {
  return concerns(binding, user) &&
         role_allows(store, binding->body.fields, binding->meta.key.name_space, access);
}

bool any_binding_allows(const Store& store, const std::string& resource, const std::string& name_space,
                        const User& user, const Access& access) {
  const auto bindings =
      store.list({.resource = resource + kGroup, .name_space = name_space, .limit = 0, .from = {}});
  return bindings && std::any_of(bindings->items.begin(), bindings->items.end(), [&](const ObjectRef& one) {
           return binding_allows(store, one, user, access);
         });
}

bool is_for_everybody(const User& user, const Access& access) {
  static constexpr std::string_view kPublic[] = {"/healthz", "/livez", "/readyz", "/version"};
  static constexpr std::string_view kDiscovery[] = {"/api", "/apis", "/openapi"};
  if (access.resource.empty()) {
    if (access.verb != "get") return false;
    for (const std::string_view path : kPublic) {
      if (access.path == path || access.path.starts_with(std::string(path) + "/")) return true;
    }
    if (!user.in_group("system:authenticated")) return false;
    for (const std::string_view path : kDiscovery) {
      if (access.path == path || access.path.starts_with(std::string(path) + "/")) return true;
    }
    return false;
  }
  return user.in_group("system:authenticated") && access.verb == "create" &&
         access.resource.starts_with("selfsubject");
}

}  // namespace

bool rule_allows(const json::object& rule, const Access& access) {
  if (!lists(list_at(rule, "verbs"), access.verb)) return false;
  if (access.resource.empty()) return lists_path(list_at(rule, "nonResourceURLs"), access.path);
  if (!lists(list_at(rule, "apiGroups"), access.group)) return false;
  if (!lists_resource(list_at(rule, "resources"), access)) return false;
  const json::array& names = list_at(rule, "resourceNames");
  return names.empty() || std::any_of(names.begin(), names.end(),
                                      [&](const json::value& one) { return as_text(one) == access.name; });
}

bool is_allowed(const Store& store, const User& user, const Access& access) {
  if (user.in_group(kMasters) || is_for_everybody(user, access)) return true;
  if (any_binding_allows(store, "clusterrolebindings", "", user, access)) return true;
  return !access.name_space.empty() &&
         any_binding_allows(store, "rolebindings", access.name_space, user, access);
}

std::vector<GrantedRule> rules_of(const Store& store, const User& user) {
  std::vector<GrantedRule> granted;
  for (const char* resource : {"clusterrolebindings", "rolebindings"}) {
    const auto bindings =
        store.list({.resource = std::string(resource) + kGroup, .name_space = {}, .limit = 0, .from = {}});
    if (!bindings) continue;
    for (const ObjectRef& binding : bindings->items) {
      const std::string& name_space = binding->meta.key.name_space;
      if (!concerns(binding, user)) continue;
      const auto role = role_of(store, binding->body.fields, name_space);
      if (!role) continue;
      const kube::ObjectKey& key = (*role)->meta.key;
      const std::string name = key.resource.substr(0, key.resource.find('.')) + "/" + key.name;
      for (const json::value& rule : list_at((*role)->body.fields, "rules"))
        granted.push_back({name, name_space, as_object(rule)});
    }
  }
  return granted;
}

std::string refusal_text(const User& user, const Access& access) {
  const std::string who = "User \"" + user.name + "\" cannot " + access.verb;
  if (access.resource.empty()) return who + " path \"" + access.path + "\"";
  const std::string where = access.name_space.empty() ? std::string("at the cluster scope")
                                                      : "in the namespace \"" + access.name_space + "\"";
  return who + " resource \"" + access.full_resource() + "\" in API group \"" + access.group + "\" " + where;
}

}  // namespace herald::apiserver
