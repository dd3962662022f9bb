// A log record as one line of text. Whatever the fields contain (line breaks, terminal escapes, bytes that
// are not UTF-8), the result is one line, and as JSON it is valid.
#pragma once

#include "runtime/clock.h"
#include "runtime/log_event.h"

#include <cstdint>
#include <span>
#include <string>

namespace herald::runtime {

enum class LogFormat : std::uint8_t { human, human_with_colours, json };

struct LogRecord {
  WallTime time;
  const LogEvent& event;
  std::span<const LogField> fields;
};

// Ends in a line feed.
[[nodiscard]] std::string format_record(LogFormat format, const LogRecord& record);

}  // namespace herald::runtime
