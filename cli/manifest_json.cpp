#include "cli/manifest_json.h"

#include <charconv>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace herald::cli {
namespace {

template <class Number>
bool is_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// Plain scalars by the core schema of YAML, as far as manifests use it.
boost::json::value scalar(const config::RawNode& node) {
  if (node.quoted) return boost::json::string(node.text);
  if (node.text.empty() || node.text == "null" || node.text == "~") return nullptr;
  if (node.text == "true") return true;
  if (node.text == "false") return false;
  std::int64_t whole = 0;
  if (is_number(node.text, whole)) return whole;
  double real = 0;
  const bool begins_like_a_number = node.text.find_first_of("0123456789") <= 1;  // not "inf", "nan"
  if (begins_like_a_number && is_number(node.text, real)) return real;
  return boost::json::string(node.text);
}

// As deep as the reader of manifests lets documents be.
boost::json::value to_value(const config::RawNode& node) {
  switch (node.kind) {
    case config::RawKind::null:
      return nullptr;
    case config::RawKind::scalar:
      return scalar(node);
    case config::RawKind::list: {
      boost::json::array list;
      for (const config::RawNode* item : node.items)
        list.push_back(to_value(*item));
      return list;
    }
    case config::RawKind::map: {
      boost::json::object map;
      for (const config::RawMember& member : node.members)
        map.insert_or_assign(member.key->text, to_value(*member.value));
      return map;
    }
  }
  return nullptr;
}

}  // namespace

std::string to_json(const config::RawNode& node) {
  return boost::json::serialize(to_value(node));
}

}  // namespace herald::cli
