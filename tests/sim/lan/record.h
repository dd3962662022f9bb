// What one run leaves behind: how often each thing that is to be exercised really happened, the first law
// that was broken, a hash of the whole story, and, when asked for, the story.
#pragma once

#include "core/base/hash.h"
#include "core/base/time.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::sim::lan {

enum class Thing : std::uint8_t {
  // faults
  crash,
  start,
  clock_set_back,
  restart,
  pause,
  partition,
  one_way_block,
  link_down,
  datagram_lost,
  datagram_doubled,
  slow_network,
  drain,
  api_outage,
  lease_expired,
  // what users do
  wanted,
  unwanted,
  eligibility_changed,
  // what comes of it
  gained_fresh,
  gained_from_dead,
  gained_from_leaving,
  gained_from_ineligible,
  lost_by_conflict,
  lost_when_cut_off,
  member_down,
  member_leaving,
  emptied,
  left,
  asked_gateway,
  announcement,
  answered,
  message_claims,
  message_digest,
  message_pull,
  message_answered,
  count_
};
inline constexpr std::size_t kThings = static_cast<std::size_t>(Thing::count_);
[[nodiscard]] std::string_view name(Thing thing);

class Counters {
 public:
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

struct Record {
  Counters counters;
  std::uint64_t steps = 0;
  std::uint64_t story = 0;  // hash of every effect of every speaker
  std::vector<std::string> trace;
  bool tracing = false;
  std::optional<Violation> violation;
  Duration longest_double{};  // two announcers of one address, while the LAN was whole
  Duration longest_rest{};    // until the laws of rest held, after the faults had stopped

  void break_law(std::string law, std::string what) {
    if (!violation) violation = Violation{std::move(law), std::move(what)};
  }
  void tell(std::uint64_t what) { story = hash_combine(story, what); }
};

}  // namespace herald::sim::lan
