#include "lab/cluster/namespaces.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace herald::lab {
namespace {

std::string because(const std::string& what) {
  return what + ": " + std::strerror(errno);
}

// What the holder tells whoever made it: its number, or why there is none.
struct Birth {
  pid_t holder = 0;
  std::array<char, 240> problem{};
};

void tell(int pipe, const Birth& birth) {
  static_cast<void>(!::write(pipe, &birth, sizeof birth));
}

[[noreturn]] void give_up(int pipe, const std::string& why) {
  Birth birth;
  why.copy(birth.problem.data(), birth.problem.size() - 1);
  tell(pipe, birth);
  ::_exit(1);
}

// Root of the user namespace is who we are outside; nobody else exists in it.
bool become_root_of_a_user_namespace() {
  const std::string user = "0 " + std::to_string(::geteuid()) + " 1\n";
  const std::string group = "0 " + std::to_string(::getegid()) + " 1\n";
  return ::unshare(CLONE_NEWUSER) == 0 && write_content("/proc/self/setgroups", "deny") &&
         write_content("/proc/self/uid_map", user) && write_content("/proc/self/gid_map", group);
}

void unshare_all(int pipe) {
  constexpr int kAll = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC;
  if (::geteuid() == 0 && ::unshare(kAll) == 0) return;
  if (become_root_of_a_user_namespace() && ::unshare(kAll) == 0) return;
  give_up(
      pipe,
      "no namespaces for the lab (" + std::string(std::strerror(errno)) +
          "): run as root, or let users make their own: sysctl kernel.unprivileged_userns_clone=1 (Debian), "
          "kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu)");
}

void detach_streams() {
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    ::dup2(nothing, stream);
}

// Buries whoever dies in the lab, until the lifeline ends without a word; after a word for ever.
[[noreturn]] void keep_house(int lifeline, const sigset_t& deaths) {
  std::array<pollfd, 2> watched{{{::signalfd(-1, &deaths, SFD_CLOEXEC), POLLIN, 0}, {lifeline, POLLIN, 0}}};
  for (;;) {
    ::poll(watched.data(), watched.size(), -1);
    if (watched[1].revents != 0) {
      char word = 0;
      if (::read(lifeline, &word, 1) != 1) ::_exit(0);
      watched[1].fd = -1;
    }
    signalfd_siginfo death{};
    if (watched[0].revents != 0) static_cast<void>(!::read(watched[0].fd, &death, sizeof death));
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
  }
}

// The first process of the lab.
[[noreturn]] void hold(const std::string& names, int pipe, int lifeline) {
  sigset_t deaths;
  ::sigemptyset(&deaths);
  ::sigaddset(&deaths, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &deaths, nullptr);
  ::setsid();
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) give_up(pipe, because("mount /"));
  if (::mount("lab", names.c_str(), "tmpfs", 0, "mode=0700,size=1m") != 0)
    give_up(pipe, because("mount " + names));
  if (::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0)
    give_up(pipe, because("mount /proc"));
  static_cast<void>(::chdir("/"));
  detach_streams();
  ::prctl(PR_SET_NAME, "herald-lab");
  tell(pipe, {.holder = 1, .problem = {}});
  ::close(pipe);
  keep_house(lifeline, deaths);
}

// Between the caller and the holder, which must be the first child after the new process namespace was asked
// for.
[[noreturn]] void beget(const std::string& names, int pipe, int lifeline) {
  unshare_all(pipe);
  std::array<int, 2> ready{};
  if (::pipe2(ready.data(), O_CLOEXEC) != 0) give_up(pipe, because("pipe"));
  const pid_t holder = ::fork();
  if (holder < 0) give_up(pipe, because("fork"));
  if (holder == 0) hold(names, ready[1], lifeline);
  ::close(ready[1]);
  Birth birth;
  if (::read(ready[0], &birth, sizeof birth) != sizeof birth) give_up(pipe, "the lab's first process died");
  if (birth.holder != 0) birth.holder = holder;
  tell(pipe, birth);
  ::_exit(0);
}

bool same_namespace(const std::string& a, const std::string& b) {
  std::error_code error;
  const auto first = std::filesystem::read_symlink(a, error);
  const auto second = std::filesystem::read_symlink(b, error);
  return !error && first == second;
}

volatile std::sig_atomic_t waited_for = 0;

// An interrupt of the terminal reaches both. Who ends the one in front means the other, which would hear of
// it by itself only as long as it stays who it was: tcpdump changes its user.
[[noreturn]] void wait_for(pid_t child) {
  waited_for = child;
  struct sigaction pass_on{};
  pass_on.sa_handler = [](int signal) { ::kill(waited_for, signal); };
  for (const int signal : {SIGTERM, SIGHUP})
    ::sigaction(signal, &pass_on, nullptr);
  std::signal(SIGINT, SIG_IGN);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

Result<void, std::string> join(const ProcessId& holder) {
  const std::string folder = "/proc/" + std::to_string(holder.pid) + "/ns/";
  std::vector<int> spaces;  // all opened first: behind the new mounts /proc is another one
  for (const char* const kind : {"user", "mnt", "pid"}) {
    const std::string name = folder + kind;
    if (std::string_view(kind) == "user" && same_namespace(name, "/proc/self/ns/user")) continue;
    spaces.push_back(::open(name.c_str(), O_RDONLY | O_CLOEXEC));
    // One that is just dying has none any more.
    if (spaces.back() < 0 && errno == ENOENT) return fail(std::string("the lab is not running"));
    if (spaces.back() < 0) return fail(because(name));
  }
  for (const int space : spaces) {
    if (::setns(space, 0) != 0) return fail(because("entering the lab"));
    ::close(space);
  }
  return {};
}

}  // namespace

void Lifeline::close() {
  if (end_ >= 0) ::close(std::exchange(end_, -1));
}

void Lifeline::let_go() {
  const char word = 1;
  static_cast<void>(::send(end_, &word, sizeof word, MSG_NOSIGNAL));
  close();
}

Result<Holder, std::string> start_holder(const LabDirectory& directory) {
  std::array<int, 2> pipe{};
  std::array<int, 2> lifeline{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0 ||
      ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, lifeline.data()) != 0)
    return fail(because("pipe"));
  const pid_t child = ::fork();
  if (child < 0) return fail(because("fork"));
  if (child == 0) {
    ::close(lifeline[1]);  // ours alone: it ends with us
    beget(directory.namespaces(), pipe[1], lifeline[0]);
  }
  ::close(pipe[1]);
  ::close(lifeline[0]);
  Lifeline ours(lifeline[1]);
  Birth birth;
  const bool told = ::read(pipe[0], &birth, sizeof birth) == sizeof birth;
  ::close(pipe[0]);
  ::waitpid(child, nullptr, 0);
  if (!told) return fail(std::string("the lab's first process died at once"));
  if (birth.holder == 0) return fail(std::string(birth.problem.data()));
  const auto holder = identify(birth.holder);
  if (!holder) return fail(std::string("the lab's first process has gone"));
  return Holder{*holder, std::move(ours)};
}

void end_holder(const ProcessId& holder) {
  const int process = static_cast<int>(::syscall(SYS_pidfd_open, holder.pid, 0));
  if (process < 0) return;
  // Between the look and the kill nobody else can have got the number: the descriptor is bound to who has it
  // now.
  if (is_running(holder)) {
    ::syscall(SYS_pidfd_send_signal, process, SIGKILL, nullptr, 0);
    pollfd gone{process, POLLIN, 0};
    while (::poll(&gone, 1, 10000) < 0 && errno == EINTR) {
    }
  }
  ::close(process);
}

Result<void, std::string> enter(const ProcessId& holder) {
  if (!is_running(holder)) return fail(std::string("the lab is not running"));
  std::error_code error;
  const auto here = std::filesystem::current_path(error);
  if (auto joined = join(holder); !joined) return joined;
  static_cast<void>(::chdir(here.c_str()));
  const pid_t child = ::fork();
  if (child < 0) return fail(because("fork"));
  if (child > 0) wait_for(child);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  return {};
}

Result<void, std::string> make_network(const LabDirectory& directory, const std::string& place) {
  const std::string name = directory.namespace_of(place);
  if (auto made = write_content(name, ""); !made) return made;
  const pid_t child = ::fork();
  if (child < 0) return fail(because("fork"));
  if (child == 0) {
    const bool made = ::unshare(CLONE_NEWNET) == 0 &&
                      ::mount("/proc/self/ns/net", name.c_str(), nullptr, MS_BIND, nullptr) == 0;
    ::_exit(made ? 0 : errno);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  errno = WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
  if (errno != 0) return fail(because("no network namespace for " + place));
  return {};
}

Result<void, std::string> set_kernel_values(const LabDirectory& directory, const std::string& place,
                                            const KernelValues& values) {
  const std::string name = directory.namespace_of(place);
  const pid_t child = ::fork();
  if (child < 0) return fail(because("fork"));
  if (child == 0) {
    if (!move_into(name.c_str(), "", Depth::network)) ::_exit(1);
    for (const auto& [key, value] : values) {
      const std::string path = "/proc/sys/" + key;
      if (::access(path.c_str(), F_OK) == 0 && !write_content(path, value)) ::_exit(1);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (status != 0) return fail("the kernel's settings for " + place + " cannot be written");
  return {};
}

bool move_into(const char* namespace_file, const char* place, Depth depth) {
  const int space = ::open(namespace_file, O_RDONLY | O_CLOEXEC);
  if (space < 0 || ::setns(space, CLONE_NEWNET) != 0) return false;
  ::close(space);
  if (depth == Depth::network) return true;
  if (::unshare(CLONE_NEWNS | CLONE_NEWUTS) != 0) return false;
  if (::sethostname(place, std::strlen(place)) != 0) return false;
  // Some kernels refuse another /sys to users; then the machine's stays, and only what looks there sees it.
  static_cast<void>(::mount("sys", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr));
  return true;
}

}  // namespace herald::lab
