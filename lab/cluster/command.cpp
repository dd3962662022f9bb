#include "lab/cluster/command.h"

#include "lab/cluster/namespaces.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace herald::lab {
namespace {

constexpr int kCannotRun = 127;  // as a shell says it

// A file that needs no reader: a pipe would block us when its reader does not come to it.
int input_of(const std::string& text) {
  const int file = ::memfd_create("input", MFD_CLOEXEC);
  for (std::size_t written = 0; written < text.size();) {
    const ssize_t more = ::write(file, text.data() + written, text.size() - written);
    if (more <= 0) break;
    written += static_cast<std::size_t>(more);
  }
  ::lseek(file, 0, SEEK_SET);
  return file;
}

[[noreturn]] void become(const Command& command, char* const* arguments, int input, int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  const bool there = command.network.empty() || move_into(command.network.c_str(), "", Depth::network);
  if (there) ::execvp(arguments[0], arguments);
  const std::string why = std::strerror(errno);
  static_cast<void>(!::write(STDERR_FILENO, why.data(), why.size()));
  ::_exit(kCannotRun);
}

std::string read_all(int from) {
  std::string text;
  std::array<char, 4096> piece{};
  for (;;) {
    const ssize_t got = ::read(from, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<char*> arguments_of(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words)
    pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

Result<std::string, std::string> run(const Command& command) {
  const std::vector<char*> arguments = arguments_of(command.words);
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return fail(std::string("pipe: ") + std::strerror(errno));
  const int input = input_of(command.input);
  const pid_t child = ::fork();
  if (child == 0) become(command, arguments.data(), input, pipe[1]);
  ::close(pipe[1]);
  ::close(input);
  std::string output = child > 0 ? read_all(pipe[0]) : std::string();
  ::close(pipe[0]);
  int status = -1;
  if (child > 0) ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return output;
  const std::string how = WIFEXITED(status) ? "exit code " + std::to_string(WEXITSTATUS(status))
                                            : "signal " + std::to_string(WTERMSIG(status));
  return fail(joined(command.words) + ": " + how + (output.empty() ? "" : ": " + output));
}

}  // namespace herald::lab
