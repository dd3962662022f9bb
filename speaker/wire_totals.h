// What the wire loop has counted since its start, as far as metrics show it: plain values, copied out, so
// that who reads them never waits for the loop.
#pragma once

#include "core/net/ip.h"
#include "core/own/types.h"
#include "speaker/wire_counters.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace herald::speaker {

// How long something took, in seconds: counts by bucket, the last beyond all bounds.
struct Timings {
  static constexpr std::array kBounds = {0.000005, 0.00001, 0.00002, 0.00005, 0.0001, 0.0002,
                                         0.0005,   0.001,   0.005,   0.02,    0.1,    1.0};

  std::array<std::uint64_t, kBounds.size() + 1> counts{};
  double sum = 0;
};

struct WireTotals {
  struct OfInterface {
    std::string interface;
    net::Family family = net::Family::ipv4;
    std::uint64_t requests = 0;  // for addresses that this node announces
    std::uint64_t replies = 0;
  };
  std::vector<OfInterface> interfaces;
  // Frames that passed the kernel's filter and came to nothing, by reason (l2::name_of, and "oversized").
  std::map<std::string, std::uint64_t> ignored;

  // Frames sent unasked: when an address came to this node, from time to time afterwards, before the first
  // announcement of a new address, and against somebody else who uses it.
  std::uint64_t takeovers = 0;
  std::uint64_t refreshes = 0;
  std::uint64_t probes = 0;
  std::uint64_t defences = 0;

  std::array<std::uint64_t, own::kCauses> gained{};  // addresses that came to this node, by own::Cause
  wire::DurationHistogram takeover_time;  // from a dead owner's last sign of life to the first announcement
  std::uint64_t epoch_conflicts = 0;      // claims of equal epoch by two owners

  Timings replies;  // from a request to its answer
  Timings lag;      // how late deadlines were met
};

}  // namespace herald::speaker
