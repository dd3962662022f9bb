#include "config/readers.h"

#include "config/duration.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace herald::config {
namespace {

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string from_to(const std::string& min, const std::string& max, std::string_view unit) {
  return min + " to " + max + (unit.empty() ? "" : " " + std::string(unit));
}

// Why a text is not plain decimal, and what to write.
std::string not_decimal(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('-') || digits.starts_with('+')) digits.remove_prefix(1);
  const std::string what = shown(text);
  if (is_digits(digits) && digits.size() > 1 && digits[0] == '0') {
    return what + " has a leading zero, which some read as octal; write the number without it";
  }
  if (digits.starts_with("0x") || digits.starts_with("0o") || digits.starts_with("0b")) {
    return what + " is not decimal; write the number in decimal digits";
  }
  if (digits.find_first_not_of("0123456789.eE_") == std::string_view::npos) {
    return what + " is not a whole number; write it in decimal digits only";
  }
  return what + " is not a number; write decimal digits";
}

bool is_plain_decimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return is_digits(text) && (text.size() == 1 || text[0] != '0');
}

}  // namespace

std::optional<std::string_view> scalar_text(const Cursor& at) {
  if (at.node().kind == RawKind::scalar) return at.node().text;
  const auto& members = at.node().members;
  const bool ends_in_colon = members.size() == 1 && members.front().value->kind == RawKind::null;
  at.wrong_kind(ends_in_colon ? "a single value (a text that ends in \":\" needs quotes)" : "a single value");
  return std::nullopt;
}

std::optional<bool> Boolean::operator()(const Cursor& at) const {
  const auto text = scalar_text(at);
  if (!text) return std::nullopt;
  if (at.node().quoted) {
    at.error(shown(*text) + " in quotes is text; write true or false without quotes");
    return std::nullopt;
  }
  // YAML 1.1 takes each of these in three cases; files that rely on it are still around.
  const std::string lower = lower_case(*text);
  const bool yes = lower == "true" || lower == "yes" || lower == "on";
  const bool no = lower == "false" || lower == "no" || lower == "off";
  if (!yes && !no) {
    at.error(shown(*text) + " is neither true nor false; write true or false");
    return std::nullopt;
  }
  if (lower != "true" && lower != "false") {
    at.warning(shown(*text) + " is read as " + (yes ? "true" : "false") +
               ", but newer YAML takes it for text; write " + (yes ? "true" : "false"));
  }
  return yes;
}

std::optional<std::string> Text::operator()(const Cursor& at) const {
  const auto text = scalar_text(at);
  if (!text) return std::nullopt;
  if (text->size() > max_bytes) {
    at.error("has " + std::to_string(text->size()) + " bytes; at most " + std::to_string(max_bytes) +
             " are possible");
    return std::nullopt;
  }
  return std::string(*text);
}

std::optional<std::string> Name::operator()(const Cursor& at) const {
  constexpr std::size_t kLongest = 253;  // as for names in Kubernetes
  const auto text = scalar_text(at);
  if (!text) return std::nullopt;
  if (text->empty()) {
    at.error("is empty; write a name");
    return std::nullopt;
  }
  if (text->size() > kLongest) {
    at.error("the name has " + std::to_string(text->size()) + " bytes; at most " + std::to_string(kLongest) +
             " are possible");
    return std::nullopt;
  }
  const bool control = std::ranges::any_of(*text, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
  if (control || text->front() == ' ' || text->back() == ' ') {
    at.error("the name " + shown(*text) + " has spaces around it or control characters; remove them");
    return std::nullopt;
  }
  return std::string(*text);
}

std::optional<std::int64_t> read_whole_number(const Cursor& at, std::int64_t min, std::int64_t max,
                                              std::string_view unit) {
  const auto text = scalar_text(at);
  if (!text) return std::nullopt;
  if (!is_plain_decimal(*text)) {
    at.error(not_decimal(*text));
    return std::nullopt;
  }
  if (at.node().quoted) {
    at.error(shown(*text) + " in quotes is text; write the number without quotes");
    return std::nullopt;
  }
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (failure != std::errc() || value < min || value > max) {
    at.error(shown(*text) + " is out of range; write a number from " +
             from_to(std::to_string(min), std::to_string(max), unit));
    return std::nullopt;
  }
  return value;
}

std::optional<Duration> read_duration(const Cursor& at, Duration step, Duration min, Duration max) {
  const auto text = scalar_text(at);
  if (!text) return std::nullopt;
  const auto duration = parse_duration(*text);
  if (!duration) {
    at.error(duration.error());
    return std::nullopt;
  }
  if (*duration < min || *duration > max) {
    at.error(shown(*text) + " is out of range; write a duration from " +
             from_to(to_string(min), to_string(max), ""));
    return std::nullopt;
  }
  if (*duration % step != Duration::zero()) {
    at.error(shown(*text) + " is not a whole number of " +
             (step == std::chrono::seconds(1) ? "seconds" : "milliseconds") + "; round it");
    return std::nullopt;
  }
  return *duration;
}

std::optional<std::chrono::milliseconds> Milliseconds::operator()(const Cursor& at) const {
  const auto text = scalar_text(at);
  if (!text) return std::nullopt;
  const auto as_duration = parse_duration(*text);
  if (as_duration && *text != "0" && *as_duration % std::chrono::milliseconds(1) == Duration::zero()) {
    at.error(shown(*text) + " has a unit; write the number of milliseconds alone (" +
             std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(*as_duration).count()) +
             ")");
    return std::nullopt;
  }
  const auto value = read_whole_number(at, min, max, "milliseconds");
  if (!value) return std::nullopt;
  return std::chrono::milliseconds(*value);
}

}  // namespace herald::config
