// What is wrong with one field of an object, in the words of a real API server: people and tools know them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace herald::apiserver {

struct FieldError {
  std::string reason;  // "FieldValueInvalid"
  std::string message;
  std::string field;  // "spec.ports[0].port"

  friend bool operator==(const FieldError&, const FieldError&) = default;
};

using FieldErrors = std::vector<FieldError>;

// `value` is JSON text; use quoted() for texts.
[[nodiscard]] FieldError invalid_value(std::string field, std::string_view value, std::string_view why);
[[nodiscard]] FieldError required_value(std::string field, std::string_view why = {});
[[nodiscard]] FieldError duplicate_value(std::string field, std::string_view value);
[[nodiscard]] FieldError unsupported_value(std::string field, std::string_view value,
                                           std::initializer_list<std::string_view> supported);
[[nodiscard]] FieldError forbidden_value(std::string field, std::string_view why);

// `within` + "[3]", and so on.
[[nodiscard]] std::string element(std::string_view list, std::size_t index);

// The rule of everything that has a port.
[[nodiscard]] bool is_port(std::int64_t number);
inline constexpr std::string_view kPortRule = "must be between 1 and 65535, inclusive";

}  // namespace herald::apiserver
