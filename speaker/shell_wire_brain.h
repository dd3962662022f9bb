// What the wire loop drives: a Machine over speaker/wire_events.h with a fast path beside it. The loop knows
// nothing of ownership or liveness, so whatever brain it is given, a scripted one included, it serves alike.
#pragma once

#include "core/base/time.h"
#include "speaker/wire_events.h"
#include "speaker/wire_totals.h"

#include <cstdint>
#include <span>
#include <vector>

namespace herald::speaker {

// What the fast path made of a frame.
enum class FastPath : std::uint8_t {
  replied,  // the answer is in `reply`
  look,     // there is more to it: tell it as FrameReceived
  done      // nothing to be done
};

class WireBrain {
 public:
  using Frame = std::vector<std::uint8_t>;

  WireBrain() = default;
  WireBrain(const WireBrain&) = delete;
  WireBrain& operator=(const WireBrain&) = delete;
  virtual ~WireBrain() = default;

  [[nodiscard]] virtual wire::Effects step(Instant now, wire::Event event) = 0;
  [[nodiscard]] virtual Instant next_deadline() const = 0;

  // For each frame, some 100,000 times a second: constant time, and no allocation once `reply` is warm.
  [[nodiscard]] virtual FastPath answer(wire::InterfaceIndex interface, std::span<const std::uint8_t> frame,
                                        Frame& reply) = 0;

  // What it has counted, for metrics; about once a second.
  virtual void describe(WireTotals& totals) const = 0;
};

}  // namespace herald::speaker
