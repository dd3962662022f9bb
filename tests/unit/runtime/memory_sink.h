// A log that a test can read.
#pragma once

#include "runtime/log_sink.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::runtime {

class MemorySink final : public LogSink {
 public:
  [[nodiscard]] bool write(std::string_view line) override {
    if (full) {
      ++lost;
      return false;
    }
    lines.emplace_back(line);
    return true;
  }

  [[nodiscard]] std::uint64_t take_lost() override { return std::exchange(lost, 0); }

  // How many lines mention it.
  [[nodiscard]] int count(std::string_view text) const {
    int found = 0;
    for (const std::string& line : lines)
      found += line.find(text) != std::string::npos ? 1 : 0;
    return found;
  }

  bool full = false;
  std::uint64_t lost = 0;
  std::vector<std::string> lines;
};

}  // namespace herald::runtime
