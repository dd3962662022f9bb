#include "speaker/io/node_checks.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

namespace herald::speaker::io {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::string first_word(const fs::path& path) {
  std::ifstream file(path);
  std::string word;
  file >> word;
  return word;
}

// What a node's files say. Interfaces come and go while they are read, so a file that is not there is an
// answer.
class Node {
 public:
  Node(fs::path root, const std::vector<std::string>& interfaces) : root_(std::move(root)) {
    for (const std::string& interface : interfaces) {
      if (is_there(device(interface))) interfaces_.push_back(interface);
    }
  }

  [[nodiscard]] const std::vector<std::string>& interfaces() const { return interfaces_; }
  [[nodiscard]] fs::path device(const std::string& interface) const {
    return root_ / "sys/class/net" / interface;
  }

  // For most settings the greater of "all" and the interface's own counts (ip-sysctl of the kernel).
  [[nodiscard]] int setting(const std::string& interface, const std::string& name) const {
    return std::max(number("all", name), number(interface, name));
  }

 private:
  [[nodiscard]] int number(const std::string& scope, const std::string& name) const {
    const std::string word = first_word(root_ / "proc/sys/net/ipv4/conf" / scope / name);
    const bool small = word.size() == 1 && std::isdigit(static_cast<unsigned char>(word[0])) != 0;
    return small ? word[0] - '0' : 0;
  }

  fs::path root_;
  std::vector<std::string> interfaces_;
};

// kube-proxy in IPVS mode gives every service address to kube-ipvs0 on every node, and Linux answers ARP for
// an address of any of its interfaces on each of them.
void check_ipvs(const Node& node, std::vector<Finding>& findings) {
  if (!is_there(node.device("kube-ipvs0"))) return;
  constexpr const char* kRemedy =
      "set ipvs.strictARP: true in kube-proxy's configuration and restart kube-proxy; it then sets "
      "net.ipv4.conf.all.arp_ignore=1 and net.ipv4.conf.all.arp_announce=2";
  for (const std::string& interface : node.interfaces()) {
    const std::string here = " on " + interface + " while kube-proxy runs in IPVS mode (kube-ipvs0 is there)";
    if (node.setting(interface, "arp_ignore") == 0) {
      findings.push_back({NodeProblem::ipvs_answers_arp, interface, "arp_ignore is 0" + here,
                          "every node answers ARP for every service address, so that clients reach a random "
                          "one of them and see it change",
                          kRemedy});
    }
    if (node.setting(interface, "arp_announce") < 2) {
      findings.push_back({NodeProblem::ipvs_asks_with_service_address, interface,
                          "arp_announce is below 2" + here,
                          "the node may ask for its neighbours in the name of a service address, which moves "
                          "that address to it in their caches",
                          kRemedy});
    }
  }
}

void check_proxy_arp(const Node& node, std::vector<Finding>& findings) {
  for (const std::string& interface : node.interfaces()) {
    if (node.setting(interface, "proxy_arp") == 0) continue;
    findings.push_back(
        {NodeProblem::proxy_arp, interface, "proxy_arp is on for " + interface,
         "the kernel may answer ARP for service addresses that another node owns",
         "set net.ipv4.conf.all.proxy_arp and net.ipv4.conf." + interface + ".proxy_arp to 0"});
  }
}

// With one interface the way back is always the way in.
void check_reverse_path(const Node& node, std::vector<Finding>& findings) {
  if (node.interfaces().size() < 2) return;
  for (const std::string& interface : node.interfaces()) {
    if (node.setting(interface, "rp_filter") != 1) continue;
    findings.push_back(
        {NodeProblem::strict_reverse_path, interface, "rp_filter is 1 (strict) for " + interface,
         "packets to a service address that come in there are dropped when the route back to the client "
         "leads through another interface",
         "set net.ipv4.conf." + interface + ".rp_filter to 2 (loose), or announce on one interface only"});
  }
}

std::optional<std::string> rewriting_mode(const Node& node, const std::string& interface) {
  const std::string mode = first_word(node.device(interface) / "bonding/mode");
  if (mode == "balance-tlb" || mode == "balance-alb") return mode;
  return std::nullopt;
}

void check_bonds(const Node& node, std::vector<Finding>& findings) {
  for (const std::string& interface : node.interfaces()) {
    const auto mode = rewriting_mode(node, interface);
    if (!mode) continue;
    findings.push_back({NodeProblem::bond_rewrites_macs, interface, interface + " is a bond in mode " + *mode,
                        "the bond puts the MAC addresses of its members into what it sends, so that "
                        "neighbours and switches learn several for one service address",
                        "use active-backup, 802.3ad or balance-xor"});
  }
}

void check_wireless(const Node& node, std::vector<Finding>& findings) {
  for (const std::string& interface : node.interfaces()) {
    const fs::path device = node.device(interface);
    if (!is_there(device / "wireless") && !is_there(device / "phy80211")) continue;
    findings.push_back({NodeProblem::wireless, interface, interface + " is wireless",
                        "many access points and drivers keep broadcasts and multicasts from stations, so "
                        "that clients may not find service addresses, or find them late",
                        "use a wired interface; else switch off ARP suppression, client isolation and power "
                        "saving at the access point and `iw dev " +
                            interface + " set power_save off` here"});
  }
}

}  // namespace

std::string_view name(NodeProblem problem) {
  switch (problem) {
    case NodeProblem::ipvs_answers_arp:
      return "ipvs_answers_arp";
    case NodeProblem::ipvs_asks_with_service_address:
      return "ipvs_asks_with_service_address";
    case NodeProblem::proxy_arp:
      return "proxy_arp";
    case NodeProblem::strict_reverse_path:
      return "strict_reverse_path";
    case NodeProblem::bond_rewrites_macs:
      return "bond_rewrites_macs";
    case NodeProblem::wireless:
      return "wireless";
  }
  return "";
}

std::vector<Finding> check_node(const fs::path& root, const std::vector<std::string>& interfaces) {
  const Node node(root, interfaces);
  std::vector<Finding> findings;
  check_ipvs(node, findings);
  check_proxy_arp(node, findings);
  check_reverse_path(node, findings);
  check_bonds(node, findings);
  check_wireless(node, findings);
  return findings;
}

}  // namespace herald::speaker::io
