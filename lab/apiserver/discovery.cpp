#include "lab/apiserver/discovery.h"

#include <algorithm>

namespace herald::apiserver {
namespace {

json::array list_of(const std::vector<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts)
    list.emplace_back(text);
  return list;
}

json::array verbs_of(const Resource& resource) {
  if (resource.review) return {"create"};
  json::array verbs{"create", "delete"};
  if (resource.delete_collection) verbs.emplace_back("deletecollection");
  for (const char* verb : {"get", "list", "patch", "update", "watch"})
    verbs.emplace_back(verb);
  return verbs;
}

json::object entry(const Resource& resource) {
  json::object found{{"name", resource.plural},
                     {"singularName", resource.singular},
                     {"namespaced", resource.namespaced},
                     {"kind", resource.kind},
                     {"verbs", verbs_of(resource)}};
  if (!resource.short_names.empty()) found["shortNames"] = list_of(resource.short_names);
  if (!resource.categories.empty()) found["categories"] = list_of(resource.categories);
  return found;
}

json::object subresource(const Resource& resource, std::string_view name, json::array verbs) {
  return {{"name", resource.plural + "/" + std::string(name)},
          {"singularName", ""},
          {"namespaced", resource.namespaced},
          {"kind", resource.kind},
          {"verbs", std::move(verbs)}};
}

void add_subresources(json::array& list, const Resource& resource) {
  if (resource.has_status) list.push_back(subresource(resource, "status", {"get", "patch", "update"}));
  if (resource.kind == "Namespace") list.push_back(subresource(resource, "finalize", {"update"}));
  if (resource.kind != "ServiceAccount") return;
  json::object token = subresource(resource, "token", {"create"});
  token["group"] = "authentication.k8s.io";
  token["version"] = "v1";
  token["kind"] = "TokenRequest";
  list.push_back(std::move(token));
}

json::object version_entry(std::string_view group, std::string_view version) {
  return {{"groupVersion", api_version(group, version)}, {"version", version}};
}

json::object group_document(const Registry& registry, std::string_view group) {
  std::vector<std::string> versions;
  for (const Resource* one : registry.all()) {
    if (one->group != group) continue;
    for (const std::string& version : one->versions) {
      if (std::find(versions.begin(), versions.end(), version) == versions.end()) versions.push_back(version);
    }
  }
  json::array entries;
  for (const std::string& version : versions)
    entries.push_back(version_entry(group, version));
  json::object document{{"name", group}, {"versions", entries}};
  if (!entries.empty()) document["preferredVersion"] = entries.front();
  return document;
}

}  // namespace

json::object version_document() {
  return {{"major", "1"},    {"minor", "28"},       {"gitVersion", kGitVersion},
          {"gitCommit", ""}, {"gitTreeState", ""},  {"buildDate", "1970-01-01T00:00:00Z"},
          {"goVersion", ""}, {"compiler", "clang"}, {"platform", "linux/amd64"}};
}

json::object api_versions(std::string_view server_address) {
  return {{"kind", "APIVersions"},
          {"versions", json::array{"v1"}},
          {"serverAddressByClientCIDRs",
           json::array{json::object{{"clientCIDR", "0.0.0.0/0"}, {"serverAddress", server_address}}}}};
}

json::object api_groups(const Registry& registry) {
  json::array groups;
  std::vector<std::string> seen{""};  // core is not a group
  for (const Resource* one : registry.all()) {
    if (std::find(seen.begin(), seen.end(), one->group) != seen.end()) continue;
    seen.push_back(one->group);
    groups.push_back(group_document(registry, one->group));
  }
  return {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(groups)}};
}

std::optional<json::object> api_group(const Registry& registry, std::string_view group) {
  json::object document = group_document(registry, group);
  if (group.empty() || !document.contains("preferredVersion")) return std::nullopt;
  json::object found{{"kind", "APIGroup"}, {"apiVersion", "v1"}};
  for (auto& member : document)
    found[member.key()] = member.value();
  return found;
}

std::optional<json::object> api_resources(const Registry& registry, std::string_view group,
                                          std::string_view version) {
  json::array resources;
  for (const Resource* one : registry.all()) {
    if (one->group != group || !one->serves(version)) continue;
    resources.push_back(entry(*one));
    add_subresources(resources, *one);
  }
  if (resources.empty()) return std::nullopt;
  json::object document{{"kind", "APIResourceList"}};
  if (!group.empty()) document["apiVersion"] = "v1";  // core leaves it out, as the real ones do
  document["groupVersion"] = api_version(group, version);
  document["resources"] = std::move(resources);
  return document;
}

}  // namespace herald::apiserver
