// What `heraldctl plan` shows.
#pragma once

#include "cli/dry_run.h"
#include "cli/page.h"

#include <span>

namespace herald::cli {

[[nodiscard]] Page show_plan(std::span<const Outcome> outcomes);

}  // namespace herald::cli
