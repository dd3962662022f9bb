#include "lab/apiserver/kind_rules.h"

#include "kube/base64.h"
#include "kube/timestamp.h"
#include "lab/apiserver/service_rules.h"

#include <algorithm>

namespace herald::apiserver {
namespace {

void set_default(json::object& in, std::string_view key, json::value value) {
  if (!in.contains(key)) in[key] = std::move(value);
}

void check_immutable(const json::object& object, const json::object* old, FieldErrors& errors) {
  if (old == nullptr || !flag_at(*old, "immutable")) return;
  if (!flag_at(object, "immutable"))
    errors.push_back(forbidden_value("immutable", "field is immutable when `immutable` is set"));
  for (const char* key : {"data", "binaryData"}) {
    if (object_at(object, key) != object_at(*old, key))
      errors.push_back(forbidden_value(key, "field is immutable when `immutable` is set"));
  }
}

void check_data_keys(const json::object& object, std::string_view field, FieldErrors& errors) {
  for (const auto& member : object_at(object, field)) {
    const std::string_view key = view(member.key());
    const bool fits = !key.empty() && key.size() <= 253 && key != "." && key != ".." &&
                      std::all_of(key.begin(), key.end(), [](char c) {
                        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                               c == '-' || c == '_' || c == '.';
                      });
    if (fits) continue;
    errors.push_back(
        invalid_value(std::string(field) + "[" + std::string(key) + "]", quoted(key),
                      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' "
                      "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is "
                      "'[-._a-zA-Z0-9]+')"));
  }
}

void prepare_secret(json::object& secret, const json::object* old, FieldErrors& errors) {
  set_default(secret, "type", "Opaque");
  if (secret.contains("stringData")) {
    json::object& data = make_object(secret, "data");
    for (const auto& member : object_at(secret, "stringData"))
      data[member.key()] = kube::to_base64(as_text(member.value()));
    secret.erase("stringData");
  }
  check_data_keys(secret, "data", errors);
  for (const auto& member : object_at(secret, "data")) {
    if (!kube::from_base64(as_text(member.value())))
      errors.push_back(invalid_value("data[" + std::string(view(member.key())) + "]",
                                     "\"<secret contents redacted>\"", "illegal base64 data"));
  }
  if (old != nullptr && text_at(*old, "type") != text_at(secret, "type"))
    errors.push_back(invalid_value("type", quoted(text_at(secret, "type")), "field is immutable"));
  check_immutable(secret, old, errors);
}

void prepare_config_map(json::object& config_map, const json::object* old, FieldErrors& errors) {
  check_data_keys(config_map, "data", errors);
  check_data_keys(config_map, "binaryData", errors);
  check_immutable(config_map, old, errors);
}

void prepare_namespace(json::object& name_space) {
  set_default(make_object(name_space, "status"), "phase", "Active");
  // So that selectors can name namespaces; real servers do this from 1.21 on.
  const std::string name(text_at(name_space, "metadata.name"));
  make_object(make_object(name_space, "metadata"), "labels")["kubernetes.io/metadata.name"] = name;
}

void prepare_event(json::object& event, FieldErrors& errors) {
  set_default(event, "source", json::object());
  set_default(event, "eventTime", nullptr);
  set_default(event, "reportingComponent", "");
  set_default(event, "reportingInstance", "");
  const std::string_view about = text_at(event, "involvedObject.namespace");
  const std::string_view here = text_at(event, "metadata.namespace");
  // Cluster-scoped objects (nodes) have their events in "default".
  const bool fits = about.empty() ? here == "default" : about == here;
  if (!fits)
    errors.push_back(
        invalid_value("involvedObject.namespace", quoted(about), "does not match event.namespace"));
}

void prepare_lease(const json::object& lease, FieldErrors& errors) {
  const auto duration = number_at(lease, "spec.leaseDurationSeconds");
  if (duration && *duration <= 0)
    errors.push_back(
        invalid_value("spec.leaseDurationSeconds", std::to_string(*duration), "must be greater than 0"));
  const auto transitions = number_at(lease, "spec.leaseTransitions");
  if (transitions && *transitions < 0)
    errors.push_back(invalid_value("spec.leaseTransitions", std::to_string(*transitions),
                                   "must be greater than or equal to 0"));
}

void prepare_pod(json::object& pod, const json::object* old) {
  json::object& spec = make_object(pod, "spec");
  set_default(spec, "restartPolicy", "Always");
  set_default(spec, "dnsPolicy", "ClusterFirst");
  set_default(spec, "serviceAccountName", "default");
  json::object& status = make_object(pod, "status");
  if (old == nullptr) set_default(status, "phase", "Pending");
}

void prepare_deployment(json::object& deployment) {
  set_default(make_object(deployment, "spec"), "replicas", 1);
  make_object(deployment, "status");
}

void prepare_binding(json::object& binding, const json::object* old, FieldErrors& errors) {
  set_default(make_object(binding, "roleRef"), "apiGroup", "rbac.authorization.k8s.io");
  if (old != nullptr && object_at(*old, "roleRef") != object_at(binding, "roleRef"))
    errors.push_back(
        invalid_value("roleRef", to_text(object_at(binding, "roleRef")), "cannot change roleRef"));
  if (!binding.contains("subjects")) return;
  for (json::value& one : make_list(binding, "subjects")) {
    if (!one.is_object()) continue;
    json::object& subject = one.get_object();
    if (text_at(subject, "kind") != "ServiceAccount")
      set_default(subject, "apiGroup", "rbac.authorization.k8s.io");
  }
}

json::object condition(std::string_view type, std::string_view reason, std::string_view message,
                       UnixSeconds now) {
  return {{"type", type},
          {"status", "True"},
          {"lastTransitionTime", kube::format_time(now)},
          {"reason", reason},
          {"message", message}};
}

void prepare_definition(json::object& definition, UnixSeconds now, FieldErrors& errors) {
  make_object(definition, "status");  // now: a new member may move the others
  json::object& spec = make_object(definition, "spec");
  const std::string name =
      std::string(text_at(spec, "names.plural")) + "." + std::string(text_at(spec, "group"));
  if (name != text_at(definition, "metadata.name"))
    errors.push_back(invalid_value("metadata.name", quoted(text_at(definition, "metadata.name")),
                                   "must be spec.names.plural+\".\"+spec.group"));
  if (list_at(spec, "versions").empty()) errors.push_back(required_value("spec.versions"));
  json::object& names = make_object(spec, "names");
  const std::string kind(text_at(names, "kind"));
  set_default(names, "listKind", json::value(kind + "List"));
  std::string singular = kind;
  std::transform(singular.begin(), singular.end(), singular.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  set_default(names, "singular", json::value(singular));
  json::object& status = make_object(definition, "status");
  status["acceptedNames"] = names;
  json::array stored;
  for (const json::value& version : list_at(spec, "versions")) {
    if (flag_at(as_object(version), "storage")) stored.emplace_back(text_at(as_object(version), "name"));
  }
  status["storedVersions"] = std::move(stored);
  if (!status.contains("conditions")) {
    status["conditions"] = json::array{
        condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
        condition("Established", "InitialNamesAccepted", "the initial names have been accepted", now)};
  }
}

void prepare_service(json::object& service, const json::object* old, const KindContext& context,
                     FieldErrors& errors) {
  default_service(service, old, context.numbers.ranges());
  validate_service(service, old, errors);
  if (errors.empty()) number_service(service, old, context.numbers, errors);
}

void check_metadata(const json::object& object, const Resource& resource, FieldErrors& errors) {
  check_name(text_at(object, "metadata.name"), name_rule(resource), errors);
  check_labels(object_at(object, "metadata.labels"), "metadata.labels", errors);
  check_annotations(object_at(object, "metadata.annotations"), errors);
  for (const json::value& one : list_at(object, "metadata.finalizers")) {
    if (!is_qualified_name(as_text(one)))
      errors.push_back(
          invalid_value("metadata.finalizers", quoted(as_text(one)), "name part must be non-empty"));
  }
}

}  // namespace

NameRule name_rule(const Resource& resource) {
  if (resource.kind == "Service") return NameRule::dns_1035_label;
  if (resource.kind == "Namespace") return NameRule::dns_label;
  if (resource.group == "rbac.authorization.k8s.io") return NameRule::path_segment;
  return NameRule::dns_subdomain;
}

void prepare(json::object& object, const json::object* old, const KindContext& context, FieldErrors& errors) {
  check_metadata(object, context.resource, errors);
  const std::string& kind = context.resource.kind;
  if (context.resource.schema == nullptr) return;
  if (kind == "Service") return prepare_service(object, old, context, errors);
  if (kind == "Secret") return prepare_secret(object, old, errors);
  if (kind == "ConfigMap") return prepare_config_map(object, old, errors);
  if (kind == "Namespace") return prepare_namespace(object);
  if (kind == "Event") return prepare_event(object, errors);
  if (kind == "EndpointSlice") return set_default(object, "endpoints", json::array());
  if (kind == "Lease") return prepare_lease(object, errors);
  if (kind == "Pod") return prepare_pod(object, old);
  if (kind == "Deployment") return prepare_deployment(object);
  if (kind == "RoleBinding" || kind == "ClusterRoleBinding") return prepare_binding(object, old, errors);
  if (kind == "CustomResourceDefinition") prepare_definition(object, context.now, errors);
}

}  // namespace herald::apiserver
