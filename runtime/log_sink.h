// Where log lines go. A sink that cannot take a line says so and counts it; it neither throws nor waits for
// long.
#pragma once

#include <cstdint>
#include <mutex>
#include <string_view>

namespace herald::runtime {

class LogSink {
 public:
  LogSink() = default;
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;
  virtual ~LogSink() = default;

  // False when the line, or part of it, is lost.
  [[nodiscard]] virtual bool write(std::string_view line) = 0;

  // How many lines were lost since the last call.
  [[nodiscard]] virtual std::uint64_t take_lost() = 0;
};

// A file descriptor that somebody else owns: standard error. Safe across threads.
//
// A reader that stopped reading (a stuck log collector) must not stop ARP: the first line that finds the pipe
// full waits up to `patience`, those after it are dropped at once until there is room again. Regular files
// and terminals count as always ready. Ignore SIGPIPE (signals.h) before writing to a pipe whose reader may
// leave.
class DescriptorSink final : public LogSink {
 public:
  static constexpr int kPatienceMilliseconds = 10;

  explicit DescriptorSink(int descriptor) : descriptor_(descriptor) {}

  [[nodiscard]] bool write(std::string_view line) override;
  [[nodiscard]] std::uint64_t take_lost() override;

 private:
  [[nodiscard]] bool write_all(std::string_view line);
  [[nodiscard]] bool has_room();

  const int descriptor_;
  std::mutex mutex_;
  std::uint64_t lost_ = 0;
  bool stuck_ = false;
  bool broken_line_ = false;  // the last line was cut: the next one starts on a line of its own
};

// Whether a person reads what is written there.
[[nodiscard]] bool is_terminal(int descriptor);

}  // namespace herald::runtime
