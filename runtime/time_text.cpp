#include "runtime/time_text.h"

#include <array>
#include <chrono>
#include <cstdint>

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
