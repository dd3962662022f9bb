#include "lab/apiserver/names.h"

namespace herald::apiserver {
namespace {

constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxSubdomain = 253;
constexpr std::size_t kMaxAnnotations = std::size_t{256} * 1024;

constexpr std::string_view kLabelWords =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
    "and end "
    "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
constexpr std::string_view k1035Words =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
    "character, "
    "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
    "'[a-z]([-a-z0-9]*[a-z0-9])?')";
constexpr std::string_view kSubdomainWords =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
    "start "
    "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
constexpr std::string_view kQualifiedWords =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
constexpr std::string_view kValueWords =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
    "start "
    "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
    "validation "
    "is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower_alnum(char c) {
  return is_lower(c) || is_digit(c);
}
bool is_alnum(char c) {
  return is_lower_alnum(c) || (c >= 'A' && c <= 'Z');
}

bool is_word(std::string_view text, std::size_t longest) {
  if (text.empty() || text.size() > longest || !is_alnum(text.front()) || !is_alnum(text.back()))
    return false;
  for (const char c : text) {
    if (!is_alnum(c) && c != '-' && c != '_' && c != '.') return false;
  }
  return true;
}

void refuse_name(std::string_view name, std::string_view words, FieldErrors& errors) {
  errors.push_back(invalid_value("metadata.name", quoted(name), words));
}

}  // namespace

bool is_dns_label(std::string_view text) {
  if (text.empty() || text.size() > kMaxLabel) return false;
  if (!is_lower_alnum(text.front()) || !is_lower_alnum(text.back())) return false;
  for (const char c : text) {
    if (!is_lower_alnum(c) && c != '-') return false;
  }
  return true;
}

bool is_dns_subdomain(std::string_view text) {
  if (text.empty() || text.size() > kMaxSubdomain) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    // Only the whole is limited, not its parts.
    const std::string_view part = text.substr(0, dot);
    if (part.empty() || !is_lower_alnum(part.front()) || !is_lower_alnum(part.back())) return false;
    for (const char c : part) {
      if (!is_lower_alnum(c) && c != '-') return false;
    }
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_qualified_name(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return is_word(text, kMaxLabel);
  return is_dns_subdomain(text.substr(0, slash)) && is_word(text.substr(slash + 1), kMaxLabel);
}

bool is_label_value(std::string_view text) {
  return text.empty() || is_word(text, kMaxLabel);
}

void check_name(std::string_view name, NameRule rule, FieldErrors& errors) {
  switch (rule) {
    case NameRule::dns_subdomain:
      if (!is_dns_subdomain(name)) refuse_name(name, kSubdomainWords, errors);
      return;
    case NameRule::dns_label:
      if (!is_dns_label(name)) refuse_name(name, kLabelWords, errors);
      return;
    case NameRule::dns_1035_label:
      if (!is_dns_label(name) || !is_lower(name.front())) refuse_name(name, k1035Words, errors);
      return;
    case NameRule::path_segment:
      if (name == "." || name == "..") refuse_name(name, "may not be '.' or '..'", errors);
      if (name.find_first_of("/%") != std::string_view::npos)
        refuse_name(name, "may not contain '/' or '%'", errors);
      return;
  }
}

void check_labels(const json::object& labels, std::string_view field, FieldErrors& errors) {
  for (const auto& label : labels) {
    const std::string_view key = view(label.key());
    const std::string_view value = as_text(label.value());
    if (!is_qualified_name(key))
      errors.push_back(invalid_value(std::string(field), quoted(key), kQualifiedWords));
    if (!is_label_value(value))
      errors.push_back(invalid_value(std::string(field), quoted(value), kValueWords));
  }
}

void check_annotations(const json::object& annotations, FieldErrors& errors) {
  std::size_t size = 0;
  for (const auto& annotation : annotations) {
    const std::string_view key = view(annotation.key());
    size += key.size() + as_text(annotation.value()).size();
    if (!is_qualified_name(key))
      errors.push_back(invalid_value("metadata.annotations", quoted(key), kQualifiedWords));
  }
  if (size <= kMaxAnnotations) return;
  errors.push_back({"FieldValueTooLong", "Too long: must have at most 262144 bytes", "metadata.annotations"});
}

}  // namespace herald::apiserver
