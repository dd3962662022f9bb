// What one run of layer 2's simulator leaves behind.
#pragma once

#include "core/base/hash.h"
#include "core/base/time.h"
#include "tests/sim/run_record.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace herald::sim::lan {

enum class Thing : std::uint8_t {
  // faults
  crash,
  start,
  clock_set_back,
  restart,
  pause,
  partition,
  ring_split,
  one_way_block,
  link_down,
  datagram_lost,
  datagram_doubled,
  slow_network,
  drain,
  api_outage,
  lease_expired,
  lease_of_the_living_expired,
  heard_again,
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
  end  // none: how many there are
};
inline constexpr std::size_t kThings = static_cast<std::size_t>(Thing::end);
[[nodiscard]] std::string_view name(Thing thing);

struct Record : RunRecord {
  Counters<Thing> counters;
  Duration longest_double{};  // two announcers of one address, while the LAN was whole
  Duration longest_rest{};    // until the laws of rest held, after the faults had stopped

  void tell(std::uint64_t what) { story = hash_combine(story, what); }  // every effect of every speaker
};

}  // namespace herald::sim::lan
