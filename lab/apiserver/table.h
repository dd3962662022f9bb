// What `kubectl get` shows: the server makes the columns and cells (meta.k8s.io/v1 Table), so the words
// people know come from here. Columns of priority 1 are those of `-o wide`.
#pragma once

#include "core/base/time.h"
#include "lab/apiserver/object.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace herald::apiserver {

// What stands in "object" of each row.
enum class RowObject : std::uint8_t { none, metadata, object };

struct TableStyle {
  const Resource& resource;
  std::string_view version;
  RowObject include = RowObject::metadata;
  UnixSeconds now;
};

struct Column {
  std::string name;
  int priority = 0;
  std::string type = "string";
  std::string path;  // of custom resources: a JSONPath in its simple form, ".spec.x"
};

[[nodiscard]] std::vector<Column> columns_of(const Resource& resource, std::string_view version);
[[nodiscard]] json::array column_definitions(const TableStyle& style);
[[nodiscard]] json::object table_row(const Store::Object& object, const TableStyle& style);
[[nodiscard]] json::object table_document(std::string_view resource_version, json::array definitions,
                                          json::array rows);

// One cell for each column, without the name and the age that nearly all kinds share. In table_cells_*.cpp.
[[nodiscard]] std::vector<Column> kind_columns(std::string_view kind);
[[nodiscard]] json::array kind_cells(const Store::Object& object, std::string_view kind, UnixSeconds now);

[[nodiscard]] std::string age_of(std::string_view timestamp, UnixSeconds now);

}  // namespace herald::apiserver
