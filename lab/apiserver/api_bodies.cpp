// From the bytes of a body to an object that may be stored: format, field names and types, and whether it is
// the object that the path speaks of.
#include "lab/apiserver/api.h"
#include "lab/apiserver/conform.h"
#include "lab/apiserver/protobuf_body.h"
#include "lab/apiserver/yaml.h"

namespace herald::apiserver {
namespace {

bool is_yaml(std::string_view content_type) {
  return content_type.find("yaml") != std::string_view::npos;
}

bool is_json(std::string_view content_type) {
  return content_type.empty() || content_type.starts_with("application/json") ||
         content_type.starts_with("*/*") || content_type.find("+json") != std::string_view::npos;
}

std::string decoding_error(const json::object& object, const Target& target, const std::string& kind,
                           std::string_view why) {
  const std::string given(text_at(object, "kind"));
  const std::string& name = given.empty() ? kind : given;
  return name + " in version \"" + target.version + "\" cannot be handled as a " + kind + ": " +
         std::string(why);
}

std::string joined(const std::vector<std::string>& unknown) {
  std::string all;
  for (const std::string& field : unknown)
    all.append(all.empty() ? "" : ", ").append("unknown field ").append(quoted(field));
  return all;
}

}  // namespace

Answer<json::object> Api::body_object(const Call& call) const {
  const std::string& type = call.request.content_type;
  json::value value;
  if (is_yaml(type)) {
    auto read = yaml_to_json(call.request.body);
    if (!read) return fail(bad_request(read.error()));
    value = std::move(*read);
  } else if (type.starts_with(kProtobufType)) {
    auto read = protobuf_to_json(call.request.body, cluster_.registry().schemas());
    if (!read) return fail(bad_request(read.error()));
    value = std::move(*read);
  } else if (is_json(type)) {
    std::string why;
    auto read = parse_json(call.request.body, why);
    if (!read) return fail(bad_request("couldn't get version/kind; json parse error: " + why));
    value = std::move(*read);
  } else {
    return fail(unsupported_media_type(type));
  }
  if (!value.is_object()) return fail(bad_request("the body of the request is not an object"));
  return std::move(value.get_object());
}

Answer<json::object> Api::decoded(Call& call) const {
  auto object = body_object(call);
  if (!object) return object;
  const std::string_view kind = text_at(*object, "kind");
  const std::string_view version = text_at(*object, "apiVersion");
  const std::string expected = api_version(call.resource->group, call.target.version);
  if ((!kind.empty() && kind != call.resource->kind) || (!version.empty() && version != expected)) {
    const std::string given = std::string(version) + ", Kind=" + std::string(kind);
    return fail(bad_request("the object provided is unrecognized (must be of type " + call.resource->kind +
                            "): got " + given + ", want " + expected + ", Kind=" + call.resource->kind));
  }
  (*object)["kind"] = call.resource->kind;
  (*object)["apiVersion"] = expected;
  if (auto checked = check_fields(call, *object); !checked) return fail(checked.error());
  return object;
}

Answer<bool> Api::check_fields(Call& call, json::object& object) const {
  if (call.resource->schema == nullptr) return true;
  const Conformity found = conform(object, *call.resource->schema);
  if (!found.wrong_type.empty())
    return fail(bad_request(decoding_error(object, call.target, call.resource->kind, found.wrong_type)));
  if (found.unknown.empty()) return true;
  const std::string_view wish = call.target.query.get("fieldValidation");
  if (wish == "Strict") {
    return fail(bad_request(decoding_error(object, call.target, call.resource->kind,
                                           "strict decoding error: " + joined(found.unknown))));
  }
  if (wish != "Ignore") {
    for (const std::string& field : found.unknown)
      call.warnings.push_back("unknown field " + quoted(field));
  }
  return true;
}

// Names and namespaces may be left out of the body, but may not differ from the path.
Answer<bool> Api::check_identity(const Call& call, json::object& object) const {
  json::object& metadata = make_object(object, "metadata");
  const std::string name(text_at(metadata, "name"));
  if (!call.target.name.empty() && name != call.target.name) {
    if (!name.empty())
      return fail(bad_request("the name of the object (" + name + ") does not match the name on the URL (" +
                              call.target.name + ")"));
    metadata["name"] = call.target.name;
  }
  const std::string name_space(text_at(metadata, "namespace"));
  if (!name_space.empty() && name_space != call.target.name_space)
    return fail(
        bad_request("the namespace of the provided object does not match the namespace sent on the request"));
  if (call.resource->namespaced) metadata["namespace"] = call.target.name_space;
  return true;
}

Answer<bool> Api::check_namespace(const Call& call) const {
  if (!call.resource->namespaced) return true;
  const std::string& name = call.target.name_space;
  const auto found = cluster_.store().get({"namespaces", "", name});
  if (!found) return fail(not_found({"", "namespaces", name}));
  if (!(*found)->meta.deletion) return true;
  ApiError error = forbidden(
      about(call), "unable to create new content in namespace " + name + " because it is being terminated");
  error.causes.push_back(
      {"NamespaceTerminating", "namespace " + name + " is being terminated", "metadata.namespace"});
  return fail(std::move(error));
}

}  // namespace herald::apiserver
