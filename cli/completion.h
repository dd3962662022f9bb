// Scripts that teach a shell to complete our commands. Written from what the command line really takes, so
// they cannot lag behind it; names out of a cluster are asked for when they are needed, by `PROGRAM names`.
#pragma once

#include <string>
#include <vector>

namespace herald::cli {

// What may stand in one place.
struct Candidates {
  std::vector<std::string> words;
  std::string names;  // "services": what `PROGRAM names services` prints
  bool files = false;
};

struct CompletedFlag {
  std::vector<std::string> spellings;  // "-o", "--output"
  std::string help;
  bool takes_value = false;
  Candidates value;
};

struct CompletedCommand {
  std::string name;
  std::string help;
  std::vector<CompletedFlag> flags;
  std::vector<Candidates> arguments;
};

using CompletedCommands = std::vector<CompletedCommand>;

[[nodiscard]] std::string bash_completion(const CompletedCommands& commands);
[[nodiscard]] std::string zsh_completion(const CompletedCommands& commands);
[[nodiscard]] std::string fish_completion(const CompletedCommands& commands);

}  // namespace herald::cli
