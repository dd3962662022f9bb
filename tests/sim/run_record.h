// What every simulated run leaves behind: how often each thing that is to be exercised really happened, the
// first law that was broken, and, when asked for, the whole story.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace herald::sim {

// Thing: an enumeration that ends with count_, and whose values name(Thing) can name.
template <class Thing>
class Counters {
 public:
  static constexpr std::size_t kThings = static_cast<std::size_t>(Thing::end);

  void add(Thing thing) { ++counts_[static_cast<std::size_t>(thing)]; }
  [[nodiscard]] std::uint64_t of(Thing thing) const { return counts_[static_cast<std::size_t>(thing)]; }
  void merge(const Counters& other) {
    for (std::size_t i = 0; i < kThings; ++i)
      counts_[i] += other.counts_[i];
  }

 private:
  std::array<std::uint64_t, kThings> counts_{};
};

struct Violation {
  std::string law;
  std::string what;
};

// Where a run writes to. The first violation stands; what follows from it is noise.
struct RunRecord {
  bool tracing = false;
  std::vector<std::string> trace;
  std::optional<Violation> violation;
  std::uint64_t steps = 0;
  std::uint64_t story = 0;  // a hash of what was done, where a simulator keeps one

  void violate(std::string law, std::string what) {
    if (!violation) violation = Violation{std::move(law), std::move(what)};
  }
};

}  // namespace herald::sim
