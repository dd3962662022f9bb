#include "lab/apiserver/field_error.h"

namespace herald::apiserver {

FieldError invalid_value(std::string field, std::string_view value, std::string_view why) {
  std::string message = "Invalid value: ";
  message.append(value).append(": ").append(why);
  return {"FieldValueInvalid", std::move(message), std::move(field)};
}

FieldError required_value(std::string field, std::string_view why) {
  std::string message = "Required value";
  if (!why.empty()) message.append(": ").append(why);
  return {"FieldValueRequired", std::move(message), std::move(field)};
}

FieldError duplicate_value(std::string field, std::string_view value) {
  return {"FieldValueDuplicate", "Duplicate value: " + std::string(value), std::move(field)};
}

FieldError unsupported_value(std::string field, std::string_view value,
                             std::initializer_list<std::string_view> supported) {
  std::string message = "Unsupported value: " + std::string(value) + ": supported values: ";
  std::string_view comma;
  for (const std::string_view one : supported) {
    message.append(comma).append("\"").append(one).append("\"");
    comma = ", ";
  }
  return {"FieldValueNotSupported", std::move(message), std::move(field)};
}

FieldError forbidden_value(std::string field, std::string_view why) {
  return {"FieldValueForbidden", "Forbidden: " + std::string(why), std::move(field)};
}

std::string element(std::string_view list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

bool is_port(std::int64_t number) {
  return number >= 1 && number <= 65535;
}

}  // namespace herald::apiserver
