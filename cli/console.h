// Where a command's words go, and under which name the program was called: as heraldctl, or as the plugin
// `kubectl herald`.
#pragma once

#include "cli/exit_code.h"

#include <string>
#include <utility>

namespace herald::cli {

class Console {
 public:
  explicit Console(std::string program) : program_(std::move(program)) {}

  // "heraldctl" or "kubectl herald": how people have to begin the commands that they are advised to use.
  [[nodiscard]] const std::string& program() const { return program_; }

  void print(const std::string& text) const;     // standard output
  void complain(const std::string& what) const;  // a line on standard error
  void remark(const std::string& line) const;    // the same without our name: "FILE:LINE:COLUMN what"
  // Complains, and is the exit code for it.
  [[nodiscard]] int refuse(const std::string& why) const;

 private:
  std::string program_;
};

// From argv[0]: kubectl runs the file kubectl-herald for `kubectl herald`.
[[nodiscard]] std::string program_called(const char* path);

}  // namespace herald::cli
