#include "lab/apiserver/rfc3339.h"

#include <charconv>
#include <chrono>

namespace herald::apiserver {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_seconds;

std::string digits(std::int64_t value, std::size_t width) {
  std::string text = std::to_string(value);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

std::optional<int> number(std::string_view text, std::size_t from, std::size_t size) {
  if (from + size > text.size()) return std::nullopt;
  int value = 0;
  const char* end = text.data() + from + size;
  const auto [last, error] = std::from_chars(text.data() + from, end, value);
  if (error != std::errc() || last != end) return std::nullopt;
  return value;
}

// Two units, the smaller one only when it is not zero.
std::string two(std::int64_t big, char big_unit, std::int64_t small, char small_unit) {
  std::string text = std::to_string(big) + big_unit;
  if (small != 0) text += std::to_string(small) + small_unit;
  return text;
}

}  // namespace

std::string format_time(UnixSeconds time) {
  const sys_seconds at{std::chrono::seconds(time.value())};
  const auto day = floor<days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(at - day);
  return digits(static_cast<int>(date.year()), 4) + "-" + digits(static_cast<unsigned>(date.month()), 2) +
         "-" + digits(static_cast<unsigned>(date.day()), 2) + "T" + digits(clock.hours().count(), 2) + ":" +
         digits(clock.minutes().count(), 2) + ":" + digits(clock.seconds().count(), 2) + "Z";
}

std::optional<UnixSeconds> parse_time(std::string_view text) {
  if (text.size() < 20 || text.back() != 'Z' || text[10] != 'T') return std::nullopt;
  const auto year = number(text, 0, 4);
  const auto month = number(text, 5, 2);
  const auto day = number(text, 8, 2);
  const auto hour = number(text, 11, 2);
  const auto minute = number(text, 14, 2);
  const auto second = number(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const sys_seconds at = std::chrono::sys_days(date) + std::chrono::hours(*hour) +
                         std::chrono::minutes(*minute) + std::chrono::seconds(*second);
  return UnixSeconds(at.time_since_epoch().count());
}

std::string human_duration(std::int64_t seconds) {
  if (seconds < 0) return "0s";
  if (seconds < 120) return std::to_string(seconds) + "s";
  const std::int64_t minutes = seconds / 60;
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return std::to_string(minutes) + "m";
  const std::int64_t hours = minutes / 60;
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return std::to_string(hours) + "h";
  if (hours < 192) return two(hours / 24, 'd', hours % 24, 'h');
  const std::int64_t whole_days = hours / 24;
  if (whole_days < 730) return std::to_string(whole_days) + "d";
  if (whole_days < 8 * 365) return two(whole_days / 365, 'y', whole_days % 365, 'd');
  return std::to_string(whole_days / 365) + "y";
}

}  // namespace herald::apiserver
