#include "lab/cluster/routers.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sys/mount.h>
#include <unistd.h>

namespace herald::lab {
namespace {

constexpr const char* kFrrFolder = "/usr/lib/frr/";
constexpr const char* kBird = "/usr/sbin/bird";

std::string folder_of(const LabDirectory& directory, const Place& router) {
  return directory.file(router.name);
}

// Sessions come from the nodes: the router only listens, so that it need not know how many there are.
std::string frr_config(const Place& router) {
  const std::string as = std::to_string(kFrrAs);
  const auto family = [](const std::string& name) {
    return " address-family " + name +
           " unicast\n  neighbor nodes activate\n  maximum-paths 16\n exit-address-family\n";
  };
  return "hostname frr\nlog stdout\nrouter bgp " + as + "\n bgp router-id " + lan_address(router) +
         "\n no bgp ebgp-requires-policy\n no bgp default ipv4-unicast\n bgp bestpath as-path "
         "multipath-relax\n"
         " neighbor nodes peer-group\n neighbor nodes remote-as " +
         std::to_string(kNodesAs) + "\n neighbor nodes bfd\n bgp listen limit 200\n bgp listen range " +
         lan_range(router.lans.front()) + " peer-group nodes\n bgp listen range " +
         lan_range6(router.lans.front()) + " peer-group nodes\n" + family("ipv4") + family("ipv6") + "!\n";
}

std::string bird_config(const Place& router) {
  const auto sessions = [&](const std::string& name, const std::string& range) {
    return "protocol bgp " + name + " {\n  local as " + std::to_string(kBirdAs) + ";\n  neighbor range " +
           range + " as " + std::to_string(kNodesAs) + ";\n  dynamic name \"" + name +
           "_\";\n  bfd on;\n  error wait time 1, 2;\n  ipv4 { import all; export none; };\n  ipv6 { import "
           "all; export none; };\n}\n";
  };
  const auto kernel = [](const std::string& family) {
    return "protocol kernel { merge paths on; " + family + " { import none; export all; }; }\n";
  };
  return "log stderr all;\nrouter id " + lan_address(router) +
         ";\nprotocol device {}\nprotocol bfd {}\nprotocol direct { ipv4; ipv6; }\n" + kernel("ipv4") +
         kernel("ipv6") + sessions("nodes", lan_range(router.lans.front())) +
         sessions("nodes6", lan_range6(router.lans.front()));
}

// FRR shall stay the lab's root: its own user has no way into the lab's folder. It insists that whom it runs
// as is a member of its group, so the lab has a list of groups of its own.
Result<void, std::string> give_frr_its_own(const std::string& folder) {
  std::string groups = file_content("/etc/group").value_or("");
  const std::size_t line = groups.find("frrvty:");
  if (line == std::string::npos)
    return fail(std::string("the group frrvty is missing: is the package frr whole?"));
  const std::size_t end = groups.find('\n', line);
  groups.insert(end, groups[end - 1] == ':' ? "root" : ",root");
  const std::string own = folder + "/group";
  if (auto written = write_content(own, groups); !written) return written;
  if (::mount(own.c_str(), "/etc/group", nullptr, MS_BIND, nullptr) != 0)
    return fail(std::string("/etc/group: ") + std::strerror(errno));
  // Where it keeps crash logs, and would leave empty folders on the machine.
  const std::string temporary = folder + "/tmp";
  std::error_code ignored;
  std::filesystem::create_directories(temporary, ignored);
  static_cast<void>(::mount(temporary.c_str(), "/var/tmp", nullptr, MS_BIND, nullptr));
  return {};
}

Daemon frr_daemon(const LabDirectory& directory, const Place& router, const std::string& name) {
  const std::string folder = folder_of(directory, router);
  Daemon daemon{
      .name = router.name + "." + name,
      .place = router.name,
      .words = {kFrrFolder + name, "-u", "root", "-g", "root", "-P", "0", "-f", folder + "/" + name + ".conf",
                "-i", folder + "/" + name + ".pid", "-z", folder + "/zserv", "--vty_socket", folder}};
  // It would otherwise be the machine's, where every lab would want it.
  if (name == "bfdd") daemon.words.insert(daemon.words.end(), {"--bfdctl", folder + "/bfdd.ctl"});
  return daemon;
}

}  // namespace

Result<void, std::string> find_router(RouterKind kind) {
  const bool frr = kind == RouterKind::frr;
  // Changing its groups is what FRR does first, and what a user namespace of one user does not allow.
  if (frr && ::geteuid() != 0) return fail(std::string("FRR needs root; BIRD does without: --routers bird"));
  const std::string program = frr ? std::string(kFrrFolder) + "bgpd" : kBird;
  if (::access(program.c_str(), X_OK) == 0) return {};
  return fail(program + " is not there: install the package " + (frr ? "frr" : "bird2"));
}

Result<void, std::string> write_router_files(const LabDirectory& directory, const Place& router) {
  const std::string folder = folder_of(directory, router);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(folder + ": " + error.message());
  if (router.name == to_string(RouterKind::frr)) {
    if (auto member = give_frr_its_own(folder); !member) return member;
    for (const char* const other : {"zebra", "bfdd"}) {
      if (auto plain = write_content(folder + "/" + other + ".conf", "hostname frr\nlog stdout\n"); !plain)
        return plain;
    }
    return write_content(folder + "/bgpd.conf", frr_config(router));
  }
  return write_content(folder + "/bird.conf", bird_config(router));
}

std::vector<Daemon> router_daemons(const LabDirectory& directory, const Place& router) {
  if (router.name == to_string(RouterKind::frr)) {
    std::vector<Daemon> daemons;
    for (const char* const name : {"zebra", "bgpd", "bfdd"})
      daemons.push_back(frr_daemon(directory, router, name));
    return daemons;
  }
  const std::string folder = folder_of(directory, router);
  return {{.name = router.name + ".bird",
           .place = router.name,
           .words = {kBird, "-f", "-c", folder + "/bird.conf", "-s", folder + "/ctl", "-P",
                     folder + "/bird.pid"}}};
}

std::vector<std::string> router_query(const LabDirectory& directory, const std::string& router,
                                      const std::string& question) {
  const std::string folder = directory.file(router);
  if (router == to_string(RouterKind::frr)) return {"vtysh", "--vty_socket", folder, "-c", question};
  return {"birdc", "-s", folder + "/ctl", question};
}

}  // namespace herald::lab
