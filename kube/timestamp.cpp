#include "kube/timestamp.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>

namespace herald::kube {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kFirstSecond = -62'167'219'200;  // 0000-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z

// Reads a fixed layout from left to right; once something did not fit it stays failed.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  std::int64_t digits(std::size_t count) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
      value = value * 10 + digit();
    return value;
  }

  bool accept(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(std::string_view any_of) { ok_ = accept(any_of) && ok_; }
  void refuse_unless(bool condition) { ok_ = ok_ && condition; }

  [[nodiscard]] bool at_digit() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }
  [[nodiscard]] char front() const { return rest_.empty() ? '\0' : rest_.front(); }
  [[nodiscard]] bool finished() const { return ok_ && rest_.empty(); }

 private:
  std::int64_t digit() {
    if (!at_digit()) {
      ok_ = false;
      return 0;
    }
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c - '0';
  }

  std::string_view rest_;
  bool ok_ = true;
};

std::int64_t scan_date(Scanner& in) {
  const auto year = static_cast<int>(in.digits(4));
  in.expect("-");
  const auto month = static_cast<unsigned>(in.digits(2));
  in.expect("-");
  const auto day = static_cast<unsigned>(in.digits(2));
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  in.refuse_unless(date.ok());
  return date.ok() ? std::chrono::sys_days(date).time_since_epoch().count() * kSecondsPerDay : 0;
}

std::int64_t scan_clock(Scanner& in) {
  const std::int64_t hour = in.digits(2);
  in.expect(":");
  const std::int64_t minute = in.digits(2);
  in.expect(":");
  const std::int64_t second = in.digits(2);
  in.refuse_unless(hour < 24 && minute < 60 && second <= 60);
  return hour * 3600 + minute * 60 + second;
}

// Micros of ".123456789"; digits beyond the sixth are read and dropped.
std::int64_t scan_fraction(Scanner& in) {
  if (!in.accept(".")) return 0;
  in.refuse_unless(in.at_digit());
  std::int64_t micros = 0;
  for (std::int64_t unit = kMicrosPerSecond / 10; in.at_digit(); unit /= 10)
    micros += in.digits(1) * unit;
  return micros;
}

std::int64_t scan_offset(Scanner& in) {
  if (in.accept("Zz")) return 0;
  const std::int64_t sign = in.front() == '-' ? -1 : 1;
  in.expect("+-");
  const std::int64_t hour = in.digits(2);
  in.expect(":");
  const std::int64_t minute = in.digits(2);
  in.refuse_unless(hour < 24 && minute < 60);
  return sign * (hour * 3600 + minute * 60);
}

std::string format_seconds(std::int64_t seconds) {
  const std::int64_t days = seconds >= 0 ? seconds / kSecondsPerDay : (seconds + 1) / kSecondsPerDay - 1;
  const auto of_day = static_cast<int>(seconds - days * kSecondsPerDay);
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  std::array<char, 80> text{};
  const int size =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), of_day / 3600,
                    of_day / 60 % 60, of_day % 60);
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace

std::optional<UnixMicros> parse_micro_time(std::string_view text) {
  Scanner in(text);
  std::int64_t seconds = scan_date(in);
  in.expect("Tt");
  seconds += scan_clock(in);
  const std::int64_t micros = scan_fraction(in);
  seconds -= scan_offset(in);
  if (!in.finished()) return std::nullopt;
  return UnixMicros(seconds * kMicrosPerSecond + micros);
}

std::optional<UnixSeconds> parse_time(std::string_view text) {
  const auto micros = parse_micro_time(text);
  if (!micros) return std::nullopt;
  const std::int64_t value = micros->value();
  return UnixSeconds(value >= 0 ? value / kMicrosPerSecond : (value + 1) / kMicrosPerSecond - 1);
}

std::string format_time(UnixSeconds time) {
  return format_seconds(std::clamp(time.value(), kFirstSecond, kLastSecond)) + "Z";
}

std::string format_micro_time(UnixMicros time) {
  const std::int64_t value = std::clamp(time.value(), kFirstSecond * kMicrosPerSecond,
                                        kLastSecond * kMicrosPerSecond + kMicrosPerSecond - 1);
  const std::int64_t seconds = value >= 0 ? value / kMicrosPerSecond : (value + 1) / kMicrosPerSecond - 1;
  std::array<char, 24> fraction{};
  const int size = std::snprintf(fraction.data(), fraction.size(), ".%06dZ",
                                 static_cast<int>(value - seconds * kMicrosPerSecond));
  return format_seconds(seconds).append(fraction.data(), static_cast<std::size_t>(size));
}

}  // namespace herald::kube
