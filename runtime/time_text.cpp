#include "runtime/time_text.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

namespace herald::runtime {
namespace {

struct CivilTime {
  std::chrono::year_month_day date;
  std::chrono::weekday weekday;
  std::chrono::hh_mm_ss<std::chrono::microseconds> time;
};

CivilTime civil(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  return {std::chrono::year_month_day(day), std::chrono::weekday(day),
          std::chrono::hh_mm_ss<std::chrono::microseconds>(time - day)};
}

std::string date_and_time(const CivilTime& at) {
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(at.date.year()),
                     static_cast<unsigned>(at.date.month()), static_cast<unsigned>(at.date.day()),
                     at.time.hours().count(), at.time.minutes().count(), at.time.seconds().count());
}

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

// Longest first, for printing; "ms" stands before "m" so that parsing takes the longer name.
constexpr std::array kUnits = {
    Unit{"h", 3'600'000'000'000}, Unit{"ms", 1'000'000}, Unit{"m", 60'000'000'000},
    Unit{"s", 1'000'000'000},     Unit{"us", 1'000},     Unit{"ns", 1},
};

std::optional<Unit> take_unit(std::string_view& text) {
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return unit;
  }
  return std::nullopt;
}

struct Decimal {
  std::int64_t whole = 0;
  std::int64_t fraction = 0;  // of `scale`
  std::int64_t scale = 1;
};

bool is_digit(std::string_view text) {
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

std::int64_t take_digit(std::string_view& text) {
  const std::int64_t digit = text[0] - '0';
  text.remove_prefix(1);
  return digit;
}

std::optional<Decimal> take_decimal(std::string_view& text) {
  constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max() / 10 - 1;
  constexpr std::int64_t kFinest = 1'000'000'000;  // further digits are below what the units can carry
  if (!is_digit(text)) return std::nullopt;
  Decimal number;
  while (is_digit(text)) {
    if (number.whole > kLargest) return std::nullopt;
    number.whole = number.whole * 10 + take_digit(text);
  }
  if (!text.starts_with('.')) return number;
  text.remove_prefix(1);
  if (!is_digit(text)) return std::nullopt;
  while (is_digit(text)) {
    const std::int64_t digit = take_digit(text);
    if (number.scale == kFinest) continue;
    number.fraction = number.fraction * 10 + digit;
    number.scale *= 10;
  }
  return number;
}

std::optional<std::int64_t> take_term(std::string_view& text) {
  const auto number = take_decimal(text);
  if (!number) return std::nullopt;
  const auto unit = take_unit(text);
  if (!unit) return std::nullopt;
  std::int64_t whole = 0;
  std::int64_t sum = 0;
  if (__builtin_mul_overflow(number->whole, unit->nanoseconds, &whole)) return std::nullopt;
  // The fraction of an hour in units of 1e-9 needs 72 bits; a long double carries 64, which is exact enough
  // for ns.
  const auto part = static_cast<std::int64_t>(
      std::floor(static_cast<long double>(number->fraction) * static_cast<long double>(unit->nanoseconds) /
                 static_cast<long double>(number->scale)));
  if (__builtin_add_overflow(whole, part, &sum)) return std::nullopt;
  return sum;
}

// The largest unit that divides what is below a second: 1500 us is "1500us", 2000 us is "2ms".
std::string below_a_second(std::int64_t nanoseconds) {
  if (nanoseconds % 1'000'000 == 0) return fmt::format("{}ms", nanoseconds / 1'000'000);
  if (nanoseconds % 1'000 == 0) return fmt::format("{}us", nanoseconds / 1'000);
  return fmt::format("{}ns", nanoseconds);
}

}  // namespace

std::string rfc3339_micro(WallTime time) {
  const CivilTime at = civil(time);
  return fmt::format("{}.{:06}Z", date_and_time(at), at.time.subseconds().count());
}

std::string rfc3339(UnixSeconds time) {
  return date_and_time(civil(WallTime(std::chrono::seconds(time.value())))) + "Z";
}

std::string http_date(WallTime time) {
  constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const CivilTime at = civil(time);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[at.weekday.c_encoding()],
                     static_cast<unsigned>(at.date.day()),
                     kMonths[static_cast<unsigned>(at.date.month()) - 1], static_cast<int>(at.date.year()),
                     at.time.hours().count(), at.time.minutes().count(), at.time.seconds().count());
}

std::optional<Duration> parse_duration(std::string_view text) {
  if (text == "0") return Duration::zero();
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  while (!text.empty()) {
    const auto term = take_term(text);
    if (!term || __builtin_add_overflow(total, *term, &total)) return std::nullopt;
  }
  return Duration(total);
}

std::string to_text(Duration duration) {
  std::int64_t rest = duration.count();
  if (rest == 0) return "0s";
  std::string text;
  for (const Unit unit :
       {Unit{"h", 3'600'000'000'000}, Unit{"m", 60'000'000'000}, Unit{"s", 1'000'000'000}}) {
    if (rest / unit.nanoseconds != 0) text += fmt::format("{}{}", rest / unit.nanoseconds, unit.name);
    rest %= unit.nanoseconds;
  }
  if (rest != 0) text += below_a_second(rest);
  return text;
}

}  // namespace herald::runtime
