#include "config/yaml_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace herald::config {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_letter(char c) {
  return is_alphanumeric(c) && (c < '0' || c > '9');
}

// Words that YAML 1.1 or 1.2 takes for booleans and null, in lower case.
bool has_a_meaning(std::string_view text) {
  constexpr std::array<std::string_view, 9> kWords = {"true", "false", "yes", "no",  "on",
                                                      "off",  "y",     "n",   "null"};
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return std::ranges::find(kWords, lower) != kWords.end();
}

// Begins with a letter and has nothing in it that any YAML reader could stumble over.
bool may_be_plain(std::string_view text) {
  const auto harmless = [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '/' || c == '*' || c == '@';
  };
  return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, harmless) &&
         !has_a_meaning(text);
}

// Characters beyond ASCII that some readers take for line ends or drop: NEL, LS, PS, the byte order mark.
std::string_view invisible(std::string_view rest, std::string_view& escape) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kInvisible = {{
      {"\xc2\x85", "\\x85"},
      {"\xe2\x80\xa8", "\\u2028"},
      {"\xe2\x80\xa9", "\\u2029"},
      {"\xef\xbb\xbf", "\\uFEFF"},
  }};
  for (const auto& [bytes, escaped] : kInvisible) {
    if (!rest.starts_with(bytes)) continue;
    escape = escaped;
    return bytes;
  }
  return "";
}

std::string escaped(char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<std::uint8_t>(c);
  if (c == '"' || c == '\\') return {'\\', c};
  if (c == '\n') return "\\n";
  if (c == '\t') return "\\t";
  if (byte < 0x20 || byte == 0x7f) return {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 0xf]};
  return {c};
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    std::string_view escape;
    const std::string_view hidden = invisible(text, escape);
    out += hidden.empty() ? escaped(text.front()) : std::string(escape);
    text.remove_prefix(std::max<std::size_t>(1, hidden.size()));
  }
  return out + "\"";
}

}  // namespace

YamlText YamlText::plain(std::string text) {
  YamlText out(Kind::scalar);
  // 2001:db8:: would be a key.
  out.scalar_ = text.ends_with(':') ? quoted(text) : std::move(text);
  return out;
}

YamlText YamlText::text(std::string_view text) {
  return plain(may_be_plain(text) ? std::string(text) : quoted(text));
}

void YamlText::add(std::string_view key, YamlText value) {
  items_.emplace_back(may_be_plain(key) ? std::string(key) : quoted(key), std::move(value));
}

std::string YamlText::document() const {
  std::string out;
  if (!empty()) write(out, 0);
  return out;
}

// The first line is already indented: it follows "- ", or nothing.
void YamlText::write(std::string& out, std::size_t indentation) const {
  const std::string margin(indentation, ' ');
  bool is_first = true;
  for (const auto& [key, value] : items_) {
    if (!is_first) out += margin;
    is_first = false;
    if (kind_ == Kind::list) {
      out += "- ";
      if (value.kind_ == Kind::scalar || value.empty()) {
        value.write_value(out, indentation);
      } else {
        value.write(out, indentation + 2);
      }
    } else {
      out += key + ":";
      value.write_value(out, indentation);
    }
  }
}

// What follows a key, its line end included. Lists stand below their key without more indentation, as
// Kubernetes writes them.
void YamlText::write_value(std::string& out, std::size_t indentation) const {
  if (!out.empty() && out.back() == ':') out += ' ';
  if (kind_ == Kind::scalar) {
    out += scalar_ + "\n";
  } else if (empty()) {
    out += kind_ == Kind::list ? "[]\n" : "{}\n";
  } else {
    out.back() = '\n';
    const std::size_t below = indentation + (kind_ == Kind::map ? 2 : 0);
    out += std::string(below, ' ');
    write(out, below);
  }
}

}  // namespace herald::config
