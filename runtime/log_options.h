// The log's flags, alike in every program.
#pragma once

#include "runtime/log_event.h"
#include "runtime/log_format.h"
#include "runtime/options.h"

#include <cstdint>

namespace herald::runtime {

enum class LogFormatChoice : std::uint8_t { automatic, human, json };

struct LogOptions {
  LogLevel level = LogLevel::info;
  LogFormatChoice format = LogFormatChoice::automatic;
};

void add_log_options(Options& options, LogOptions& log);

// For people on a terminal, else JSON lines, unless one was asked for. Colours only on a terminal, and not
// when the environment has NO_COLOR.
[[nodiscard]] LogFormat resolve_format(LogFormatChoice choice, int descriptor);

}  // namespace herald::runtime
