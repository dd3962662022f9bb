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
constexpr std::size_t kCrashes = 40;

double in_milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

// Of times that are sorted.
struct Percentiles {
  std::size_t count = 0;
  Duration half{};  // p50
  Duration most{};  // p99
  Duration longest{};

  explicit Percentiles(const std::vector<Duration>& sorted) : count(sorted.size()) {
    if (sorted.empty()) return;
    const auto at = [&](std::size_t percent) { return sorted[std::min(count - 1, count * percent / 100)]; };
    half = at(50);
    most = at(99);
    longest = sorted.back();
  }
};

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
  // The bar of p50 shows that the time does not grow with the number of nodes.
  void taken_over(std::size_t nodes, const Percentiles& seen, Duration half_bar) {
    begin(seen.half <= half_bar && seen.most <= kTakenOverWithin,
          "crash to first announcement, " + std::to_string(nodes) + " nodes");
    std::printf("p50 %3.0f  p99 %3.0f  max %3.0f ms of %zu (bars: %.0f, %.0f)\n", in_milliseconds(seen.half),
                in_milliseconds(seen.most), in_milliseconds(seen.longest), seen.count,
                in_milliseconds(half_bar), in_milliseconds(kTakenOverWithin));
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

// A crash is noticed within a second, and as fast in a large cluster as in a small one.
void failover(Rows& rows, const std::vector<std::size_t>& sizes) {
  Duration smallest{};
  for (const std::size_t nodes : sizes) {
    Record record;
    const Percentiles seen(failover_times(nodes, kCrashes, record));
    if (record.violation || seen.count == 0) return rows.held(with_nodes("crash", nodes), record);
    if (smallest == Duration()) smallest = seen.half;
    rows.taken_over(nodes, seen, smallest * 3 / 2);
  }
}

std::vector<std::size_t> sizes_of(Scale scale) {
  std::vector<std::size_t> sizes = {3, 20, 100};
  if (scale != Scale::small) sizes.insert(sizes.end(), {200, 1000});
  if (scale == Scale::large) sizes.push_back(2000);
  return sizes;
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
  worst_of(rows, {"twelve in a row die, until one owner each", row_death, kRowWithin}, {20, 40}, seeds);
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

bool failover_bar(std::size_t nodes) {
  Rows rows;
  failover(rows, {nodes});
  return rows.all_met();
}

bool bars(Scale scale) {
  Rows rows;
  spread(rows);
  situations(rows, scale);
  failover(rows, sizes_of(scale));
  rows.held("an hour without the API server moves nothing", hour_without_api(1));
  return rows.all_met();
}

}  // namespace herald::sim::lan
