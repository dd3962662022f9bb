#include "tests/sim/lan/bars.h"

#include "tests/sim/lan/run.h"
#include "tests/sim/lan/situations.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace herald::sim::lan {
namespace {

constexpr Duration kTakenOverWithin = std::chrono::seconds(1);

double in_milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

class Rows {
 public:
  void at_most(const std::string& what, Duration measured, Duration bar) {
    begin(measured <= bar, what);
    std::printf("%7.0f ms (bar: %.0f)\n", in_milliseconds(measured), in_milliseconds(bar));
  }
  void at_most(const std::string& what, double measured, double bar) {
    begin(measured <= bar, what);
    std::printf("%7.2f    (bar: %.2f)\n", measured, bar);
  }
  void held(const std::string& what, const Record& record) {
    begin(!record.violation, what);
    std::printf("\n");
    if (record.violation)
      std::printf("         %s: %s\n", record.violation->law.c_str(), record.violation->what.c_str());
  }
  [[nodiscard]] bool all_met() const { return all_met_; }

 private:
  void begin(bool met, const std::string& what) {
    std::fflush(stdout);  // the next one may take minutes
    std::printf("%-8s %-62s ", met ? "met" : "NOT MET", what.c_str());
    all_met_ = all_met_ && met;
  }

  bool all_met_ = true;
};

std::string with_nodes(const char* what, std::size_t nodes) {
  return std::string(what) + ", " + std::to_string(nodes) + " nodes";
}

Duration percentile(const std::vector<Duration>& sorted, std::size_t percent) {
  return sorted[std::min(sorted.size() - 1, sorted.size() * percent / 100)];
}

// A crash is noticed within a second, and as fast in a large cluster as in a small one.
void failover(Rows& rows, Scale scale) {
  std::vector<std::size_t> sizes = {3, 20, 100};
  if (scale != Scale::small) sizes.push_back(1000);
  if (scale == Scale::large) sizes.push_back(2000);
  Duration smallest{};
  for (const std::size_t nodes : sizes) {
    Record record;
    const auto times = failover_times(nodes, nodes < 100 ? 30 : nodes < 1000 ? 10 : 5, record);
    if (record.violation || times.empty()) return rows.held(with_nodes("crash", nodes), record);
    if (smallest == Duration()) smallest = percentile(times, 50);
    rows.at_most(with_nodes("crash to first announcement, p50", nodes), percentile(times, 50),
                 smallest * 3 / 2);
    rows.at_most(with_nodes("crash to first announcement, p99", nodes), percentile(times, 99),
                 kTakenOverWithin);
  }
}

struct Situation {
  const char* what;
  Duration (*measure)(std::size_t nodes, std::uint64_t seed, Record& record);
  Duration bar;
};

// Of some seeds the worst.
void worst_of(Rows& rows, const Situation& situation, const std::vector<std::size_t>& sizes,
              std::uint64_t seeds) {
  for (const std::size_t nodes : sizes) {
    Duration worst{};
    Record record;
    for (std::uint64_t seed = 1; seed <= seeds && !record.violation; ++seed)
      worst = std::max(worst, situation.measure(nodes, seed, record));
    rows.at_most(with_nodes(situation.what, nodes), worst, situation.bar);
    if (record.violation) rows.held(with_nodes(situation.what, nodes), record);
  }
}

void situations(Rows& rows, Scale scale) {
  const std::uint64_t seeds = scale == Scale::small ? 3 : 10;
  worst_of(rows, {"partition healed, until one owner each", healed, kHealedWithin}, {3, 9, 20, 40}, seeds);
  worst_of(rows, {"only frames pass: two answer for", split_ring, kDetection}, {3, 9, 20}, seeds);
  worst_of(rows, {"stopped for 5 s: two answer for", stopped, kDetection}, {3, 9, 20}, seeds);
  worst_of(rows, {"two thirds die, until one owner each", mass_death, kMassDeathWithin}, {9, 20, 30, 40},
           seeds);
  Record record;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    for (const std::size_t nodes : {3U, 9U, 20U}) {
      returned(nodes, seed, record);
      drained(nodes, seed, record);
      one_broken_path(nodes, seed, record);
      unheard(nodes, seed, record);
      replayed(nodes, seed, record);
    }
  }
  rows.held("a return moves nothing, a drain loses nothing, ...", record);
}

void spread(Rows& rows) {
  Record record;
  const Spread seen = death_of_one(3, 1000, 1, record);
  rows.at_most("1,000 addresses on 3 nodes: the most by the mean", seen.before, kSpread);
  rows.at_most("one of them dies: the most by the mean", seen.after, kSpread);
  rows.held("only its addresses move, each once, within the budget of frames", record);
}

}  // namespace

bool bars(Scale scale) {
  Rows rows;
  spread(rows);
  situations(rows, scale);
  failover(rows, scale);
  rows.held("an hour without the API server moves nothing", hour_without_api(1));
  return rows.all_met();
}

}  // namespace herald::sim::lan
