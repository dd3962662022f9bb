#include "runtime/log_options.h"

#include "runtime/log_sink.h"

#include <cstdlib>

namespace herald::runtime {

void add_log_options(Options& options, LogOptions& log) {
  options.group("Log");
  options.choice<LogLevel>("--log-level", log.level,
                           {{"error", LogLevel::error},
                            {"warning", LogLevel::warning},
                            {"info", LogLevel::info},
                            {"debug", LogLevel::debug}},
                           "The least important level that is written; SIGUSR1 switches debug on and off");
  options.choice<LogFormatChoice>("--log-format", log.format,
                                  {{"auto", LogFormatChoice::automatic},
                                   {"human", LogFormatChoice::human},
                                   {"json", LogFormatChoice::json}},
                                  "auto: for people on a terminal, else one JSON object per line");
}

LogFormat resolve_format(LogFormatChoice choice, int descriptor) {
  const bool terminal = is_terminal(descriptor);
  if (choice == LogFormatChoice::json) return LogFormat::json;
  if (choice == LogFormatChoice::automatic && !terminal) return LogFormat::json;
  const char* const no_colour = std::getenv("NO_COLOR");  // no-color.org: present and not empty
  const bool plain = !terminal || (no_colour != nullptr && *no_colour != '\0');
  return plain ? LogFormat::human : LogFormat::human_with_colours;
}

}  // namespace herald::runtime
