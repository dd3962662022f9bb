// What is wrong with a text before anyone reads it as YAML: its size, its encoding, characters that cannot be
// seen. A YAML library guesses where it should refuse (yaml-cpp takes U+0004 for the end of the text,
// replaces bad UTF-8, and decodes UTF-16), so it is shown clean text only.
#pragma once

#include "config/raw_builder.h"
#include "config/report.h"

#include <string_view>

namespace herald::config {

// The text without a byte order mark; whether it may be read on is in the report.
[[nodiscard]] std::string_view without_byte_order_mark(std::string_view text);

void check_text(std::string_view text, const Limits& limits, Report& report);

}  // namespace herald::config
