// sim_controller: runs the controller's simulation over many seeds, or tells the story of one.
// Exit code 0: all laws held (with --hunt: one was broken, which is what a mutant is for).
#include "tests/sim/program.h"
#include "tests/sim/run.h"

int main(int argc, char** argv) {
  using namespace herald::sim;
  const auto options = parse({argv + 1, argv + argc}, {.seeds = 200});
  if (!options) {
    std::fprintf(stderr, "usage: sim_controller [--seeds N | --seed S [--trace]] [--hunt | --twice]\n");
    return 2;
  }
  return simulate(Simulator<Record>{.program = "sim_controller", .run = run}, *options);
}
