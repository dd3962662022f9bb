#include "kube/decode_fields.h"

#include "kube/timestamp.h"

#include <algorithm>
#include <array>
#include <new>

#include <boost/json/parser.hpp>

namespace herald::kube {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 256;  // managedFields mirror an object's whole structure

std::optional<std::int64_t> as_whole(const json::value& value) {
  if (const auto* number = value.if_int64()) return *number;
  const auto* number = value.if_uint64();
  if (number == nullptr || *number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*number);
}

}  // namespace

std::string FieldPath::to_string() const {
  std::string text = parent != nullptr ? parent->to_string() : std::string();
  if (!text.empty() && !name.empty()) text += '.';
  text += name;
  if (index) text += "[" + std::to_string(*index) + "]";
  return text;
}

std::string to_string(const DecodeError& error) {
  return error.path.empty() ? error.why : error.path + ": " + error.why;
}

const json::value* Fields::find(std::string_view name) const {
  if (object_ == nullptr) return nullptr;
  const json::value* value = object_->if_contains(json::string_view(name.data(), name.size()));
  return value == nullptr || value->is_null() ? nullptr : value;
}

const json::object* Fields::child(std::string_view name) const {
  const json::value* value = find(name);
  if (value == nullptr) return nullptr;
  if (value->if_object() == nullptr) refuse(name, "not an object");
  return value->if_object();
}

const json::array* Fields::list(std::string_view name) const {
  const json::value* value = find(name);
  if (value == nullptr) return nullptr;
  if (value->if_array() == nullptr) refuse(name, "not a list");
  return value->if_array();
}

std::optional<std::string> Fields::optional_text(std::string_view name) const {
  const json::value* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const auto* text = value->if_string()) return std::string(text->data(), text->size());
  refuse(name, "not a string");
  return std::nullopt;
}

bool Fields::flag(std::string_view name, bool absent) const {
  const json::value* value = find(name);
  if (value == nullptr) return absent;
  if (const auto* flag = value->if_bool()) return *flag;
  refuse(name, "not true or false");
  return absent;
}

std::optional<std::int64_t> Fields::whole(std::string_view name, std::int64_t low, std::int64_t high) const {
  const json::value* value = find(name);
  if (value == nullptr) return std::nullopt;
  const auto number = as_whole(*value);
  if (number && *number >= low && *number <= high) return number;
  refuse(name, "not a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return std::nullopt;
}

std::optional<std::int32_t> Fields::whole32(std::string_view name, std::int32_t low) const {
  const auto number = whole(name, low, std::numeric_limits<std::int32_t>::max());
  if (!number) return std::nullopt;
  return static_cast<std::int32_t>(*number);
}

model::Labels Fields::texts(std::string_view name) const {
  model::Labels texts;
  each_text(name, [](std::string_view) { return true; }, texts);
  return texts;
}

void Fields::note(const FieldPath& path, std::string why) const {
  if (!error_->has_value()) *error_ = DecodeError{path.to_string(), std::move(why)};
}

Document::Document(std::string_view text, Scratch& scratch) : memory_(scratch.data(), Scratch::kBytes) {
  std::array<unsigned char, 4096> stack;
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::parser parser(json::storage_ptr(), options, stack.data(), stack.size());
  parser.reset(&memory_);
  json::error_code error;
  parser.write(text.data(), text.size(), error);
  if (error) {
    error_ = DecodeError{"", "not JSON: " + error.message()};
    return;
  }
  tree_.emplace(parser.release());
  object_ = tree_->if_object();
  if (object_ == nullptr) error_ = DecodeError{"", "not an object"};
}

}  // namespace herald::kube
