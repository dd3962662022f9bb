// The verdicts of `heraldctl validate` in three forms: for people, for scripts, and as annotations that CI
// systems show beside the changed lines.
#pragma once

#include "cli/validate.h"

#include <span>
#include <string>

namespace herald::cli {

[[nodiscard]] std::string as_text(std::span<const FileVerdict> verdicts);
[[nodiscard]] std::string as_json(std::span<const FileVerdict> verdicts);
[[nodiscard]] std::string as_github(std::span<const FileVerdict> verdicts);

}  // namespace herald::cli
