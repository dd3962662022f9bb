// Reading JSON objects of which nobody promised the shape: whatever is absent or of another type reads as
// empty. Paths are dotted ("spec.type") and name object members only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

namespace herald::apiserver {

namespace json = boost::json;

[[nodiscard]] inline std::string_view view(const json::string& text) {
  return {text.data(), text.size()};
}
[[nodiscard]] inline std::string_view view(json::string_view text) {
  return {text.data(), text.size()};
}

[[nodiscard]] const json::value* at(const json::object& in, std::string_view path);

[[nodiscard]] std::string_view text_at(const json::object& in, std::string_view path);
[[nodiscard]] std::optional<std::int64_t> number_at(const json::object& in, std::string_view path);
[[nodiscard]] bool flag_at(const json::object& in, std::string_view path);
[[nodiscard]] const json::object& object_at(const json::object& in, std::string_view path);
[[nodiscard]] const json::array& list_at(const json::object& in, std::string_view path);

[[nodiscard]] std::string_view as_text(const json::value& value);
[[nodiscard]] const json::object& as_object(const json::value& value);

// The member, made (or made anew when it is something else) when needed.
json::object& make_object(json::object& in, std::string_view key);
json::array& make_list(json::object& in, std::string_view key);

// Depth is bounded, so hostile nesting ends as an error and not in the stack.
[[nodiscard]] std::optional<json::value> parse_json(std::string_view text, std::string& why);
[[nodiscard]] std::string to_text(const json::value& value);

// The text as a JSON string: the quotes in which messages put values.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace herald::apiserver
