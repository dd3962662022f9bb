// sim_lan: runs the simulation of layer 2 over many seeds, or tells the story of one.
// Exit code 0: all laws held.
#include "tests/sim/lan/run.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace herald::sim::lan {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

struct Options {
  std::uint64_t seeds = 60;
  std::uint64_t seed = 0;  // 0: all of 1..seeds
  std::size_t nodes = 0;   // 0: by the seed
  bool trace = false;
  bool twice = false;
  bool bars = false;
  bool large = false;
};

constexpr std::size_t kTail = 60;

double milliseconds_of(Duration duration) {
  return std::chrono::duration_cast<Milliseconds>(duration).count();
}

int fail_with_story(const Options& options, std::uint64_t seed) {
  const Record record = run(seed, options.nodes, true);
  const std::size_t size = record.trace.size();
  for (std::size_t i = options.trace || size < kTail ? 0 : size - kTail; i < size; ++i)
    std::printf("%s\n", record.trace[i].c_str());
  if (!record.violation) {
    std::printf("seed %llu, %zu lines of story, all laws held\n", static_cast<unsigned long long>(seed),
                size);
    return EXIT_SUCCESS;
  }
  std::printf("FAILED seed %llu: %s\n  %s\nto see it all: sim_lan --seed %llu --trace\n",
              static_cast<unsigned long long>(seed), record.violation->law.c_str(),
              record.violation->what.c_str(), static_cast<unsigned long long>(seed));
  return EXIT_FAILURE;
}

// Whether everything that is to be exercised was.
bool print_counters(const Counters& counters) {
  bool all = true;
  for (std::size_t i = 0; i < kThings; ++i) {
    const auto thing = static_cast<Thing>(i);
    const std::uint64_t times = counters.of(thing);
    std::printf("%9llu %.*s%s\n", static_cast<unsigned long long>(times),
                static_cast<int>(name(thing).size()), name(thing).data(),
                times == 0 ? "   NEVER HAPPENED" : "");
    all = all && times > 0;
  }
  return all;
}

int all_seeds(const Options& options) {
  Record sum;
  for (std::uint64_t seed = 1; seed <= options.seeds; ++seed) {
    const Record record = run(seed, options.nodes, false);
    if (record.violation) return fail_with_story(options, seed);
    sum.counters.merge(record.counters);
    sum.steps += record.steps;
    sum.longest_double = std::max(sum.longest_double, record.longest_double);
    sum.longest_rest = std::max(sum.longest_rest, record.longest_rest);
  }
  const bool covered = options.nodes != 0 || print_counters(sum.counters);
  std::printf(
      "%llu seeds, %llu steps, all laws held; two announced one address for %.1f ms at most, "
      "peace came within %.1f s\n",
      static_cast<unsigned long long>(options.seeds), static_cast<unsigned long long>(sum.steps),
      milliseconds_of(sum.longest_double), milliseconds_of(sum.longest_rest) / 1000);
  if (!covered) std::printf("FAILED: something that is to be exercised never happened\n");
  return covered ? EXIT_SUCCESS : EXIT_FAILURE;
}

int same_story_twice(const Options& options) {
  for (std::uint64_t seed = 1; seed <= options.seeds; ++seed) {
    const Record once = run(seed, options.nodes, true);
    const Record again = run(seed, options.nodes, true);
    if (once.story == again.story && once.trace == again.trace && !once.trace.empty()) continue;
    std::printf("FAILED: seed %llu tells two stories\n", static_cast<unsigned long long>(seed));
    return EXIT_FAILURE;
  }
  std::printf("%llu seeds told the same story twice\n", static_cast<unsigned long long>(options.seeds));
  return EXIT_SUCCESS;
}

bool held(const Record& record) {
  if (record.violation)
    std::printf("FAILED: %s\n  %s\n", record.violation->law.c_str(), record.violation->what.c_str());
  return !record.violation;
}

// A crash is noticed within a second, and as fast in a large cluster as in a small one.
bool failover_bars(bool large) {
  std::vector<std::size_t> sizes = {3, 20, 100};
  if (large) sizes.insert(sizes.end(), {1000, 2000});
  double smallest = 0;
  bool good = true;
  for (const std::size_t nodes : sizes) {
    Record record;
    const auto times = failover_times(nodes, nodes < 100 ? 30 : nodes < 1000 ? 10 : 5, record);
    if (!held(record) || times.empty()) return false;
    const auto at = [&](std::size_t percent) {
      return milliseconds_of(times[std::min(times.size() - 1, times.size() * percent / 100)]);
    };
    std::printf("%5zu nodes: %4zu addresses failed over, p50 %.0f ms, p99 %.0f ms, longest %.0f ms\n", nodes,
                times.size(), at(50), at(99), milliseconds_of(times.back()));
    if (smallest == 0) smallest = at(50);
    good = good && milliseconds_of(times.back()) < 1000 && at(50) < 1.5 * smallest;
  }
  if (!good) std::printf("FAILED: failover takes a second or more, or longer in large clusters\n");
  return good;
}

int bars(const Options& options) {
  if (!failover_bars(options.large) || !held(hour_without_api(1))) return EXIT_FAILURE;
  std::printf("an hour without the API server moved nothing\n");
  return EXIT_SUCCESS;
}

int usage() {
  std::fprintf(stderr,
               "usage: sim_lan [--nodes N] [--seeds N | --seed S [--trace] | --twice | --bars [--large]]\n");
  return 2;
}

int program(const std::vector<std::string_view>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    const bool has_value = i + 1 < arguments.size();
    if (argument == "--trace") {
      options.trace = true;
    } else if (argument == "--twice") {
      options.twice = true;
    } else if (argument == "--bars") {
      options.bars = true;
    } else if (argument == "--large") {
      options.large = true;
    } else if (argument == "--seeds" && has_value) {
      options.seeds = std::strtoull(arguments[++i].data(), nullptr, 10);
    } else if (argument == "--seed" && has_value) {
      options.seed = std::strtoull(arguments[++i].data(), nullptr, 10);
    } else if (argument == "--nodes" && has_value) {
      options.nodes = std::strtoull(arguments[++i].data(), nullptr, 10);
    } else {
      return usage();
    }
  }
  if (options.bars) return bars(options);
  if (options.twice) return same_story_twice(options);
  return options.seed != 0 ? fail_with_story(options, options.seed) : all_seeds(options);
}

}  // namespace
}  // namespace herald::sim::lan

int main(int argc, char** argv) {
  return herald::sim::lan::program({argv + 1, argv + argc});
}
