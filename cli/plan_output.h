// What `heraldctl plan` prints: a table for people, JSON for scripts.
#pragma once

#include "cli/dry_run.h"

#include <span>
#include <string>

namespace herald::cli {

[[nodiscard]] std::string as_table(std::span<const Outcome> outcomes);
[[nodiscard]] std::string as_json(std::span<const Outcome> outcomes);

}  // namespace herald::cli
