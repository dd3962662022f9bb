// sim_bgp [--seeds N | --seed SEED] [--from SEED] [--minutes M]: a node and its routers, in virtual time,
// with everything that can go wrong between them. Prints each seed that breaks a law, and how to see it
// again.
#include "tests/sim/bgp/life.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

std::uint64_t number_after(int argc, char** argv, std::string_view flag, std::uint64_t otherwise) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (argv[i] == flag) return std::strtoull(argv[i + 1], nullptr, 10);
  }
  return otherwise;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t only = number_after(argc, argv, "--seed", 0);
  const std::uint64_t from = only != 0 ? only : number_after(argc, argv, "--from", 1);
  const std::uint64_t seeds = only != 0 ? 1 : number_after(argc, argv, "--seeds", 100);
  const std::uint64_t length = number_after(argc, argv, "--minutes", 60);
  int broken = 0;
  herald::sim::LifeSummary all;
  for (std::uint64_t seed = from; seed < from + seeds; ++seed) {
    const auto life = herald::sim::live(seed, std::chrono::minutes(length));
    all.add(life);
    if (life.complaint.empty()) continue;
    ++broken;
    std::printf("seed %llu: %s\n  again: sim_bgp --seed %llu --minutes %llu\n",
                static_cast<unsigned long long>(seed), life.complaint.c_str(),
                static_cast<unsigned long long>(seed), static_cast<unsigned long long>(length));
    std::fflush(stdout);  // the run may go on for an hour
  }
  std::printf(
      "%llu lives of %llu minutes: %llu sessions came up, %llu went down, %llu times compared, %d broken\n",
      static_cast<unsigned long long>(seeds), static_cast<unsigned long long>(length),
      static_cast<unsigned long long>(all.sessions), static_cast<unsigned long long>(all.losses),
      static_cast<unsigned long long>(all.comparisons), broken);
  return broken == 0 ? 0 : 1;
}
