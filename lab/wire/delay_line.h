// The frames that are under way on a slow wire, in one direction: which of them comes out next, and when.
// Each waits a time of its own, so one that waits less overtakes those before it. Pure.
#pragma once

#include "core/base/random.h"
#include "core/base/time.h"

#include <cstdint>
#include <map>
#include <vector>

namespace herald::lab {

struct Slowness {
  Duration delay{};
  Duration jitter{};        // each frame waits delay - jitter to delay + jitter
  int reorder_percent = 0;  // of a hundred frames, so many do not wait at all

  friend bool operator==(const Slowness&, const Slowness&) = default;
};

class DelayLine {
 public:
  using Frame = std::vector<std::uint8_t>;

  DelayLine(const Slowness& slowness, std::uint64_t seed) : slowness_(slowness), random_(seed) {}

  // A full line loses it, as a switch without room does.
  void add(Instant now, Frame frame);

  // When the next one comes out; kNever while the line is empty.
  [[nodiscard]] Instant next() const;
  // That one. Those of one moment come out in the order in which they went in.
  [[nodiscard]] Frame take();

  static constexpr std::size_t kRoom = 10000;  // frames

 private:
  [[nodiscard]] Duration wait();

  Slowness slowness_;
  Random random_;
  std::multimap<Instant, Frame> under_way_;
};

}  // namespace herald::lab
