#include "runtime/log_format.h"

#include "runtime/time_text.h"
#include "runtime/utf8.h"

#include <array>
#include <cmath>
#include <iterator>
#include <string_view>
#include <variant>

#include <fmt/format.h>

namespace herald::runtime {
namespace {

using Line = fmt::memory_buffer;

template <class... Parts>
void put(Line& line, Parts... parts) {
  (line.append(std::string_view(parts)), ...);
}

void put_escape(Line& line, char32_t control) {
  switch (control) {
    case '\n':
      put(line, "\\n");
      return;
    case '\r':
      put(line, "\\r");
      return;
    case '\t':
      put(line, "\\t");
      return;
    default:
      fmt::format_to(std::back_inserter(line), "\\u{:04x}", static_cast<std::uint32_t>(control));
  }
}

// C0, DEL and C1: what moves cursors, rings bells and rewrites a terminal's title.
bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f);
}

void put_quoted(Line& line, std::string_view text) {
  put(line, "\"");
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const std::string_view bytes = text.substr(0, point.size);
    text.remove_prefix(point.size);
    if (!point.valid) {
      put(line, "\\ufffd");
    } else if (point.value == '"' || point.value == '\\') {
      put(line, "\\", bytes);
    } else if (is_control(point.value)) {
      put_escape(line, point.value);
    } else {
      put(line, bytes);
    }
  }
  put(line, "\"");
}

bool reads_as_one_word(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/[]@%+,~*";
  return !text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos;
}

void put_scalar(Line& line, bool value) {
  put(line, value ? "true" : "false");
}

void put_scalar(Line& line, double value) {
  if (!std::isfinite(value)) return put(line, "null");  // JSON has no other word for it
  fmt::format_to(std::back_inserter(line), "{}", value);
}

void put_scalar(Line& line, std::integral auto value) {
  fmt::format_to(std::back_inserter(line), "{}", value);
}

struct AsJson {
  Line& line;
  void operator()(std::string_view text) const { put_quoted(line, text); }
  void operator()(auto value) const { put_scalar(line, value); }
};

struct AsWord {
  Line& line;
  void operator()(std::string_view text) const {
    if (reads_as_one_word(text)) return put(line, text);
    put_quoted(line, text);
  }
  void operator()(auto value) const { put_scalar(line, value); }
};

void put_json(Line& line, const LogRecord& record) {
  put(line, R"({"time":")", rfc3339_micro(record.time), R"(","level":")", name(record.event.level),
      R"(","event":")", record.event.name, R"(","message":)");
  put_quoted(line, record.event.text);
  for (const LogField& field : record.fields) {
    put(line, ",");
    put_quoted(line, field.key);
    put(line, ":");
    std::visit(AsJson{line}, field.value.value());
  }
  put(line, "}\n");
}

struct Colours {
  std::string_view level;
  std::string_view dim;
  std::string_view reset;
};

Colours colours(LogFormat format, LogLevel level) {
  if (format != LogFormat::human_with_colours) return {};
  constexpr std::array<std::string_view, 4> kOfLevel = {"\x1b[31m", "\x1b[33m", "\x1b[32m", "\x1b[36m"};
  return {kOfLevel[static_cast<std::size_t>(level)], "\x1b[2m", "\x1b[0m"};
}

void put_human(Line& line, LogFormat format, const LogRecord& record) {
  const Colours colour = colours(format, record.event.level);
  put(line, colour.dim, rfc3339_micro(record.time), colour.reset, " ", colour.level);
  fmt::format_to(std::back_inserter(line), "{:<7}", name(record.event.level));
  put(line, colour.reset, " ", record.event.name, ": ", record.event.text);
  for (const LogField& field : record.fields) {
    put(line, " ", colour.dim, field.key, "=", colour.reset);
    std::visit(AsWord{line}, field.value.value());
  }
  put(line, "\n");
}

}  // namespace

std::string format_record(LogFormat format, const LogRecord& record) {
  Line line;
  if (format == LogFormat::json) {
    put_json(line, record);
  } else {
    put_human(line, format, record);
  }
  return fmt::to_string(line);
}

}  // namespace herald::runtime
