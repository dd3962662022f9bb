#include "speaker/shell_options.h"

#include "core/net/ip.h"

namespace herald::speaker {
namespace {

runtime::EarlyExit wrong(const std::string& what) {
  return {.code = 2, .text = "herald-speaker: " + what + "\n"};
}

void add_node_options(runtime::Options& flags, ShellOptions& options) {
  flags.group("Node");
  flags.text("--node-name", options.node_name, "Name of the Node we run on; also the variable NODE_NAME");
  flags.list("--interfaces", options.interfaces,
             "Announce on these interfaces only (names or patterns); without it, on every suitable one");
}

void add_ring_options(runtime::Options& flags, ShellOptions& options) {
  flags.group("Ring");
  flags.text("--ring-address", options.ring_address,
             "Address that other speakers reach us at (in a Pod: status.hostIP); without it, the one towards "
             "the API server");
  flags.number("--ring-port", options.ring_port, {.least = 1, .most = 65535},
               "UDP port that speakers talk on, the same on every node");
  flags.text("--cluster-key-file", options.cluster_key_file,
             "File with the key that speakers share; without it, Secret herald-cluster-key");
}

std::optional<runtime::EarlyExit> check(const ShellOptions& options) {
  if (options.node_name.empty()) {
    return wrong("whose speaker is this? Set --node-name, or NODE_NAME by the downward API (spec.nodeName)");
  }
  if (!options.ring_address.empty() && !net::IpAddress::parse(options.ring_address))
    return wrong("--ring-address must be an IP address");
  if (const auto problem = problem_of(options.admin)) return wrong(*problem);
  if (const auto problem = problem_of(options.cluster)) return wrong(*problem);
  return std::nullopt;
}

}  // namespace

std::optional<runtime::EarlyExit> read_options(int argc, const char* const* argv,
                                               const kube::Environment& environment, ShellOptions& options) {
  runtime::Options flags("herald-speaker", "Announces the addresses of Services of type LoadBalancer.");
  add_cluster_options(flags, options.cluster);
  add_node_options(flags, options);
  add_ring_options(flags, options);
  add_admin_options(flags, options.admin);
  runtime::add_log_options(flags, options.log);
  if (auto exit = flags.parse(argc, argv)) return exit;
  if (options.node_name.empty()) options.node_name = environment("NODE_NAME").value_or("");
  return check(options);
}

}  // namespace herald::speaker
