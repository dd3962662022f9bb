#include "lab/apiserver/openapi.h"

#include "lab/apiserver/discovery.h"

namespace herald::apiserver {
namespace {

constexpr std::string_view kDefinitions = "#/definitions/";

// One name for all groups: people see it in the messages of kubectl 1.20.
std::string definition_name(std::string_view schema) {
  return "io.k8s.api.core.v1." + std::string(schema);
}

json::object schema_object(const Schema& schema, bool may_refer);

json::object typed(std::string_view type) {
  return {{"type", type}};
}

json::object list_schema(const Schema& schema) {
  json::object made = typed("array");
  made["items"] = schema_object(*schema.element, true);
  if (!schema.merge_key.empty() || schema.merged_set) made["x-kubernetes-patch-strategy"] = "merge";
  if (!schema.merge_key.empty()) made["x-kubernetes-patch-merge-key"] = schema.merge_key;
  return made;
}

json::object members_schema(const Schema& schema) {
  json::object made = typed("object");
  json::object properties;
  for (const auto& [name, field] : schema.fields)
    properties[name] = schema_object(*field, true);
  // An object that takes any field must not name some, or kubectl 1.20 refuses the others.
  if (!schema.open && !properties.empty()) made["properties"] = std::move(properties);
  return made;
}

json::object schema_object(const Schema& schema, bool may_refer) {
  if (may_refer && !schema.name.empty())
    return {{"$ref", std::string(kDefinitions) + definition_name(schema.name)}};
  switch (schema.kind) {
    case SchemaKind::string:
      return typed("string");
    case SchemaKind::bytes:
      return {{"type", "string"}, {"format", "byte"}};
    case SchemaKind::time:
      return {{"type", "string"}, {"format", "date-time"}};
    case SchemaKind::integer:
      return {{"type", "integer"}, {"format", "int64"}};
    case SchemaKind::number:
      return typed("number");
    case SchemaKind::boolean:
      return typed("boolean");
    case SchemaKind::int_or_string:
      return {{"type", "string"}, {"format", "int-or-string"}};
    case SchemaKind::list:
      return list_schema(schema);
    case SchemaKind::map: {
      json::object made = typed("object");
      made["additionalProperties"] = schema_object(*schema.element, true);
      return made;
    }
    case SchemaKind::object:
      return members_schema(schema);
    case SchemaKind::any:
      break;
  }
  return typed("object");
}

json::object kind_of(const Resource& resource, std::string_view version) {
  return {{"group", resource.group}, {"kind", resource.kind}, {"version", version}};
}

json::array kinds_of(const Registry& registry, std::string_view schema) {
  json::array kinds;
  for (const Resource* one : registry.all()) {
    if (one->schema == nullptr || one->kind != schema) continue;
    for (const std::string& version : one->versions)
      kinds.push_back(kind_of(*one, version));
  }
  return kinds;
}

json::object query_parameter(std::string_view name) {
  return {{"name", name}, {"in", "query"}, {"type", "string"}, {"uniqueItems", true}};
}

json::object patch_operation(const Resource& resource, std::string_view version) {
  return {{"operationId", "patch" + resource.kind + std::string(version)},
          {"parameters", json::array{query_parameter("dryRun"), query_parameter("fieldValidation")}},
          {"responses", json::object{{"200", json::object{{"description", "OK"}}}}},
          {"x-kubernetes-action", "patch"},
          {"x-kubernetes-group-version-kind", kind_of(resource, version)}};
}

std::string path_of(const Resource& resource, const std::string& version) {
  std::string path = resource.group.empty() ? "/api/" + version : "/apis/" + resource.group + "/" + version;
  if (resource.namespaced) path += "/namespaces/{namespace}";
  return path + "/" + resource.plural + "/{name}";
}

}  // namespace

json::object openapi_document(const Registry& registry) {
  json::object paths;
  for (const Resource* one : registry.all()) {
    if (one->review) continue;
    for (const std::string& version : one->versions)
      paths[path_of(*one, version)] = json::object{{"patch", patch_operation(*one, version)}};
  }
  json::object definitions;
  for (const auto& [name, schema] : registry.schemas().definitions()) {
    json::object definition = schema_object(*schema, false);
    if (json::array kinds = kinds_of(registry, name); !kinds.empty())
      definition["x-kubernetes-group-version-kind"] = std::move(kinds);
    definitions[definition_name(name)] = std::move(definition);
  }
  return {{"swagger", "2.0"},
          {"info", json::object{{"title", "Kubernetes"}, {"version", kGitVersion}}},
          {"paths", std::move(paths)},
          {"definitions", std::move(definitions)}};
}

}  // namespace herald::apiserver
