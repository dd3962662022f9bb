// sim_lan: runs the simulation of layer 2 over many seeds, or tells the story of one; or checks its bars.
// Exit code 0: all laws held (with --hunt: one was broken, which is what a mutant is for).
#include "tests/sim/lan/bars.h"
#include "tests/sim/lan/run.h"
#include "tests/sim/lan/situations.h"
#include "tests/sim/program.h"

#include <algorithm>
#include <chrono>
#include <string>

namespace herald::sim::lan {
namespace {

struct OwnOptions {
  std::uint64_t nodes = 0;  // 0: by the seed
  bool bars = false;
  bool failover = false;
  bool situations = false;
  Scale scale = Scale::small;
};

bool take(OwnOptions& own, std::string_view argument, std::vector<std::string_view>& rest) {
  if (argument == "--nodes") return take_number(rest, own.nodes);
  if (argument == "--bars") return own.bars = true;
  if (argument == "--failover") return own.failover = true;
  if (argument == "--situations") return own.situations = true;
  if (argument != "--large") return false;
  own.scale = Scale::large;
  return true;
}

void add(Record& sum, const Record& record) {
  sum.longest_double = std::max(sum.longest_double, record.longest_double);
  sum.longest_rest = std::max(sum.longest_rest, record.longest_rest);
}

std::string say(const Record& sum) {
  const auto text = [](Duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()) + " ms";
  };
  return "; two announced one address for " + text(sum.longest_double) + " at most, peace came within " +
         text(sum.longest_rest);
}

// What a planted bug does is often seen soonest where somebody waits for it.
Record hunted(std::uint64_t seed) {
  const Record record = all_situations(seed, false);
  return record.violation ? record : run(seed, 0, false);
}

int program(const std::vector<std::string_view>& arguments) {
  OwnOptions own;
  const auto options = parse(arguments, {.seeds = 60}, [&](std::string_view argument, auto& rest) {
    return take(own, argument, rest);
  });
  if (!options) {
    std::fprintf(stderr,
                 "usage: sim_lan [--nodes N] [--seeds N | --seed S [--trace]] [--hunt | --twice]\n"
                 "       sim_lan --situations [--seeds N | --seed S [--trace]]\n"
                 "       sim_lan --bars [--large]\n"
                 "       sim_lan --failover --nodes N\n");
    return 2;
  }
  if (own.bars) return bars(own.scale) ? EXIT_SUCCESS : EXIT_FAILURE;
  const auto nodes = static_cast<std::size_t>(own.nodes);
  if (own.failover) return nodes != 0 && failover_bar(nodes) ? EXIT_SUCCESS : EXIT_FAILURE;
  const auto run_one = [&](std::uint64_t seed, bool tracing) {
    return own.situations ? all_situations(seed, tracing) : run(seed, nodes, tracing);
  };
  return simulate(Simulator<Record>{.program = "sim_lan",
                                    .run = run_one,
                                    .hunted = hunted,
                                    .add = add,
                                    .say = say,
                                    .all_things = nodes == 0 && !own.situations},
                  *options);
}

}  // namespace
}  // namespace herald::sim::lan

int main(int argc, char** argv) {
  return herald::sim::lan::program({argv + 1, argv + argc});
}
