#include "lab/cluster/daemons.h"

#include "lab/cluster/command.h"
#include "lab/cluster/namespaces.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace herald::lab {
namespace {

using Clock = std::chrono::steady_clock;

struct Launch {
  std::string network;  // the file of its namespace, or empty
  std::vector<char*> arguments;
  int log = -1;
  int output = -1;   // -1: the log
  int problem = -1;  // closes when the program runs; says why it does not
};

[[noreturn]] void become(const Daemon& daemon, const Launch& launch) {
  ::setsid();
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(launch.output >= 0 ? launch.output : launch.log, STDOUT_FILENO);
  ::dup2(launch.log, STDERR_FILENO);
  const bool there =
      launch.network.empty() || move_into(launch.network.c_str(), daemon.place.c_str(), Depth::isolated);
  for (const auto& [name, value] : daemon.environment)
    ::setenv(name.c_str(), value.c_str(), 1);
  std::signal(SIGINT, SIG_DFL);
  if (there) ::execvp(launch.arguments[0], launch.arguments.data());
  const int why = errno;
  static_cast<void>(!::write(launch.problem, &why, sizeof why));
  ::_exit(127);
}

// The program's number once it runs.
Result<pid_t, std::string> launch(const LabDirectory& directory, const Daemon& daemon, int output) {
  Launch launch;
  if (!daemon.place.empty()) launch.network = directory.namespace_of(daemon.place);
  launch.arguments = arguments_of(daemon.words);
  launch.output = output;
  const std::string log = directory.log_of(daemon.name);
  launch.log = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (launch.log < 0) return fail(log + ": " + std::strerror(errno));
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return fail(std::string("pipe: ") + std::strerror(errno));
  launch.problem = pipe[1];
  const pid_t child = ::fork();
  if (child == 0) become(daemon, launch);
  ::close(pipe[1]);
  ::close(launch.log);
  int why = child < 0 ? errno : 0;
  if (child > 0) static_cast<void>(!::read(pipe[0], &why, sizeof why));
  ::close(pipe[0]);
  if (why != 0) return fail(daemon.name + ": " + joined(daemon.words) + ": " + std::strerror(why));
  return child;
}

std::optional<ProcessId> remembered(const LabDirectory& directory, const std::string& name) {
  const auto text = file_content(directory.pid_file_of(name));
  if (!text) return std::nullopt;
  ProcessId process;
  char* rest = nullptr;
  process.pid = static_cast<pid_t>(std::strtol(text->c_str(), &rest, 10));
  process.started = std::strtoull(rest, nullptr, 10);
  return process;
}

Result<void, std::string> remember(const LabDirectory& directory, const std::string& name, pid_t pid) {
  const ProcessId process = identify(pid).value_or(ProcessId{pid, 0});
  return write_content(directory.pid_file_of(name),
                       std::to_string(process.pid) + " " + std::to_string(process.started) + "\n");
}

// Up to and with the line that contains `text`.
std::optional<std::string> await_line(int from, const std::string& text, Clock::time_point deadline) {
  std::string seen;
  std::array<char, 4096> piece{};
  for (;;) {
    const std::size_t found = seen.find(text);
    if (found != std::string::npos && seen.find('\n', found) != std::string::npos) return seen;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd readable{from, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0) return std::nullopt;
    const ssize_t got = ::read(from, piece.data(), piece.size());
    if (got <= 0) return std::nullopt;
    seen.append(piece.data(), static_cast<std::size_t>(got));
  }
}

// Enough to see why it did not come up.
std::string end_of_log(const LabDirectory& directory, const std::string& name) {
  constexpr std::size_t kEnough = 2000;
  const std::string text = file_content(directory.log_of(name)).value_or("");
  return text.size() <= kEnough ? text : text.substr(text.size() - kEnough);
}

}  // namespace

Result<void, std::string> start(const LabDirectory& directory, const Daemon& daemon) {
  if (is_running(directory, daemon.name)) return {};
  const auto started = launch(directory, daemon, -1);
  if (!started) return fail(started.error());
  return remember(directory, daemon.name, *started);
}

Result<std::string, std::string> start_and_await(const LabDirectory& directory, const Daemon& daemon,
                                                 const std::string& text, std::chrono::seconds limit) {
  if (is_running(directory, daemon.name)) return std::string();
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return fail(std::string("pipe: ") + std::strerror(errno));
  const auto started = launch(directory, daemon, pipe[1]);
  ::close(pipe[1]);
  const auto said = started ? await_line(pipe[0], text, Clock::now() + limit) : std::optional<std::string>();
  ::close(pipe[0]);
  if (!started) return fail(started.error());
  if (auto noted = remember(directory, daemon.name, *started); !noted) return fail(noted.error());
  if (!said) return fail(daemon.name + " did not come up:\n" + end_of_log(directory, daemon.name));
  return *said;
}

std::optional<pid_t> process_of(const LabDirectory& directory, const std::string& name) {
  const auto process = remembered(directory, name);
  if (!process || !is_running(*process)) return std::nullopt;
  return process->pid;
}

bool is_running(const LabDirectory& directory, const std::string& name) {
  return process_of(directory, name).has_value();
}

std::vector<std::string> daemons_of(const LabDirectory& directory) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory.file("pids"), ignored))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

void forget(const LabDirectory& directory, const std::string& name) {
  std::error_code ignored;
  std::filesystem::remove(directory.pid_file_of(name), ignored);
}

Result<void, std::string> send_signal(const LabDirectory& directory, const std::string& name, int signal) {
  const auto process = remembered(directory, name);
  if (!process || !is_running(*process)) return fail(name + " is not running");
  if (::kill(process->pid, signal) != 0) return fail(name + ": " + std::strerror(errno));
  return {};
}

Result<void, std::string> end(const LabDirectory& directory, const std::string& name, int signal,
                              std::chrono::seconds limit) {
  const auto process = remembered(directory, name);
  if (!process || !is_running(*process)) return fail(name + " is not running");
  const int watched = static_cast<int>(::syscall(SYS_pidfd_open, process->pid, 0));
  auto sent = send_signal(directory, name, signal);
  pollfd gone{watched, POLLIN, 0};
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(limit);
  const bool went = sent && ::poll(&gone, 1, static_cast<int>(patience.count())) > 0;
  ::close(watched);
  if (!sent) return sent;
  if (!went) return fail(name + " did not end within " + std::to_string(limit.count()) + " s");
  return {};
}

}  // namespace herald::lab
