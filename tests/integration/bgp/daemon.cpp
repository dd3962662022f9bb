#include "tests/integration/bgp/daemon.h"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <pwd.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace herald::interop {
namespace {

// In the child: only what is safe between fork and exec.
[[noreturn]] void become(char* const* arguments, const char* network, int log) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is killed leaves nothing running
  const int space = ::open(network, O_RDONLY | O_CLOEXEC);
  if (space < 0 || ::setns(space, CLONE_NEWNET) != 0) ::_exit(126);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execvp(arguments[0], arguments);
  ::_exit(127);
}

// Whether the child ended within the time.
bool ends_within(pid_t child, std::chrono::milliseconds limit) {
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  pollfd ended{handle, POLLIN, 0};
  const bool in_time = ::poll(&ended, 1, static_cast<int>(limit.count())) == 1;
  ::close(handle);
  return in_time;
}

}  // namespace

Folder::Folder() {
  // Short: the paths of sockets have 107 characters at most.
  std::string pattern = (std::filesystem::temp_directory_path() / "herald-bgp-XXXXXX").string();
  EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
  path_ = pattern;
  std::filesystem::permissions(path_, std::filesystem::perms(0755));
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void Folder::write(const std::string& name, const std::string& text) const {
  std::ofstream file(path(name));
  file << text << std::flush;
  EXPECT_TRUE(file) << path(name);
}

std::string Folder::read(const std::string& name) const {
  std::ifstream file(path(name));
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void Folder::give_to(const std::string& user) const {
  const passwd* const who = ::getpwnam(user.c_str());
  ASSERT_NE(who, nullptr) << user;
  ASSERT_EQ(::chown(path_.c_str(), who->pw_uid, who->pw_gid), 0);
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    ASSERT_EQ(::chown(entry.path().c_str(), who->pw_uid, who->pw_gid), 0);
}

Daemon::Daemon(const netns::NetworkNamespace& where, const std::vector<std::string>& command,
               const std::string& log) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command)
    arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const std::string network = where.path();
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  EXPECT_GE(out, 0) << log;
  child_ = ::fork();
  if (child_ == 0) become(arguments.data(), network.c_str(), out);
  EXPECT_GT(child_, 0);
  ::close(out);
}

Daemon::~Daemon() {
  if (child_ > 0) end(SIGTERM);
}

void Daemon::kill() {
  if (child_ > 0) end(SIGKILL);
}

void Daemon::end(int signal) {
  ::kill(child_, signal);
  if (!ends_within(child_, std::chrono::seconds(3))) ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
  child_ = -1;
}

}  // namespace herald::interop
