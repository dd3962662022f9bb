#include "tests/integration/e2e/terminal.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <poll.h>
#include <pty.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

namespace herald::e2e {
namespace {

int milliseconds_until(std::chrono::steady_clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

}  // namespace

Terminal::Terminal(const std::vector<std::string>& command, const apiserver::Environment& environment) {
  std::vector<std::string> words = command;
  std::vector<std::string> settings = apiserver::settings_of(environment);
  settings.emplace_back("TERM=dumb");
  const std::vector<char*> arguments = apiserver::pointers_to(words);
  const std::vector<char*> variables = apiserver::pointers_to(settings);
  child_ = ::forkpty(&line_, nullptr, nullptr, nullptr);
  if (child_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::execvpe(arguments[0], arguments.data(), variables.data());
    ::_exit(127);
  }
  EXPECT_GT(child_, 0);
  session_ = child_;  // whose first process it is
}

Terminal::~Terminal() {
  if (line_ >= 0) ::close(line_);
  if (child_ <= 0) return;
  ::kill(child_, SIGKILL);
  while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

bool Terminal::read_until(Clock::time_point deadline) {
  pollfd readable{line_, POLLIN, 0};
  if (::poll(&readable, 1, milliseconds_until(deadline)) <= 0) return true;
  std::array<char, 4096> piece{};
  const ssize_t got = ::read(line_, piece.data(), piece.size());
  if (got <= 0) return false;  // EIO: nobody has the other end any more
  shown_.append(piece.data(), static_cast<std::size_t>(got));
  return true;
}

bool Terminal::await(const std::string& text, std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (shown_.find(text) == std::string::npos) {
    if (Clock::now() >= deadline || !read_until(deadline)) return false;
  }
  return true;
}

void Terminal::let_pass(std::chrono::milliseconds duration) {
  const auto deadline = Clock::now() + duration;
  while (Clock::now() < deadline && read_until(deadline)) {
  }
}

void Terminal::press_ctrl_c() const {
  constexpr char kEndOfText = 3;
  EXPECT_EQ(::write(line_, &kEndOfText, 1), 1);
}

std::optional<int> Terminal::end(std::chrono::milliseconds limit) {
  // It may close its streams, and others may keep the terminal: what counts is the process.
  const int process = static_cast<int>(::syscall(SYS_pidfd_open, child_, 0));
  const auto deadline = Clock::now() + limit;
  std::array<pollfd, 2> watched{{{process, POLLIN, 0}, {line_, POLLIN, 0}}};
  while (watched[0].revents == 0 && Clock::now() < deadline) {
    ::poll(watched.data(), watched.size(), milliseconds_until(deadline));
    if (watched[1].revents != 0 && !read_until(Clock::now())) watched[1].fd = -1;
  }
  ::close(process);
  if (watched[0].revents == 0) return std::nullopt;
  int status = 0;
  ::waitpid(std::exchange(child_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace herald::e2e
