// The intervals of one session: what we want, what we tell, what the other side told, and what is in force
// (RFC 5880, sections 6.5, 6.8.2 to 6.8.4). Knows no time and no state machine: it is told when the state
// changes.
//
// What is told is not at once in force: while Up, a slower transmission or a stricter detection waits until
// the other side has confirmed a poll, or one side would time the other out for keeping to the old agreement.
#pragma once

#include "core/base/time.h"
#include "core/bfd/packet.h"

#include <cstdint>

namespace herald::bfd {

struct Timers {
  Interval transmit = std::chrono::milliseconds(300);
  Interval receive = std::chrono::milliseconds(300);
  std::uint8_t multiplier = 3;

  friend bool operator==(const Timers&, const Timers&) = default;
};

class Negotiation {
 public:
  // `slow`: the least interval at which a session transmits that is not Up (6.8.3 demands at least 1 s).
  Negotiation(const Timers& timers, Interval slow);

  void configure(const Timers& timers);
  void hear(const ControlPacket& packet);
  void forget_remote();

  // Brings what is told in line with the wishes and the state; starts a poll if there is somebody to confirm.
  // A poll under way is finished first, so that its Final cannot be taken for the next one's.
  void settle(State state, bool remote_known);
  void confirm();  // a Final arrived; settle() next

  [[nodiscard]] bool polling() const { return polling_; }
  [[nodiscard]] Interval told_transmit() const { return told_transmit_; }
  [[nodiscard]] Interval told_receive() const { return told_receive_; }
  [[nodiscard]] std::uint8_t multiplier() const { return timers_.multiplier; }
  [[nodiscard]] bool remote_wants_nothing() const { return remote_receive_ == Interval::zero(); }

  [[nodiscard]] Duration transmit_interval() const;  // before jitter
  [[nodiscard]] Duration detection_time() const;     // meaningful once something was heard

 private:
  Timers timers_;
  Interval slow_;
  bool polling_ = false;

  Interval told_transmit_;
  Interval told_receive_;
  Interval transmit_in_force_;
  Interval receive_in_force_;

  Interval remote_transmit_{};
  Interval remote_receive_;
  std::uint8_t remote_multiplier_ = 1;
};

// The pause after a packet (6.8.7): up to a quarter shorter than agreed, so that senders do not fall into
// step. With a multiplier of 1 at least a tenth shorter, or the next packet would race the timeout. `draw` is
// random.
[[nodiscard]] Duration jittered(Duration interval, std::uint8_t multiplier, std::uint64_t draw);

}  // namespace herald::bfd
