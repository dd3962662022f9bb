#include "cli/page.h"

#include <array>
#include <cstddef>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace herald::cli {
namespace {

namespace json = boost::json;

bool is_block(const json::value& value) {
  return (value.is_object() && !value.get_object().empty()) ||
         (value.is_array() && !value.get_array().empty());
}

void append_yaml(std::string& out, const json::value& value, std::size_t indent);

// What stands behind "key:" or "-". A block begins on the next line, except a map behind "-", whose first
// member may stand beside it.
void append_member(std::string& out, const json::value& value, std::size_t indent) {
  if (!is_block(value)) {
    out += " " + json::serialize(value) + "\n";  // JSON's scalars are YAML's: texts are always quoted
    return;
  }
  out += "\n";
  append_yaml(out, value, indent);
}

void append_yaml(std::string& out, const json::value& value, std::size_t indent) {
  const std::string margin(indent, ' ');
  if (value.is_object()) {
    for (const auto& member : value.get_object()) {
      out += margin + json::serialize(member.key()) + ":";
      append_member(out, member.value(), indent + 2);
    }
  } else {
    for (const json::value& item : value.get_array()) {
      out += margin + "-";
      append_member(out, item, indent + 2);
    }
  }
}

std::string as_text(const Page& page, Width width) {
  std::string text = page.prose;
  if (!page.table) return text;
  if (page.table->empty()) return text + page.nothing + "\n";
  return text + page.table->text(width);
}

}  // namespace

std::optional<Form> form_named(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Form>, 4> kForms = {
      {{"table", Form::table}, {"wide", Form::wide}, {"json", Form::json}, {"yaml", Form::yaml}}};
  for (const auto& [form_name, form] : kForms) {
    if (form_name == name) return form;
  }
  return std::nullopt;
}

std::string as_yaml(const json::value& value) {
  if (!is_block(value)) return json::serialize(value) + "\n";
  std::string out;
  append_yaml(out, value, 0);
  return out;
}

std::string render(const Page& page, Form form) {
  switch (form) {
    case Form::table:
      return as_text(page, Width::usual);
    case Form::wide:
      return as_text(page, Width::wide);
    case Form::json:
      return json::serialize(page.data) + "\n";
    case Form::yaml:
      return as_yaml(page.data);
  }
  return {};
}

}  // namespace herald::cli
