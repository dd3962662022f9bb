// sim_controller: runs the controller's simulation over many seeds, or tells the story of one.
// Exit code 0: all laws held (with --hunt: one was broken, which is what a mutant is for).
#include "tests/sim/run.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace herald::sim {
namespace {

struct Options {
  std::uint64_t seeds = 200;
  std::uint64_t seed = 0;  // 0: all of 1..seeds
  bool trace = false;
  bool hunt = false;
  bool twice = false;
};

constexpr std::size_t kTail = 60;

void print_story(const Record& record, std::size_t last) {
  const std::size_t size = record.trace.size();
  for (std::size_t i = size > last ? size - last : 0; i < size; ++i)
    std::printf("%s\n", record.trace[i].c_str());
}

void print_violation(std::uint64_t seed, const Violation& violation) {
  std::printf("FAILED seed %llu: %s\n  %s\n", static_cast<unsigned long long>(seed), violation.law.c_str(),
              violation.what.c_str());
}

int one_seed(const Options& options) {
  const Record record = run(options.seed, true);
  if (options.trace) print_story(record, record.trace.size());
  if (!record.violation) {
    std::printf("seed %llu, %zu lines of story, all laws held%s\n",
                static_cast<unsigned long long>(options.seed), record.trace.size(),
                options.trace ? "" : "; --trace tells it");
    return EXIT_SUCCESS;
  }
  if (!options.trace) print_story(record, kTail);
  print_violation(options.seed, *record.violation);
  return EXIT_FAILURE;
}

int fail_with_story(std::uint64_t seed) {
  const Record record = run(seed, true);
  print_story(record, kTail);
  print_violation(seed, *record.violation);
  std::printf("to see it all: sim_controller --seed %llu --trace\n", static_cast<unsigned long long>(seed));
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
  Counters counters;
  std::uint64_t steps = 0;
  for (std::uint64_t seed = 1; seed <= options.seeds; ++seed) {
    const Record record = run(seed, false);
    if (record.violation) return fail_with_story(seed);
    counters.merge(record.counters);
    steps += record.steps;
  }
  const bool covered = print_counters(counters);
  std::printf("%llu seeds, %llu steps, all laws held\n", static_cast<unsigned long long>(options.seeds),
              static_cast<unsigned long long>(steps));
  if (!covered) std::printf("FAILED: something that is to be exercised never happened\n");
  return covered ? EXIT_SUCCESS : EXIT_FAILURE;
}

// For mutants: success is to be caught.
int hunt(const Options& options) {
  for (std::uint64_t seed = 1; seed <= options.seeds; ++seed) {
    const Record record = run(seed, false);
    if (!record.violation) continue;
    std::printf("caught after %llu seeds: %s\n", static_cast<unsigned long long>(seed),
                record.violation->law.c_str());
    return EXIT_SUCCESS;
  }
  std::printf("SURVIVED %llu seeds\n", static_cast<unsigned long long>(options.seeds));
  return EXIT_FAILURE;
}

int same_story_twice(const Options& options) {
  for (std::uint64_t seed = 1; seed <= options.seeds; ++seed) {
    const Record once = run(seed, true);
    const Record again = run(seed, true);
    if (once.trace == again.trace && !once.trace.empty()) continue;
    std::printf("FAILED: seed %llu tells two stories\n", static_cast<unsigned long long>(seed));
    return EXIT_FAILURE;
  }
  std::printf("%llu seeds told the same story twice\n", static_cast<unsigned long long>(options.seeds));
  return EXIT_SUCCESS;
}

int usage() {
  std::fprintf(stderr, "usage: sim_controller [--seeds N | --seed S [--trace]] [--hunt | --twice]\n");
  return 2;
}

int program(const std::vector<std::string_view>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    const bool has_value = i + 1 < arguments.size();
    if (argument == "--trace") {
      options.trace = true;
    } else if (argument == "--hunt") {
      options.hunt = true;
    } else if (argument == "--twice") {
      options.twice = true;
    } else if (argument == "--seeds" && has_value) {
      options.seeds = std::strtoull(arguments[++i].data(), nullptr, 10);
    } else if (argument == "--seed" && has_value) {
      options.seed = std::strtoull(arguments[++i].data(), nullptr, 10);
    } else {
      return usage();
    }
  }
  if (options.twice) return same_story_twice(options);
  if (options.hunt) return hunt(options);
  return options.seed != 0 ? one_seed(options) : all_seeds(options);
}

}  // namespace
}  // namespace herald::sim

int main(int argc, char** argv) {
  return herald::sim::program({argv + 1, argv + argc});
}
