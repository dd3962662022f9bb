// The rules that names, labels and annotations must keep, in a real API server's words.
#pragma once

#include "lab/apiserver/field_error.h"
#include "lab/apiserver/json.h"

#include <cstdint>
#include <string_view>

namespace herald::apiserver {

enum class NameRule : std::uint8_t {
  dns_subdomain,   // most kinds
  dns_label,       // namespaces
  dns_1035_label,  // services
  path_segment,    // roles and bindings
};

[[nodiscard]] bool is_dns_label(std::string_view text);
[[nodiscard]] bool is_dns_subdomain(std::string_view text);
[[nodiscard]] bool is_qualified_name(std::string_view text);  // of labels, annotations, finalizers
[[nodiscard]] bool is_label_value(std::string_view text);

void check_name(std::string_view name, NameRule rule, FieldErrors& errors);
void check_labels(const json::object& labels, std::string_view field, FieldErrors& errors);
void check_annotations(const json::object& annotations, FieldErrors& errors);

}  // namespace herald::apiserver
