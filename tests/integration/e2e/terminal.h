// A terminal with one program on it, as people have: a session of its own, whose Ctrl-C the kernel gives to
// everybody in front.
#pragma once

#include "tests/integration/apiserver/process.h"

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace herald::e2e {

class Terminal {
 public:
  Terminal(const std::vector<std::string>& command, const apiserver::Environment& environment);
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal();  // hangs up, and kills the program

  // Until `text` was shown, since the beginning. False at the end of the program, or when `limit` has passed.
  [[nodiscard]] bool await(const std::string& text, std::chrono::milliseconds limit);
  // Lets the program go on for so long.
  void let_pass(std::chrono::milliseconds duration);
  void press_ctrl_c() const;
  // Its exit code, 128 and the signal when one ended it; nothing when it goes on beyond the limit.
  [[nodiscard]] std::optional<int> end(std::chrono::milliseconds limit);

  [[nodiscard]] const std::string& shown() const { return shown_; }
  // Its number, also when the program has ended.
  [[nodiscard]] pid_t session() const { return session_; }

 private:
  using Clock = std::chrono::steady_clock;
  // False when there is nothing more to come.
  bool read_until(Clock::time_point deadline);

  pid_t child_ = -1;
  pid_t session_ = -1;
  int line_ = -1;
  std::string shown_;
};

}  // namespace herald::e2e
