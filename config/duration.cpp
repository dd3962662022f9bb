#include "config/duration.h"

#include "config/wording.h"
#include "core/net/u128.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

namespace herald::config {
namespace {

using net::U128;

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::array kUnits = {
    Unit{"h", 3600 * kSecond}, Unit{"m", 60 * kSecond},  Unit{"s", kSecond},       Unit{"ms", 1'000'000},
    Unit{"us", 1'000},         Unit{"\xc2\xb5s", 1'000}, Unit{"\xce\xbcs", 1'000}, Unit{"ns", 1},
};
constexpr U128 kMost = static_cast<U128>(std::numeric_limits<std::int64_t>::max());

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Reads digits from the front of `text` into `value`. Digits that a nanosecond cannot feel are read and
// forgotten: that is `significant` for a fraction. Whole numbers beyond any duration stay beyond.
std::size_t take_digits(std::string_view& text, U128& value, std::size_t significant) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) {
    if (digits < significant && value <= kMost) value = value * 10 + static_cast<U128>(text[digits] - '0');
    ++digits;
  }
  text.remove_prefix(digits);
  return digits;
}

std::optional<Unit> take_unit(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && text[size] != '.' && !is_digit(text[size]))
    ++size;
  const std::string_view name = text.substr(0, size);
  text.remove_prefix(size);
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return unit;
  }
  return std::nullopt;
}

// One "1.5h" from the front of `text`, in nanoseconds; nothing when it is malformed. Too large stays too
// large.
std::optional<U128> take_term(std::string_view& text) {
  constexpr std::size_t kFractionDigits = 15;
  U128 whole = 0;
  U128 fraction = 0;
  const std::size_t whole_digits = take_digits(text, whole, text.size());
  std::size_t fraction_digits = 0;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction_digits = take_digits(text, fraction, kFractionDigits);
  }
  if (whole_digits + fraction_digits == 0) return std::nullopt;
  const auto unit = take_unit(text);
  if (!unit) return std::nullopt;
  U128 scale = 1;
  for (std::size_t i = 0; i < fraction_digits && i < kFractionDigits; ++i)
    scale *= 10;
  const auto nanoseconds = static_cast<U128>(unit->nanoseconds);
  return whole * nanoseconds + fraction * nanoseconds / scale;
}

std::string malformed(std::string_view text) {
  return shown(text) + " is not a duration; write a number with its unit, such as 90s, 1m30s or 300ms";
}

}  // namespace

Result<Duration, std::string> parse_duration(std::string_view text) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest == "0") return Duration::zero();
  if (rest.empty()) return fail(malformed(text));
  U128 total = 0;
  while (!rest.empty()) {
    const auto term = take_term(rest);
    if (!term) return fail(malformed(text));
    total += *term;
    if (total > kMost) return fail(shown(text) + " is longer than any duration can be (292 years)");
  }
  const auto count = static_cast<Duration::rep>(total);
  return Duration(negative ? -count : count);
}

std::string to_string(Duration duration) {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  if (duration % seconds(1) == Duration::zero()) {
    return std::to_string(duration_cast<seconds>(duration).count()) + "s";
  }
  if (duration % milliseconds(1) == Duration::zero()) {
    return std::to_string(duration_cast<milliseconds>(duration).count()) + "ms";
  }
  return std::to_string(duration.count()) + "ns";
}

}  // namespace herald::config
