// What the simulators' programs have in common: many seeds, the story of one, the same story twice, and the
// hunt for planted bugs. A simulator brings its run and its Record (run_record.h) with `counters`.
#pragma once

#include "tests/sim/run_record.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::sim {

struct Options {
  std::uint64_t seeds = 0;
  std::uint64_t seed = 0;  // 0: all of 1..seeds
  bool trace = false;
  bool hunt = false;
  bool twice = false;
};

// Options that only one simulator has: true if it took the argument; its value, if any, is removed from the
// rest.
using Own = std::function<bool(std::string_view argument, std::vector<std::string_view>& rest)>;

// Nothing when there is an argument that nobody knows.
[[nodiscard]] std::optional<Options> parse(std::vector<std::string_view> arguments, Options defaults,
                                           const Own& own = {});

// Takes the number that follows an option.
[[nodiscard]] bool take_number(std::vector<std::string_view>& rest, std::uint64_t& number);

void print_story(const RunRecord& record, std::size_t last);
void print_violation(std::string_view program, std::uint64_t seed, const Violation& violation);

template <class Record>
struct Simulator {
  std::string_view program;
  std::function<Record(std::uint64_t seed, bool tracing)> run;
  // What a planted bug is hunted with; the run itself unless named.
  std::function<Record(std::uint64_t seed)> hunted = {};
  // Sums up what is not a counter; and says it.
  std::function<void(Record& sum, const Record& record)> add = {};
  std::function<std::string(const Record& sum)> say = {};
  bool all_things = true;  // each has to happen
};

inline constexpr std::size_t kTail = 60;  // lines of the story, of a failure

template <class Record>
int tell_one(const Simulator<Record>& simulator, std::uint64_t seed, bool everything) {
  const Record record = simulator.run(seed, true);
  if (everything || record.violation) print_story(record, everything ? record.trace.size() : kTail);
  if (record.violation) {
    print_violation(simulator.program, seed, *record.violation);
    return EXIT_FAILURE;
  }
  std::printf("seed %llu, %zu lines of story, all laws held%s\n", static_cast<unsigned long long>(seed),
              record.trace.size(), everything ? "" : "; --trace tells it");
  return EXIT_SUCCESS;
}

// Whether everything that is to be exercised was.
template <class Thing>
bool print_counters(const Counters<Thing>& counters) {
  bool all = true;
  for (std::size_t i = 0; i < Counters<Thing>::kThings; ++i) {
    const std::uint64_t times = counters.of(static_cast<Thing>(i));
    const std::string_view called = name(static_cast<Thing>(i));
    std::printf("%9llu %.*s%s\n", static_cast<unsigned long long>(times), static_cast<int>(called.size()),
                called.data(), times == 0 ? "   NEVER HAPPENED" : "");
    all = all && times > 0;
  }
  return all;
}

template <class Record>
int run_all(const Simulator<Record>& simulator, std::uint64_t seeds) {
  Record sum;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Record record = simulator.run(seed, false);
    if (record.violation) return tell_one(simulator, seed, false);
    sum.counters.merge(record.counters);
    sum.steps += record.steps;
    if (simulator.add) simulator.add(sum, record);
  }
  const bool covered = !simulator.all_things || print_counters(sum.counters);
  std::printf("%llu seeds, %llu steps, all laws held%s\n", static_cast<unsigned long long>(seeds),
              static_cast<unsigned long long>(sum.steps), simulator.say ? simulator.say(sum).c_str() : "");
  if (!covered) std::printf("FAILED: something that is to be exercised never happened\n");
  return covered ? EXIT_SUCCESS : EXIT_FAILURE;
}

// For mutants: success is to be caught.
template <class Record>
int hunt(const Simulator<Record>& simulator, std::uint64_t seeds) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Record record = simulator.hunted ? simulator.hunted(seed) : simulator.run(seed, false);
    if (!record.violation) continue;
    std::printf("caught after %llu seeds: %s\n", static_cast<unsigned long long>(seed),
                record.violation->law.c_str());
    return EXIT_SUCCESS;
  }
  std::printf("SURVIVED %llu seeds\n", static_cast<unsigned long long>(seeds));
  return EXIT_FAILURE;
}

template <class Record>
int same_story_twice(const Simulator<Record>& simulator, std::uint64_t seeds) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Record once = simulator.run(seed, true);
    const Record again = simulator.run(seed, true);
    if (once.story == again.story && once.trace == again.trace && !once.trace.empty()) continue;
    std::printf("FAILED: seed %llu tells two stories\n", static_cast<unsigned long long>(seed));
    return EXIT_FAILURE;
  }
  std::printf("%llu seeds told the same story twice\n", static_cast<unsigned long long>(seeds));
  return EXIT_SUCCESS;
}

template <class Record>
int simulate(const Simulator<Record>& simulator, const Options& options) {
  if (options.twice) return same_story_twice(simulator, options.seeds);
  if (options.hunt) return hunt(simulator, options.seeds);
  if (options.seed != 0) return tell_one(simulator, options.seed, options.trace);
  return run_all(simulator, options.seeds);
}

}  // namespace herald::sim
