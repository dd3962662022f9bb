#include "runtime/run_program.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace herald::runtime {
namespace {

using Clock = std::chrono::steady_clock;

// The end of a child is told by no descriptor on older kernels, so it is asked for this often.
constexpr std::chrono::milliseconds kGlance(20);

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts)
    result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& more) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (!more.contains(std::string(text.substr(0, text.find('='))))) all.emplace_back(text);
  }
  for (const auto& [name, value] : more)
    all.emplace_back(name).append("=").append(value);
  return all;
}

class Child {
 public:
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (output_ >= 0) ::close(output_);
    if (process_ < 0) return;
    ::kill(process_, SIGKILL);
    static_cast<void>(::waitpid(process_, nullptr, 0));
  }

  // 0, or what errno says.
  int start(const ProgramCall& call) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
    output_ = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    if (!call.terminal) posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    std::vector<std::string> words = call.command;
    std::vector<std::string> variables = environment_with(call.environment);
    const int error = ::posix_spawnp(&process_, words.front().c_str(), &actions, nullptr,
                                     pointers(words).data(), pointers(variables).data());
    if (error != 0) process_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    return error;
  }

  // What came within `patience`; nothing at the end of its output.
  std::optional<std::string> read(std::chrono::milliseconds patience) {
    if (over_) return std::nullopt;
    pollfd waiting{.fd = output_, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return std::string();
    std::array<char, 4096> piece{};
    const ssize_t size = ::read(output_, piece.data(), piece.size());
    if (size < 0 && errno == EINTR) return std::string();
    over_ = size <= 0;
    if (over_) return std::nullopt;
    return std::string(piece.data(), static_cast<std::size_t>(size));
  }

  // Its exit code, once it has ended.
  std::optional<int> ended() {
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) != process_) return std::nullopt;
    process_ = -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

 private:
  pid_t process_ = -1;
  int output_ = -1;
  bool over_ = false;
};

}  // namespace

// It has ended when it has, though a child of its own may hold the pipe; what it wrote before is there then.
Result<ProgramEnd, std::string> run_program(const ProgramCall& call) {
  const auto deadline = Clock::now() + call.time;
  Child child;
  if (const int error = child.start(call); error != 0) return fail(std::string(std::strerror(error)));
  ProgramEnd end;
  std::optional<int> code;
  for (;;) {
    const auto piece = child.read(code ? std::chrono::milliseconds(0) : kGlance);
    if (piece) end.output += *piece;
    if (end.output.size() > call.most_bytes)
      return fail("it wrote more than " + std::to_string(call.most_bytes) + " bytes");
    if (code && (!piece || piece->empty())) break;
    if (!code) code = child.ended();
    if (!code && !piece) ::poll(nullptr, 0, static_cast<int>(kGlance.count()));
    if (Clock::now() > deadline) {
      const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(call.time);
      return fail("it did not end within " + std::to_string(seconds.count()) + " s");
    }
  }
  end.code = *code;
  return end;
}

}  // namespace herald::runtime
