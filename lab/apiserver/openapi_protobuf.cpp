// The numbers are those of message openapi.v2.Document and what it is made of (OpenAPIv2.proto of the gnostic
// project), only for the fields that openapi_document writes.
#include "lab/apiserver/openapi.h"
#include "lab/apiserver/protobuf.h"

namespace herald::apiserver {
namespace {

// Extensions ("x-...") are of any shape, so the format carries them as YAML text; JSON is YAML.
ProtobufWriter named_any(std::string_view name, const json::value& value) {
  ProtobufWriter any;
  any.text(2, to_text(value) + "\n");
  ProtobufWriter named;
  named.text(1, name);
  named.message(2, any);
  return named;
}

void extensions(ProtobufWriter& out, int field, const json::object& in) {
  for (const auto& member : in) {
    if (view(member.key()).starts_with("x-"))
      out.message(field, named_any(view(member.key()), member.value()));
  }
}

void text_field(ProtobufWriter& out, int field, const json::object& in, std::string_view key) {
  if (const std::string_view text = text_at(in, key); !text.empty()) out.text(field, text);
}

ProtobufWriter named(std::string_view name, const ProtobufWriter& value) {
  ProtobufWriter out;
  out.text(1, name);
  out.message(2, value);
  return out;
}

ProtobufWriter wrapped(int field, const ProtobufWriter& value) {
  ProtobufWriter out;
  out.message(field, value);
  return out;
}

ProtobufWriter schema_message(const json::object& schema) {
  ProtobufWriter out;
  text_field(out, 1, schema, "$ref");
  text_field(out, 2, schema, "format");
  if (const json::object& element = object_at(schema, "additionalProperties"); !element.empty())
    out.message(21, wrapped(1, schema_message(element)));
  if (const std::string_view type = text_at(schema, "type"); !type.empty()) {
    ProtobufWriter types;
    types.text(1, type);
    out.message(22, types);
  }
  if (const json::object& items = object_at(schema, "items"); !items.empty())
    out.message(23, wrapped(1, schema_message(items)));
  if (const json::object& properties = object_at(schema, "properties"); !properties.empty()) {
    ProtobufWriter all;
    for (const auto& member : properties)
      all.message(1, named(view(member.key()), schema_message(as_object(member.value()))));
    out.message(25, all);
  }
  extensions(out, 31, schema);
  return out;
}

// ParametersItem > Parameter > NonBodyParameter > QueryParameterSubSchema
ProtobufWriter parameter_message(const json::object& parameter) {
  ProtobufWriter query;
  text_field(query, 2, parameter, "in");
  text_field(query, 4, parameter, "name");
  text_field(query, 6, parameter, "type");
  query.boolean(20, true);
  return wrapped(1, wrapped(2, wrapped(3, query)));
}

ProtobufWriter operation_message(const json::object& operation) {
  ProtobufWriter out;
  text_field(out, 5, operation, "operationId");
  for (const json::value& parameter : list_at(operation, "parameters"))
    out.message(8, parameter_message(as_object(parameter)));
  ProtobufWriter responses;
  for (const auto& member : object_at(operation, "responses")) {
    ProtobufWriter response;
    text_field(response, 1, as_object(member.value()), "description");
    responses.message(1, named(view(member.key()), wrapped(1, response)));
  }
  out.message(9, responses);
  extensions(out, 13, operation);
  return out;
}

}  // namespace

std::string openapi_protobuf(const Registry& registry) {
  const json::object document = openapi_document(registry);
  ProtobufWriter out;
  text_field(out, 1, document, "swagger");
  ProtobufWriter info;
  text_field(info, 1, document, "info.title");
  text_field(info, 2, document, "info.version");
  out.message(2, info);
  ProtobufWriter paths;
  for (const auto& member : object_at(document, "paths")) {
    const ProtobufWriter item = wrapped(8, operation_message(object_at(as_object(member.value()), "patch")));
    paths.message(2, named(view(member.key()), item));
  }
  out.message(8, paths);
  ProtobufWriter definitions;
  for (const auto& member : object_at(document, "definitions"))
    definitions.message(1, named(view(member.key()), schema_message(as_object(member.value()))));
  out.message(9, definitions);
  return out.bytes();
}

}  // namespace herald::apiserver
