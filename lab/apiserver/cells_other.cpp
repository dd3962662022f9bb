// Rows of events, workloads and bindings.
#include "lab/apiserver/cells.h"
#include "lab/apiserver/table.h"

namespace herald::apiserver {
namespace {

std::string small_letters(std::string_view text) {
  std::string small;
  for (const char c : text)
    small += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return small;
}

std::string source(const json::object& fields) {
  std::string text(text_at(fields, "source.component"));
  if (text.empty()) text = text_at(fields, "reportingComponent");
  const std::string_view host = text_at(fields, "source.host");
  if (!host.empty()) text.append(", ").append(host);
  return text;
}

std::string_view either(const json::object& fields, std::string_view one, std::string_view other) {
  const std::string_view text = text_at(fields, one);
  return text.empty() ? text_at(fields, other) : text;
}

std::string subjects(const json::object& fields, std::string_view kind) {
  std::string all;
  for (const json::value& one : list_at(fields, "subjects")) {
    const json::object& subject = as_object(one);
    if (text_at(subject, "kind") != kind) continue;
    if (!all.empty()) all += ", ";
    if (kind == "ServiceAccount") all.append(text_at(subject, "namespace")).append("/");
    all += text_at(subject, "name");
  }
  return all;
}

std::string containers(const json::object& fields, std::string_view what) {
  std::string all;
  for (const json::value& one : list_at(fields, "spec.template.spec.containers")) {
    if (!all.empty()) all += ",";
    all += text_at(as_object(one), what);
  }
  return all;
}

}  // namespace

json::array event_cells(const Store::Object& object, UnixSeconds now) {
  const json::object& fields = object.body.fields;
  const std::string about = small_letters(text_at(fields, "involvedObject.kind")) + "/" +
                            std::string(text_at(fields, "involvedObject.name"));
  return {age_of(either(fields, "lastTimestamp", "eventTime"), now),
          text_at(fields, "type"),
          text_at(fields, "reason"),
          about,
          text_at(fields, "involvedObject.fieldPath"),
          source(fields),
          text_at(fields, "message"),
          age_of(either(fields, "firstTimestamp", "eventTime"), now),
          number_at(fields, "count").value_or(1),
          object.meta.key.name};
}

json::array workload_cells(const Store::Object& object, bool daemon_set, UnixSeconds now) {
  const json::object& fields = object.body.fields;
  json::array cells{object.meta.key.name};
  if (daemon_set) {
    for (const char* key : {"desiredNumberScheduled", "currentNumberScheduled", "numberReady",
                            "updatedNumberScheduled", "numberAvailable"})
      cells.emplace_back(count(fields, "status." + std::string(key)));
    cells.emplace_back(or_none(pairs(object_at(fields, "spec.template.spec.nodeSelector"))));
  } else {
    cells.emplace_back(std::to_string(count(fields, "status.readyReplicas")) + "/" +
                       std::to_string(count(fields, "spec.replicas")));
    cells.emplace_back(count(fields, "status.updatedReplicas"));
    cells.emplace_back(count(fields, "status.availableReplicas"));
  }
  cells.emplace_back(age(object, now));
  cells.emplace_back(containers(fields, "name"));
  cells.emplace_back(containers(fields, "image"));
  cells.emplace_back(or_none(pairs(object_at(fields, "spec.selector.matchLabels"))));
  return cells;
}

json::array binding_cells(const Store::Object& object, UnixSeconds now) {
  const json::object& fields = object.body.fields;
  const std::string role =
      std::string(text_at(fields, "roleRef.kind")) + "/" + std::string(text_at(fields, "roleRef.name"));
  return {object.meta.key.name,      role,
          age(object, now),          subjects(fields, "User"),
          subjects(fields, "Group"), subjects(fields, "ServiceAccount")};
}

}  // namespace herald::apiserver
