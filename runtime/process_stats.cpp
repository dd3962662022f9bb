#include "runtime/process_stats.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace herald::runtime {
namespace {

std::string read_file(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

// "btime 1714566896" in /proc/stat: when the machine was started, in seconds since 1970.
std::optional<std::uint64_t> boot_time() {
  std::istringstream lines(read_file("/proc/stat"));
  std::string word;
  while (lines >> word) {
    if (word != "btime") continue;
    lines >> word;
    return parse_unsigned(word);
  }
  return std::nullopt;
}

std::uint64_t count_descriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator entries("/proc/self/fd", error);
  if (error) return 0;
  const auto count = static_cast<std::uint64_t>(std::distance(begin(entries), end(entries)));
  return count == 0 ? 0 : count - 1;  // one of them reads the directory
}

std::uint64_t descriptor_limit() {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

}  // namespace

std::optional<StatLine> parse_stat_line(std::string_view text) {
  const std::size_t after_name = text.rfind(')');
  if (after_name == std::string_view::npos) return std::nullopt;
  std::istringstream rest{std::string(text.substr(after_name + 1))};
  std::vector<std::string> fields{std::istream_iterator<std::string>(rest), {}};
  // proc(5) counts from 1 and the name is field 2, so fields[0] is field 3.
  const auto field = [&](std::size_t number) -> std::optional<std::uint64_t> {
    if (number - 3 >= fields.size()) return std::nullopt;
    return parse_unsigned(fields[number - 3]);
  };
  const auto user = field(14);
  const auto system = field(15);
  const auto start = field(22);
  const auto size = field(23);
  const auto resident = field(24);
  if (!user || !system || !start || !size || !resident) return std::nullopt;
  return StatLine{*user, *system, *start, *size, *resident};
}

std::optional<ProcessStats> read_process_stats() {
  const auto line = parse_stat_line(read_file("/proc/self/stat"));
  if (!line) return std::nullopt;
  const auto ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
  return ProcessStats{
      .cpu_seconds = static_cast<double>(line->user_ticks + line->system_ticks) / ticks_per_second,
      .virtual_bytes = line->virtual_bytes,
      .resident_bytes = line->resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)),
      .start_time_seconds = static_cast<double>(boot_time().value_or(0)) +
                            static_cast<double>(line->start_ticks) / ticks_per_second,
      .open_descriptors = count_descriptors(),
      .most_descriptors = descriptor_limit(),
  };
}

}  // namespace herald::runtime
