#include "tests/integration/netns/network_namespace.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

namespace herald::netns {
namespace {

// The caller's thread is the new namespace's first inhabitant.
int make_here() {
  if (::unshare(CLONE_NEWNET) != 0) return -1;
  return ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
}

int make() {
  int descriptor = -1;
  int error = 0;
  std::thread([&] {
    descriptor = make_here();
    error = errno;
  }).join();
  errno = error;
  return descriptor;
}

[[noreturn]] void become(const std::vector<std::string>& command, int input, int output) {
  std::vector<char*> arguments;
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

std::string read_to_end(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t size = 1; size > 0;) {
    size = ::read(descriptor, buffer.data(), buffer.size());
    if (size > 0) text.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return text;
}

// In the namespace of the calling thread, which the child inherits. For programs that say little while they
// read.
Finished run_here(const std::vector<std::string>& command, const std::string& input) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  EXPECT_EQ(::pipe2(in.data(), O_CLOEXEC), 0);
  EXPECT_EQ(::pipe2(out.data(), O_CLOEXEC), 0);
  const pid_t child = ::fork();
  if (child == 0) become(command, in[0], out[1]);
  ::close(in[0]);
  ::close(out[1]);
  for (std::size_t written = 0; written < input.size();) {
    const ssize_t size = ::write(in[1], input.data() + written, input.size() - written);
    if (size <= 0) break;
    written += static_cast<std::size_t>(size);
  }
  ::close(in[1]);
  Finished finished;
  finished.out = read_to_end(out[0]);
  ::close(out[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  finished.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return finished;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;)
    words.push_back(word);
  return words;
}

}  // namespace

bool NetworkNamespace::can_be_made() {
  const int descriptor = make();
  if (descriptor >= 0) ::close(descriptor);
  return descriptor >= 0;
}

NetworkNamespace::NetworkNamespace() : descriptor_(make()) {
  EXPECT_GE(descriptor_, 0) << std::strerror(errno);
  ip("link set lo up");
  sysctl("net/ipv6/conf/all/accept_dad", "0");
  sysctl("net/ipv6/conf/default/accept_dad", "0");
}

NetworkNamespace::~NetworkNamespace() {
  ::close(descriptor_);
}

void NetworkNamespace::run(const std::function<void()>& work) const {
  std::thread([&] {
    ASSERT_EQ(::setns(descriptor_, CLONE_NEWNET), 0) << std::strerror(errno);
    work();
  }).join();
}

Finished NetworkNamespace::command(const std::vector<std::string>& command, const std::string& input) const {
  Finished finished;
  run([&] { finished = run_here(command, input); });
  return finished;
}

void NetworkNamespace::ip(const std::string& arguments) const {
  std::vector<std::string> words = words_of(arguments);
  words.insert(words.begin(), "ip");
  const Finished finished = command(words);
  EXPECT_EQ(finished.code, 0) << "ip " << arguments << ": " << finished.out;
}

void NetworkNamespace::ip_batch(const std::string& lines) const {
  const Finished finished = command({"ip", "-batch", "-"}, lines);
  EXPECT_EQ(finished.code, 0) << finished.out;
}

void NetworkNamespace::sysctl(const std::string& path, const std::string& value) const {
  run([&] {
    std::ofstream file("/proc/sys/" + path);
    file << value << std::flush;
    EXPECT_TRUE(file) << path;
  });
}

std::string NetworkNamespace::path() const {
  return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(descriptor_);
}

void NetworkNamespace::connect(const End& one, const End& other) {
  one.where.ip("link add " + one.interface + " type veth peer name " + other.interface + " netns " +
               other.where.path());
  one.where.ip("link set " + one.interface + " up");
  other.where.ip("link set " + other.interface + " up");
}

}  // namespace herald::netns
