#include "lab/apiserver/resource.h"

#include <algorithm>

namespace herald::apiserver {
namespace {

std::vector<std::string> texts(const json::array& list) {
  std::vector<std::string> all;
  for (const json::value& one : list)
    all.emplace_back(as_text(one));
  return all;
}

void add_versions(Resource& resource, const json::array& versions) {
  for (const json::value& one : versions) {
    const json::object& version = as_object(one);
    if (!flag_at(version, "served")) continue;
    const std::string name(text_at(version, "name"));
    resource.versions.push_back(name);
    resource.columns[name] = list_at(version, "additionalPrinterColumns");
    if (at(version, "subresources.status") != nullptr) resource.has_status = true;
  }
}

}  // namespace

bool Resource::serves(std::string_view version) const {
  return std::find(versions.begin(), versions.end(), version) != versions.end();
}

std::string api_version(std::string_view group, std::string_view version) {
  return group.empty() ? std::string(version) : std::string(group) + "/" + std::string(version);
}

Registry::Registry() : schemas_(builtin_schemas()) {
  for (Resource& resource : builtin_resources()) {
    resource.schema = schemas_.find(resource.kind);
    builtin_.push_back(std::make_unique<Resource>(std::move(resource)));
  }
}

std::vector<const Resource*> Registry::all() const {
  std::vector<const Resource*> found;
  for (const auto& one : builtin_)
    found.push_back(one.get());
  for (const auto& [name, one] : custom_)
    found.push_back(one.get());
  return found;
}

const Resource* Registry::find(std::string_view group, std::string_view version,
                               std::string_view plural) const {
  for (const Resource* one : all()) {
    if (one->plural == plural && one->group == group && one->serves(version)) return one;
  }
  return nullptr;
}

const Resource* Registry::find_stored(std::string_view full_name) const {
  for (const Resource* one : all()) {
    if (one->full_name() == full_name) return one;
  }
  return nullptr;
}

const Resource* Registry::find_kind(std::string_view group, std::string_view kind) const {
  for (const Resource* one : all()) {
    if (one->kind == kind && one->group == group) return one;
  }
  return nullptr;
}

void Registry::define(const json::object& definition) {
  auto resource = std::make_unique<Resource>();
  resource->group = text_at(definition, "spec.group");
  resource->plural = text_at(definition, "spec.names.plural");
  resource->kind = text_at(definition, "spec.names.kind");
  resource->singular = text_at(definition, "spec.names.singular");
  resource->short_names = texts(list_at(definition, "spec.names.shortNames"));
  resource->categories = texts(list_at(definition, "spec.names.categories"));
  resource->namespaced = text_at(definition, "spec.scope") != "Cluster";
  resource->has_generation = true;
  add_versions(*resource, list_at(definition, "spec.versions"));
  custom_[std::string(text_at(definition, "metadata.name"))] = std::move(resource);
}

void Registry::forget(std::string_view definition_name) {
  if (const auto found = custom_.find(definition_name); found != custom_.end()) custom_.erase(found);
}

}  // namespace herald::apiserver
