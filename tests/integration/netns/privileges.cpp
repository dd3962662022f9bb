#include "tests/integration/netns/privileges.h"

#include "tests/integration/netns/network_namespace.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sched.h>
#include <unistd.h>

namespace herald::netns {
namespace {

// Root inside is the present user outside; groups cannot be mapped before setgroups is given up
// (user_namespaces(7)).
bool become_root_of_a_user_namespace() {
  const uid_t user = ::getuid();
  const gid_t group = ::getgid();
  if (::unshare(CLONE_NEWUSER) != 0) return false;
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
  std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
  return ::geteuid() == 0;
}

}  // namespace

std::optional<std::string> obtain_privileges() {
  if (::geteuid() != 0 && !become_root_of_a_user_namespace()) {
    return std::string("not root, and no user namespace can be made (") + std::strerror(errno) +
           "); run it as root, or allow them: sysctl kernel.unprivileged_userns_clone=1, "
           "kernel.apparmor_restrict_unprivileged_userns=0";
  }
  if (!NetworkNamespace::can_be_made())
    return std::string("root here, but no network namespace can be made: ") + std::strerror(errno);
  return std::nullopt;
}

}  // namespace herald::netns
