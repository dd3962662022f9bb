// Runs a program as container runtimes run it: in a mount namespace of its own whose root is a folder,
// read-only when asked, with /proc, as a user, with a bounding set of capabilities, in the network namespace
// that is named. What runc does and this does not: control groups, seccomp, the other namespaces.
//
//   image_container ROOT NETWORK USER:GROUP CAPABILITIES read-only|writable grow|no-new-privileges
//                   SECRETS PROGRAM ARGUMENTS...
//
// CAPABILITIES is a mask as in /proc/self/status (hexadecimal). SECRETS is a folder that is seen read-only as
// the one of a service account.
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <grp.h>
#include <sched.h>
#include <string>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

constexpr const char* kSecrets = "/var/run/secrets/kubernetes.io/serviceaccount";

void require(bool done, const char* what) {
  if (done) return;
  std::perror(what);
  std::exit(125);
}

void enter_network(const char* path) {
  const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
  require(descriptor >= 0 && ::setns(descriptor, CLONE_NEWNET) == 0, path);
  ::close(descriptor);
}

void bind_read_only(const std::string& what, const std::string& where) {
  require(::mount(what.c_str(), where.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0, where.c_str());
  require(::mount(nullptr, where.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) == 0,
          where.c_str());
}

// Runtimes make the places to mount at before they make the root read-only.
void furnish(const std::string& root, const std::string& secrets) {
  require(::unshare(CLONE_NEWNS) == 0, "unshare");
  require(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "mount /");
  require(::mount(root.c_str(), root.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0, "mount ROOT");
  std::filesystem::create_directories(root + "/proc");
  std::filesystem::create_directories(root + kSecrets);
  require(::mount("proc", (root + "/proc").c_str(), "proc", MS_NOSUID | MS_NOEXEC | MS_NODEV, nullptr) == 0,
          "mount /proc");
  bind_read_only(secrets, root + kSecrets);
}

// pivot_root(2), "pivot_root(".", ".")": the old root lies under the new one, and is let go.
void move_into(const std::string& root, bool read_only) {
  if (read_only)
    require(::mount(nullptr, root.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) == 0,
            "make ROOT read-only");
  require(::chdir(root.c_str()) == 0, "chdir");
  require(::syscall(SYS_pivot_root, ".", ".") == 0, "pivot_root");
  require(::umount2(".", MNT_DETACH) == 0, "umount");
  require(::chdir("/") == 0, "chdir /");
}

// As the strictest runtimes (CRI-O, Docker): the set is only what the program may come to hold. A user other
// than root holds nothing before the program starts, and then what its file brings.
void become(uid_t user, gid_t group, unsigned long capabilities) {
  for (unsigned long each = 0; ::prctl(PR_CAPBSET_READ, each, 0, 0, 0) >= 0; ++each)
    if ((capabilities >> each & 1UL) == 0)
      require(::prctl(PR_CAPBSET_DROP, each, 0, 0, 0) == 0, "bounding set");
  require(::setgroups(0, nullptr) == 0, "setgroups");
  require(::setresgid(group, group, group) == 0, "setresgid");
  require(::setresuid(user, user, user) == 0, "setresuid");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 9) return 125;
  const std::string root = argv[1];
  const std::string user = argv[3];
  const unsigned long capabilities = std::strtoul(argv[4], nullptr, 16);
  enter_network(argv[2]);
  furnish(root, argv[7]);
  move_into(root, std::string(argv[5]) == "read-only");
  become(static_cast<uid_t>(std::strtoul(user.c_str(), nullptr, 10)),
         static_cast<gid_t>(std::strtoul(user.c_str() + user.find(':') + 1, nullptr, 10)), capabilities);
  if (std::string(argv[6]) == "no-new-privileges")
    require(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no new privileges");
  ::execv(argv[8], argv + 8);
  require(false, argv[8]);
}
