// What a log line is about. Events are named once, in a catalogue per folder (runtime/log_events.h and its
// siblings), and explained in docs/log-events.md; a test holds the two together, so that people can alert on
// names that last.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace herald::runtime {

enum class LogLevel : std::uint8_t { error, warning, info, debug };

[[nodiscard]] std::string_view name(LogLevel level);
[[nodiscard]] std::optional<LogLevel> parse_log_level(std::string_view text);

struct LogEvent {
  std::string_view name;  // snake_case, never changes its meaning
  LogLevel level;
  std::string_view text;  // one sentence for people, without what the fields say
};

// A value of a field. Text is borrowed for the length of the call that logs.
class LogValue {
 public:
  using Value = std::variant<bool, std::int64_t, std::uint64_t, double, std::string_view>;
  // NOLINTBEGIN(google-explicit-constructor): a field is whatever stands behind its name
  LogValue(std::same_as<bool> auto value) : value_(value) {}
  LogValue(std::signed_integral auto value) : value_(static_cast<std::int64_t>(value)) {}
  LogValue(std::unsigned_integral auto value)
    requires(!std::same_as<decltype(value), bool>)
      : value_(static_cast<std::uint64_t>(value)) {}
  LogValue(double value) : value_(value) {}
  template <class Rep, class Period>
  LogValue(std::chrono::duration<Rep, Period> value)  // in seconds
      : value_(std::chrono::duration<double>(value).count()) {}
  LogValue(std::string_view value) : value_(value) {}
  LogValue(const std::string& value) : value_(std::string_view(value)) {}
  LogValue(const char* value) : value_(std::string_view(value)) {}
  // NOLINTEND(google-explicit-constructor)
  [[nodiscard]] const Value& value() const { return value_; }

 private:
  Value value_;
};

struct LogField {
  std::string_view
      key;  // snake_case; a unit as suffix ("_seconds", "_bytes"); never time, level, event or message
  LogValue value;
};

}  // namespace herald::runtime
