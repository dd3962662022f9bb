// How long a client is without its Service when something happens to the node that has the address: every way
// a node can go, RUNS times each (20), measured by 100 knocks a second. Prints a table and the bars; exits
// with 1 when one is missed.
#include "tests/integration/e2e/layer2.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace herald::e2e {
namespace {

using std::chrono::milliseconds;

struct Scenario {
  const char* name;
  const char* act;   // `lab ACT NODE`
  const char* undo;  // `lab UNDO NODE`
  milliseconds bar;  // for the 99th percentile; 0: nothing may be lost
};

constexpr milliseconds kNothing{0};

// The bars of the design: a crash within a second, a link at once after the kernel says so, and what is
// planned unseen. Two knocks are 10 ms apart, and so much is added where a gap is measured.
const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> all = {
      {"node crashes", "kill", "revive", milliseconds(1000)},
      {"link goes down", "link-down", "link-up", milliseconds(1000)},
      {"partition", "cut", "heal", milliseconds(1000)},
      {"speaker stands still", "pause", "resume", milliseconds(1000)},
      {"node is drained", "drain", "undrain", kNothing},
      {"speaker is restarted", "stop", "revive", kNothing},
  };
  return all;
}

struct Measured {
  std::vector<milliseconds> gaps;  // sorted, one a run
  int lost = 0;

  [[nodiscard]] milliseconds at(double quantile) const {
    const auto index = static_cast<std::size_t>(quantile * static_cast<double>(gaps.size() - 1) + 0.5);
    return gaps.at(std::min(index, gaps.size() - 1));
  }
};

class Bench {
 public:
  // A lab whose one Service can be announced from each of three nodes.
  bool bring_up() {
    if (!lab_.is_up()) return false;
    lab_.kubectl("create namespace shop");
    lab_.apply(pool(kAddress + std::string("/32")) + "---\n" + service("web", kNearPods));
    lab_.run("deploy shop/web --on node-1,node-2,node-3");
    return !lab_.await_reachable(kAddress).empty();
  }

  Measured measure(const Scenario& scenario, int runs) {
    Measured measured;
    for (int run = 0; run < runs; ++run) {
      const std::string owner = lab_.await_reachable(kAddress);
      auto knocking = lab_.knock(kAddress, kWholeKnock);
      lab_.run(std::string(scenario.act) + " " + owner);
      lab_.await_other(kAddress, owner);
      settle("500ms");
      const Knocks knocks = knocking->stop();
      measured.gaps.push_back(knocks.longest);
      measured.lost += knocks.lost;
      lab_.run(std::string(scenario.undo) + " " + owner);
      settle("3s");  // until it is one of those who may take over again
    }
    std::ranges::sort(measured.gaps);
    return measured;
  }

 private:
  void settle(const std::string& duration) {
    static_cast<void>(lab_.try_to_run(std::string("probe ") + kAddress + " --for " + duration));
  }

  Lab lab_{{"--nodes", "3", "--controllers", "1"}};
};

bool report(const Scenario& scenario, const Measured& measured) {
  const bool planned = scenario.bar == kNothing;
  const bool met = planned ? measured.lost == 0 : measured.at(0.99) < scenario.bar;
  const std::string bar = planned ? "nothing lost" : "p99 < " + std::to_string(scenario.bar.count()) + " ms";
  std::printf("%-22s %5zu %8lld %8lld %8lld %7d   %-14s %s\n", scenario.name, measured.gaps.size(),
              static_cast<long long>(measured.at(0.5).count()),
              static_cast<long long>(measured.at(0.99).count()),
              static_cast<long long>(measured.gaps.back().count()), measured.lost, bar.c_str(),
              met ? "met" : "MISSED");
  std::fflush(stdout);
  return met;
}

int run(int runs) {
  Bench bench;
  if (!bench.bring_up()) return 1;
  std::printf("%-22s %5s %8s %8s %8s %7s   %s\n", "gap in ms", "runs", "p50", "p99", "max", "lost", "bar");
  bool all_met = true;
  for (const Scenario& scenario : scenarios())
    all_met = report(scenario, bench.measure(scenario, runs)) && all_met;
  return all_met ? 0 : 1;
}

}  // namespace
}  // namespace herald::e2e

int main() {
  const char* const runs = std::getenv("RUNS");
  return herald::e2e::run(std::max(1, runs == nullptr ? 20 : std::atoi(runs)));
}
