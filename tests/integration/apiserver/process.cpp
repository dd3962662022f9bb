#include "tests/integration/apiserver/process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

namespace herald::apiserver {
namespace {

// In the child: only what is safe between fork and exec.
[[noreturn]] void become(char* const* arguments, char* const* environment, int out) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is killed leaves nothing running
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::execvpe(arguments[0], arguments, environment);
  ::_exit(127);
}

// Where to put reports is for all processes of a test; programs without sanitizers do not look.
void add_sanitizer_options(std::vector<std::string>& settings) {
  for (const char* const name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr) settings.push_back(std::string(name) + "=" + value);
  }
}

}  // namespace

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (std::string& text : texts)
    all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> settings_of(const Environment& environment) {
  std::vector<std::string> settings;
  settings.reserve(environment.size());
  for (const auto& [name, value] : environment)
    settings.push_back(std::string(name).append("=").append(value));
  return settings;
}

Process::Process(const std::vector<std::string>& command, const Environment& environment) {
  std::vector<std::string> words = command;
  std::vector<std::string> settings = settings_of(environment);
  add_sanitizer_options(settings);
  const std::vector<char*> arguments = pointers_to(words);
  const std::vector<char*> variables = pointers_to(settings);
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  child_ = ::fork();
  if (child_ == 0) become(arguments.data(), variables.data(), ends[1]);
  EXPECT_GT(child_, 0);
  ::close(ends[1]);
  out_ = ends[0];
}

Process::~Process() {
  if (child_ > 0) {
    signal(SIGKILL);
    wait();
  }
  if (out_ >= 0) ::close(out_);
}

std::optional<std::string> Process::line(std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (true) {
    if (const std::size_t end = buffer_.find('\n'); end != std::string::npos) {
      std::string found = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return found;
    }
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd readable{out_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0) return std::nullopt;
    std::array<char, 4096> piece{};
    const ssize_t got = ::read(out_, piece.data(), piece.size());
    if (got <= 0) {
      // The last line may lack its end.
      if (buffer_.empty()) return std::nullopt;
      return std::exchange(buffer_, {});
    }
    buffer_.append(piece.data(), static_cast<std::size_t>(got));
  }
}

std::optional<std::string> Process::line_with(const std::string& text, std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  const auto left = [&] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  };
  while (auto found = line(left())) {
    if (found->find(text) != std::string::npos) return found;
  }
  return std::nullopt;
}

void Process::signal(int number) const {
  if (child_ > 0) ::kill(child_, number);
}

int Process::wait() {
  int status = 0;
  while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Finished run(const std::vector<std::string>& command, const Environment& environment) {
  Process process(command, environment);
  Finished finished;
  while (auto line = process.line(std::chrono::seconds(60)))
    finished.out += *line + "\n";
  finished.code = process.wait();
  return finished;
}

TemporaryDirectory::TemporaryDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "herald-apiserver-XXXXXX").string();
  EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryDirectory::file(const std::string& name, const std::string& text,
                                     bool executable) const {
  const std::string path = path_ + "/" + name;
  std::ofstream(path) << text;
  if (executable) std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

}  // namespace herald::apiserver
