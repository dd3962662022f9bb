// `completion bash|zsh|fish`, and the hidden `names KIND` that its scripts ask for what a cluster holds.
#pragma once

#include "cli/console.h"

namespace CLI {  // NOLINT(readability-identifier-naming): theirs
class App;
}

namespace herald::cli {

class LiveApp;

// After every other command has been added: it completes those that are there.
void add_completion_commands(CLI::App& app, int& exit_code, LiveApp& live);

}  // namespace herald::cli
