// The structured log: an event from the catalogue plus typed fields. Handed to whoever logs; there is no
// global one. Logging never fails and never takes a daemon down: what cannot be written is counted and
// dropped.
#pragma once

#include "runtime/clock.h"
#include "runtime/log_event.h"
#include "runtime/log_format.h"
#include "runtime/log_sink.h"

#include <atomic>
#include <initializer_list>
#include <span>

namespace herald::runtime {

// Safe across threads, like its sink.
class Logger {
 public:
  Logger(LogSink& sink, const Clock& clock, LogFormat format, LogLevel level)
      : sink_(sink), clock_(clock), format_(format), usual_level_(level), level_(level) {}

  void log(const LogEvent& event, std::initializer_list<LogField> fields = {});
  void log(const LogEvent& event, std::span<const LogField> fields);

  // Ask first where making the fields costs something.
  [[nodiscard]] bool writes(LogLevel level) const { return level <= level_.load(std::memory_order_relaxed); }

  [[nodiscard]] LogLevel level() const { return level_.load(std::memory_order_relaxed); }
  void set_level(LogLevel level) { level_.store(level, std::memory_order_relaxed); }

  // As set_level, and says so in the log. `by` is who wants it.
  void change_level(LogLevel level, std::string_view by);
  // The level of the start.
  [[nodiscard]] LogLevel usual_level() const { return usual_level_; }
  // Between debug and the level of the start: what SIGUSR1 does.
  void toggle_debug();

 private:
  void write(const LogEvent& event, std::span<const LogField> fields);

  LogSink& sink_;
  const Clock& clock_;
  const LogFormat format_;
  const LogLevel usual_level_;
  std::atomic<LogLevel> level_;
};

}  // namespace herald::runtime
