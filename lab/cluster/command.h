// Programs that are run to their end (ip, nft, kubectl ...), in a place of the lab or where we are, and what
// they said when they failed.
#pragma once

#include "core/base/result.h"

#include <map>
#include <string>
#include <vector>

namespace herald::lab {

struct Command {
  std::vector<std::string> words;
  std::string network = {};  // the file of a network namespace; empty: where we are
  std::string input = {};    // standard input
};

// Both streams of its output. The error names the command, its exit code and what it said.
[[nodiscard]] Result<std::string, std::string> run(const Command& command);

[[nodiscard]] std::string joined(const std::vector<std::string>& words);

// What execvp wants; valid as long as `words` is.
[[nodiscard]] std::vector<char*> arguments_of(const std::vector<std::string>& words);

}  // namespace herald::lab
