#include "lab/apiserver/json.h"

namespace herald::apiserver {
namespace {

constexpr std::size_t kMaxDepth = 256;

const json::object kNoObject;
const json::array kNoList;

const json::value* member(const json::object& in, std::string_view key) {
  const auto found = in.find(key);
  return found == in.end() ? nullptr : &found->value();
}

}  // namespace

const json::value* at(const json::object& in, std::string_view path) {
  const json::object* object = &in;
  for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
    const json::value* next = member(*object, path.substr(0, dot));
    if (next == nullptr || !next->is_object()) return nullptr;
    object = &next->get_object();
    path.remove_prefix(dot + 1);
  }
  return member(*object, path);
}

std::string_view as_text(const json::value& value) {
  return value.is_string() ? view(value.get_string()) : std::string_view();
}

const json::object& as_object(const json::value& value) {
  return value.is_object() ? value.get_object() : kNoObject;
}

std::string_view text_at(const json::object& in, std::string_view path) {
  const json::value* value = at(in, path);
  return value == nullptr ? std::string_view() : as_text(*value);
}

std::optional<std::int64_t> number_at(const json::object& in, std::string_view path) {
  const json::value* value = at(in, path);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

bool flag_at(const json::object& in, std::string_view path) {
  const json::value* value = at(in, path);
  return value != nullptr && value->is_bool() && value->get_bool();
}

const json::object& object_at(const json::object& in, std::string_view path) {
  const json::value* value = at(in, path);
  return value == nullptr ? kNoObject : as_object(*value);
}

const json::array& list_at(const json::object& in, std::string_view path) {
  const json::value* value = at(in, path);
  return value != nullptr && value->is_array() ? value->get_array() : kNoList;
}

json::object& make_object(json::object& in, std::string_view key) {
  json::value& value = in[key];
  return value.is_object() ? value.get_object() : value.emplace_object();
}

json::array& make_list(json::object& in, std::string_view key) {
  json::value& value = in[key];
  return value.is_array() ? value.get_array() : value.emplace_array();
}

std::optional<json::value> parse_json(std::string_view text, std::string& why) {
  json::error_code error;
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::value value = json::parse(text, error, {}, options);
  if (error) {
    why = error.message();
    return std::nullopt;
  }
  return value;
}

std::string to_text(const json::value& value) {
  return json::serialize(value);
}

std::string quoted(std::string_view text) {
  return json::serialize(json::string_view(text.data(), text.size()));
}

}  // namespace herald::apiserver
