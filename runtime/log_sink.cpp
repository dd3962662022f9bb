#include "runtime/log_sink.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <unistd.h>
#include <utility>

#include <climits>

namespace herald::runtime {

bool DescriptorSink::write(std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (broken_line_ && write_all("\n")) broken_line_ = false;
  if (!broken_line_ && write_all(line)) return true;
  ++lost_;
  return false;
}

std::uint64_t DescriptorSink::take_lost() {
  const std::lock_guard lock(mutex_);
  return std::exchange(lost_, 0);
}

// A pipe that polls as writable takes PIPE_BUF bytes without blocking (pipe(7)), so longer lines go in such
// pieces. The descriptor is not made non-blocking: it is shared with whoever started us.
bool DescriptorSink::write_all(std::string_view line) {
  const std::size_t whole = line.size();
  while (!line.empty()) {
    if (!has_room()) break;
    const ssize_t written = ::write(descriptor_, line.data(), std::min<std::size_t>(line.size(), PIPE_BUF));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;  // a full disk, a reader that left
    line.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!line.empty() && line.size() < whole) broken_line_ = true;
  return line.empty();
}

bool DescriptorSink::has_room() {
  pollfd poller{.fd = descriptor_, .events = POLLOUT, .revents = 0};
  int ready = 0;
  do {
    ready = ::poll(&poller, 1, stuck_ ? 0 : kPatienceMilliseconds);
  } while (ready < 0 && errno == EINTR);
  stuck_ = ready == 0;
  return ready > 0 && (poller.revents & POLLOUT) != 0;
}

bool is_terminal(int descriptor) {
  return ::isatty(descriptor) == 1;
}

}  // namespace herald::runtime
