// What a command has to show, in every form that it may be asked for: aligned columns for people, JSON and
// YAML for scripts. The data hold everything that the columns show, and under stable names.
#pragma once

#include "cli/table.h"

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace herald::cli {

enum class Form : unsigned char { table, wide, json, yaml };

// "table", "wide", ...; nothing for any other word.
[[nodiscard]] std::optional<Form> form_named(std::string_view name);

struct Page {
  std::string prose;           // shown above the table
  std::optional<Table> table;  // absent: the prose is all
  std::string nothing;         // shown in place of a table without rows
  boost::json::value data;
};

[[nodiscard]] std::string render(const Page& page, Form form);

// A JSON document as YAML, which every reader of YAML reads back as the same value.
[[nodiscard]] std::string as_yaml(const boost::json::value& value);

}  // namespace herald::cli
