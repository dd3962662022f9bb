#include "lab/apiserver/yaml.h"

#include "config/parse_yaml.h"
#include "config/text_check.h"

#include <charconv>
#include <optional>

namespace herald::apiserver {
namespace {

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (text == word) return true;
  }
  return false;
}

// The core schema of YAML 1.2, plus the booleans of 1.1 that kubectl's library knows.
json::value plain_scalar(std::string_view text) {
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) return nullptr;
  if (is_one_of(text, {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})) return true;
  if (is_one_of(text, {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"})) return false;
  if (const auto whole = number<std::int64_t>(text)) return *whole;
  const bool numeric = text.find_first_of("0123456789") <= 1;  // not "inf", "nan"
  if (const auto real = numeric ? number<double>(text) : std::nullopt) return *real;
  return json::value(json::string_view(text.data(), text.size()));
}

json::value convert(const config::RawNode& node) {
  switch (node.kind) {
    case config::RawKind::null:
      return nullptr;
    case config::RawKind::scalar:
      return node.quoted ? json::value(json::string(node.text)) : plain_scalar(node.text);
    case config::RawKind::list: {
      json::array list;
      for (const config::RawNode* item : node.items)
        list.push_back(convert(*item));
      return list;
    }
    case config::RawKind::map: {
      json::object map;
      for (const config::RawMember& member : node.members)
        map.insert_or_assign(member.key->text, convert(*member.value));
      return map;
    }
  }
  return nullptr;
}

}  // namespace

Result<json::value, std::string> yaml_to_json(std::string_view text) {
  const config::Limits limits;
  config::Report report;
  text = config::without_byte_order_mark(text);
  config::check_text(text, limits, report);
  std::optional<config::RawDocument> document;
  if (!report.has_errors()) document = config::parse_yaml(text, limits, report);
  if (!document || report.has_errors()) {
    const config::Diagnostics errors = report.errors();
    const std::string why = errors.empty() ? "no document" : errors.front().to_string("body");
    return fail("error converting YAML to JSON: yaml: " + why);
  }
  return document->root() == nullptr ? json::value() : convert(*document->root());
}

}  // namespace herald::apiserver
