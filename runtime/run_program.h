// Runs another program to its end and returns what it wrote, within bounds of time and size. Blocks: for
// programs that do one thing and end; a daemon's loop has better things to do.
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace herald::runtime {

struct ProgramCall {
  std::vector<std::string> command;  // the program is looked for in PATH unless its name has a slash
  std::map<std::string, std::string> environment;  // on top of our own
  bool terminal = false;                           // it gets our standard input; else an empty one
  std::chrono::milliseconds time = std::chrono::seconds(60);
  std::size_t most_bytes = 1 << 20;  // of its standard output
};

struct ProgramEnd {
  int code = 0;  // 128 and the signal, when one ended it
  std::string output;
};

// Its standard error is ours. The error says why there is no end to speak of: not found, too slow, too much.
[[nodiscard]] Result<ProgramEnd, std::string> run_program(const ProgramCall& call);

}  // namespace herald::runtime
