// What the kernel knows about this process, read from /proc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herald::runtime {

struct ProcessStats {
  double cpu_seconds = 0;  // user and system
  std::uint64_t virtual_bytes = 0;
  std::uint64_t resident_bytes = 0;
  double start_time_seconds = 0;  // since 1970
  std::uint64_t open_descriptors = 0;
  std::uint64_t most_descriptors = 0;  // the soft limit
};

// Nothing when /proc is not there or not readable.
[[nodiscard]] std::optional<ProcessStats> read_process_stats();

// One line of /proc/<pid>/stat (proc(5)). The name of the program stands in parentheses and may itself hold
// parentheses and spaces, so the fields are counted from the last ")".
struct StatLine {
  std::uint64_t user_ticks = 0;
  std::uint64_t system_ticks = 0;
  std::uint64_t start_ticks = 0;  // since boot
  std::uint64_t virtual_bytes = 0;
  std::uint64_t resident_pages = 0;
};
[[nodiscard]] std::optional<StatLine> parse_stat_line(std::string_view text);

}  // namespace herald::runtime
