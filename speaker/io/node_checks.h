// Looks at how this node is set up, for what is known to break addresses announced in layer 2: a setting of
// the kernel, kube-proxy in IPVS mode, a bond, a radio. It reads files and changes nothing; the findings are
// logged, told as Events and counted.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace herald::speaker::io {

enum class NodeProblem : std::uint8_t {
  ipvs_answers_arp,
  ipvs_asks_with_service_address,
  proxy_arp,
  strict_reverse_path,
  bond_rewrites_macs,
  wireless,
};

// A name for metrics: "ipvs_answers_arp".
[[nodiscard]] std::string_view name(NodeProblem problem);

struct Finding {
  NodeProblem problem;
  std::string interface;  // empty: the node as a whole
  std::string what;
  std::string why;     // it matters
  std::string remedy;  // what to do

  friend bool operator==(const Finding&, const Finding&) = default;
};

// `interfaces` are those that announce; those that are not there are passed over. `root` is "/" but for
// tests.
[[nodiscard]] std::vector<Finding> check_node(const std::filesystem::path& root,
                                              const std::vector<std::string>& interfaces);

}  // namespace herald::speaker::io
