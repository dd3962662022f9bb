#include "core/base/duration.h"

#include <array>
#include <cstddef>
#include <optional>
#include <ranges>

namespace herald {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::array kUnits = {
    Unit{"h", 3600 * kSecond}, Unit{"m", 60 * kSecond},  Unit{"s", kSecond},       Unit{"ms", 1'000'000},
    Unit{"us", 1'000},         Unit{"\xc2\xb5s", 1'000}, Unit{"\xce\xbcs", 1'000}, Unit{"ns", 1},
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view take_digits(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size]))
    ++size;
  const std::string_view digits = text.substr(0, size);
  text.remove_prefix(size);
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

// digits * unit; nothing when that is beyond any duration.
std::optional<std::int64_t> whole_part(std::string_view digits, std::int64_t unit) {
  std::int64_t value = 0;
  for (const char digit : digits) {
    const bool fits = !__builtin_mul_overflow(value, std::int64_t{10}, &value) &&
                      !__builtin_add_overflow(value, std::int64_t{digit - '0'}, &value);
    if (!fits) return std::nullopt;
  }
  if (__builtin_mul_overflow(value, unit, &value)) return std::nullopt;
  return value;
}

// 0.digits * unit, rounded down. From the last digit to the first, dividing by ten at each: that is exact,
// because what was rounded off before can never make up a whole. "25" of a second: (5s / 10 + 2s) / 10.
// Digits that a nanosecond cannot feel are left out.
std::int64_t fraction_part(std::string_view digits, std::int64_t unit) {
  constexpr std::size_t kMostDigits = 15;
  std::int64_t value = 0;
  digits = digits.substr(0, kMostDigits);
  for (const char digit : std::views::reverse(digits))
    value = (value + (digit - '0') * unit) / 10;
  return value;
}

// One "1.5h" from the front of `text`, in nanoseconds.
Result<std::int64_t, NoDuration> take_term(std::string_view& text) {
  const std::string_view whole = take_digits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
  }
  if (whole.empty() && fraction.empty()) return fail(NoDuration::malformed);
  const auto unit = take_unit(text);
  if (!unit) return fail(NoDuration::malformed);
  const auto most = whole_part(whole, unit->nanoseconds);
  std::int64_t sum = 0;
  if (!most || __builtin_add_overflow(*most, fraction_part(fraction, unit->nanoseconds), &sum))
    return fail(NoDuration::too_long);
  return sum;
}

}  // namespace

// Read to its end even when it is too long: whether it is a duration at all comes first.
Result<Duration, NoDuration> parse_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return Duration::zero();
  if (text.empty()) return fail(NoDuration::malformed);
  std::int64_t total = 0;
  bool fits = true;
  while (!text.empty()) {
    const auto term = take_term(text);
    if (!term && term.error() == NoDuration::malformed) return fail(NoDuration::malformed);
    fits = fits && term && !__builtin_add_overflow(total, *term, &total);
  }
  if (!fits) return fail(NoDuration::too_long);
  return Duration(negative ? -total : total);
}

}  // namespace herald
