#include "runtime/log.h"

#include "runtime/log_events.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace herald::runtime {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"error", "warning", "info", "debug"};

}  // namespace

std::string_view name(LogLevel level) {
  return kNames[static_cast<std::size_t>(level)];
}

std::optional<LogLevel> parse_log_level(std::string_view text) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (text == kNames[i]) return static_cast<LogLevel>(i);
  }
  return std::nullopt;
}

void Logger::log(const LogEvent& event, std::initializer_list<LogField> fields) {
  log(event, std::span<const LogField>(fields.begin(), fields.size()));
}

void Logger::log(const LogEvent& event, std::span<const LogField> fields) {
  if (!writes(event.level)) return;
  write(event, fields);
}

void Logger::write(const LogEvent& event, std::span<const LogField> fields) {
  const auto line = [&](const LogEvent& about, std::span<const LogField> with) {
    return format_record(format_, {.time = clock_.wall_now(), .event = about, .fields = with});
  };
  if (!sink_.write(line(event, fields))) return;
  const std::uint64_t lost = sink_.take_lost();
  if (lost == 0) return;
  const LogField count{"lines", lost};
  // When even this does not fit, the count is gone, but the sink will count this line in its place.
  static_cast<void>(sink_.write(line(events::kLogLinesLost, {&count, 1})));
}

void Logger::change_level(LogLevel level, std::string_view by) {
  const LogLevel before = this->level();
  // Said at the more talkative of the two levels, so that going to `error` is seen as well.
  set_level(std::max(before, level));
  log(events::kLogLevelChanged, {{"from", name(before)}, {"to", name(level)}, {"by", by}});
  set_level(level);
}

void Logger::toggle_debug() {
  set_level(level() == LogLevel::debug ? usual_level_ : LogLevel::debug);
}

}  // namespace herald::runtime
