#include "tests/integration/e2e/failover_lab.h"

#include "tests/integration/e2e/layer2.h"

namespace herald::e2e {
namespace {

// Often enough to see who answers within ArpRecord::kStep.
constexpr int kQuestionsASecond = 200;

std::vector<std::string> flags_of(const FailoverLabOptions& options) {
  std::vector<std::string> flags{"--nodes", std::to_string(options.nodes), "--controllers", "1"};
  if (options.ring_apart) flags.insert(flags.end(), {"--ring", "control"});
  return flags;
}

}  // namespace

FailoverLab::FailoverLab(const FailoverLabOptions& options) : options_(options), lab_(flags_of(options)) {
  if (!lab_.is_up()) return;
  lab_.kubectl("create namespace shop");
  std::string config = pool(kAddress + std::string("/32"));
  if (!options_.layer2.empty()) config += "    layer2: " + options_.layer2 + "\n";
  lab_.apply(config + "---\n" + service("web", kNearPods));
  lab_.run("deploy shop/web --on " + all_nodes());
  up_ = !lab_.await_reachable(kAddress).empty();
}

std::string FailoverLab::all_nodes() const {
  std::string all;
  for (int node = 1; node <= options_.nodes; ++node)
    all += (node == 1 ? "node-" : ",node-") + std::to_string(node);
  return all;
}

std::string FailoverLab::owner() {
  return lab_.await_reachable(kAddress);
}

std::string FailoverLab::await_other(const std::string& node) {
  return lab_.await_other(kAddress, node);
}

void FailoverLab::let_pass(const std::string& duration) {
  lab_.let_pass(duration);
}

void FailoverLab::await_ready(const std::string& node) {
  lab_.in(node,
          "curl -sSf --retry 100 --retry-delay 1 --retry-connrefused --retry-max-time 30 -o /dev/null "
          "http://127.0.0.1:7473/readyz");
}

void FailoverLab::cut_ring(const std::string& node) {
  const std::string rule = "add rule bridge ring forward ";
  const std::string drop = " udp dport 7947 drop; ";
  lab_.in(
      "lan",
      "nft 'add table bridge ring; add chain bridge ring forward { type filter hook forward priority 0; }; " +
          rule + "iifname " + node + drop + rule + "oifname " + node + drop + "'");
}

void FailoverLab::heal_ring() {
  lab_.in("lan", "nft delete table bridge ring");
}

std::unique_ptr<Knocking> FailoverLab::knock() {
  return lab_.knock(kAddress, kWholeKnock);
}

ArpWatch FailoverLab::watch() {
  return {lab_, kAddress, 1, kQuestionsASecond};
}

}  // namespace herald::e2e
