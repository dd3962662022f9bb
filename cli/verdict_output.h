// The verdicts of `heraldctl validate`: a page as every command shows one, and annotations that CI systems
// show beside the changed lines.
#pragma once

#include "cli/page.h"
#include "cli/validate.h"

#include <span>
#include <string>

namespace herald::cli {

[[nodiscard]] Page show_verdicts(std::span<const FileVerdict> verdicts);
[[nodiscard]] std::string as_github(std::span<const FileVerdict> verdicts);

}  // namespace herald::cli
