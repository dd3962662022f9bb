#include "runtime/time_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>

#include <fmt/format.h>

namespace herald::runtime {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

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
  const CivilTime at = civil(time);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[at.weekday.c_encoding()],
                     static_cast<unsigned>(at.date.day()),
                     kMonths[static_cast<unsigned>(at.date.month()) - 1], static_cast<int>(at.date.year()),
                     at.time.hours().count(), at.time.minutes().count(), at.time.seconds().count());
}

std::optional<UnixSeconds> parse_http_date(std::string_view text) {
  const auto number = [&](std::size_t place, std::size_t digits) {
    unsigned value = 0;
    std::from_chars(text.data() + place, text.data() + place + digits, value);
    return value;
  };
  if (text.size() != http_date({}).size()) return std::nullopt;
  const auto month = std::ranges::find(kMonths, text.substr(8, 3)) - kMonths.begin() + 1;
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(number(12, 4))),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(number(5, 2)));
  if (!date.ok()) return std::nullopt;
  const WallTime time = std::chrono::sys_days(date) + std::chrono::hours(number(17, 2)) +
                        std::chrono::minutes(number(20, 2)) + std::chrono::seconds(number(23, 2));
  // So far only places were looked at: what is not written alike is no such date.
  if (http_date(time) != text) return std::nullopt;
  return unix_seconds(time);
}

std::string to_text(Duration duration) {
  std::int64_t rest = duration.count();
  if (rest == 0) return "0s";
  std::string text;
  struct Unit {
    std::string_view name;
    std::int64_t nanoseconds;
  };
  for (const Unit unit :
       {Unit{"h", 3'600'000'000'000}, Unit{"m", 60'000'000'000}, Unit{"s", 1'000'000'000}}) {
    if (rest / unit.nanoseconds != 0) text += fmt::format("{}{}", rest / unit.nanoseconds, unit.name);
    rest %= unit.nanoseconds;
  }
  if (rest != 0) text += below_a_second(rest);
  return text;
}

}  // namespace herald::runtime
