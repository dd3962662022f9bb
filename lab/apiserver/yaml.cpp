#include "lab/apiserver/yaml.h"

#include <charconv>
#include <optional>

#include <yaml-cpp/yaml.h>

namespace herald::apiserver {
namespace {

constexpr std::size_t kMostNodes = 250'000;
constexpr int kMostDepth = 128;

template <class Number>
std::optional<Number> number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The core schema of YAML 1.2, plus the booleans of 1.1 that kubectl's library knows.
json::value plain_scalar(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
  for (const char* yes : {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"}) {
    if (text == yes) return true;
  }
  for (const char* no : {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"}) {
    if (text == no) return false;
  }
  if (const auto whole = number<std::int64_t>(text)) return *whole;
  const char first = text.front();
  const bool numeric = (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
  if (const auto real = numeric ? number<double>(text) : std::nullopt) return *real;
  return json::value(text);
}

class Conversion {
 public:
  bool too_big = false;

  json::value convert(const YAML::Node& node, int depth) {
    if (++nodes_ > kMostNodes || depth > kMostDepth) too_big = true;
    if (too_big) return nullptr;
    switch (node.Type()) {
      case YAML::NodeType::Scalar:
        // "!" is the tag of a quoted scalar, which is text whatever it looks like.
        return node.Tag() == "!" || node.Tag() == "tag:yaml.org,2002:str" ? json::value(node.Scalar())
                                                                          : plain_scalar(node.Scalar());
      case YAML::NodeType::Sequence: {
        json::array list;
        for (const YAML::Node& one : node)
          list.push_back(convert(one, depth + 1));
        return list;
      }
      case YAML::NodeType::Map: {
        json::object object;
        for (const auto& member : node)
          object[member.first.Scalar()] = convert(member.second, depth + 1);
        return object;
      }
      default:
        return nullptr;
    }
  }

 private:
  std::size_t nodes_ = 0;
};

}  // namespace

Result<json::value, std::string> yaml_to_json(std::string_view text) {
  try {
    Conversion conversion;
    json::value value = conversion.convert(YAML::Load(std::string(text)), 0);
    if (conversion.too_big) return fail(std::string("the YAML document is too large"));
    return value;
  } catch (const YAML::Exception& error) {
    return fail("error converting YAML to JSON: yaml: " + std::string(error.what()));
  }
}

}  // namespace herald::apiserver
