// The commands that look at files: validate and plan.
#pragma once

#include "cli/console.h"

namespace CLI {  // NOLINT(readability-identifier-naming): theirs
class App;
}

namespace herald::cli {

// The one that is given runs while the flags are parsed and leaves its exit code.
void add_file_commands(CLI::App& app, int& exit_code, const Console& console);

}  // namespace herald::cli
