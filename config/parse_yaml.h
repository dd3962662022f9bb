// YAML text -> RawDocument. The only door to the YAML library.
#pragma once

#include "config/raw_builder.h"
#include "config/report.h"

#include <optional>
#include <string_view>

namespace herald::config {

// The text must have passed check_text. Nothing when the report says why; columns count bytes.
[[nodiscard]] std::optional<RawDocument> parse_yaml(std::string_view text, const Limits& limits,
                                                    Report& report);

}  // namespace herald::config
