#include "lab/apiserver/table.h"

#include "kube/timestamp.h"
#include "lab/apiserver/human_duration.h"

#include <optional>

namespace herald::apiserver {
namespace {

// "<none>" would be a word of the object; nothing at all is what kubectl shows for a path that leads nowhere.
json::value at_path(const json::object& whole, std::string_view path) {
  if (path.starts_with('.')) path.remove_prefix(1);
  const json::value* value = at(whole, path);
  return value == nullptr ? json::value(nullptr) : *value;
}

json::array custom_cells(const Store::Object& object, const TableStyle& style) {
  json::array cells{object.meta.key.name};
  const json::object whole = compose(object, style.resource, style.version);
  for (const Column& column : columns_of(style.resource, style.version)) {
    if (column.path.empty()) continue;
    json::value cell = at_path(whole, column.path);
    if (column.type == "date" && cell.is_string()) cell = age_of(as_text(cell), style.now);
    cells.push_back(std::move(cell));
  }
  return cells;
}

std::vector<Column> custom_columns(const json::array& printer_columns) {
  std::vector<Column> columns{{.name = "Name", .priority = 0, .type = "string", .path = {}}};
  for (const json::value& one : printer_columns) {
    const json::object& column = as_object(one);
    columns.push_back({.name = std::string(text_at(column, "name")),
                       .priority = static_cast<int>(number_at(column, "priority").value_or(0)),
                       .type = std::string(text_at(column, "type")),
                       .path = std::string(text_at(column, "jsonPath"))});
  }
  if (columns.size() == 1)
    columns.push_back({.name = "Age", .priority = 0, .type = "date", .path = ".metadata.creationTimestamp"});
  return columns;
}

json::object row_object(const Store::Object& object, const TableStyle& style) {
  if (style.include == RowObject::object) return compose(object, style.resource, style.version);
  return {{"kind", "PartialObjectMetadata"},
          {"apiVersion", "meta.k8s.io/v1"},
          {"metadata", compose_metadata(object, style.resource)}};
}

}  // namespace

std::vector<Column> columns_of(const Resource& resource, std::string_view version) {
  if (resource.schema != nullptr) return kind_columns(resource.kind);
  const auto found = resource.columns.find(std::string(version));
  return custom_columns(found == resource.columns.end() ? json::array() : found->second);
}

json::array column_definitions(const TableStyle& style) {
  json::array definitions;
  for (const Column& column : columns_of(style.resource, style.version)) {
    definitions.push_back(json::object{{"name", column.name},
                                       {"type", column.type},
                                       {"format", column.name == "Name" ? "name" : ""},
                                       {"description", ""},
                                       {"priority", column.priority}});
  }
  return definitions;
}

json::object table_row(const Store::Object& object, const TableStyle& style) {
  json::object row;
  row["cells"] = style.resource.schema != nullptr ? kind_cells(object, style.resource.kind, style.now)
                                                  : custom_cells(object, style);
  if (style.include != RowObject::none) row["object"] = row_object(object, style);
  return row;
}

json::object table_document(std::string_view resource_version, json::array definitions, json::array rows) {
  return {{"kind", "Table"},
          {"apiVersion", "meta.k8s.io/v1"},
          {"metadata", json::object{{"resourceVersion", resource_version}}},
          {"columnDefinitions", std::move(definitions)},
          {"rows", std::move(rows)}};
}

std::string age_of(std::string_view timestamp, UnixSeconds now) {
  const auto since = kube::parse_time(timestamp);
  return since ? human_duration(now.value() - since->value()) : "<unknown>";
}

}  // namespace herald::apiserver
