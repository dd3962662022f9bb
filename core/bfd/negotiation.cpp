#include "core/bfd/negotiation.h"

#include "core/base/check.h"

#include <algorithm>

namespace herald::bfd {
namespace {

// bfd.RemoteMinRxInterval of a remote that has said nothing yet (6.8.1).
constexpr Interval kUnrestricted(1);

void check(const Timers& timers) {
  HERALD_CHECK(timers.transmit > Interval::zero());
  HERALD_CHECK(timers.receive > Interval::zero());
  HERALD_CHECK(timers.multiplier > 0);
}

}  // namespace

Negotiation::Negotiation(const Timers& timers, Interval slow)
    : timers_(timers),
      slow_(slow),
      told_transmit_(std::max(timers.transmit, slow)),
      told_receive_(timers.receive),
      transmit_in_force_(told_transmit_),
      receive_in_force_(told_receive_),
      remote_receive_(kUnrestricted) {
  check(timers);
}

void Negotiation::configure(const Timers& timers) {
  check(timers);
  timers_ = timers;
}

void Negotiation::hear(const ControlPacket& packet) {
  remote_transmit_ = packet.desired_min_transmit;
  remote_receive_ = packet.required_min_receive;
  remote_multiplier_ = packet.multiplier;
}

// Its wish for silence, or for an hour between packets, must not outlive it: its successor could not be
// greeted. What the detection time is made of stays: twice that time is what an authenticated sequence number
// lives.
void Negotiation::forget_remote() {
  remote_receive_ = kUnrestricted;
  polling_ = false;
  transmit_in_force_ = told_transmit_;
  receive_in_force_ = told_receive_;
}

void Negotiation::settle(State state, bool remote_known) {
  const bool up = state == State::up;
  if (up && polling_) return;
  const Interval transmit = up ? timers_.transmit : std::max(timers_.transmit, slow_);
  if (transmit != told_transmit_ || timers_.receive != told_receive_) polling_ = remote_known;
  if (state == State::admin_down) polling_ = false;  // who listens to nobody would not hear the Final
  told_transmit_ = transmit;
  told_receive_ = timers_.receive;
  transmit_in_force_ = up ? std::min(transmit_in_force_, told_transmit_) : told_transmit_;
  receive_in_force_ = up ? std::max(receive_in_force_, told_receive_) : told_receive_;
}

void Negotiation::confirm() {
  if (!polling_) return;  // a duplicate, or the answer to a poll that a change of state overtook
  polling_ = false;
  transmit_in_force_ = told_transmit_;
  receive_in_force_ = told_receive_;
}

Duration Negotiation::transmit_interval() const {
  return std::max(transmit_in_force_, remote_receive_);
}

Duration Negotiation::detection_time() const {
  return Duration(std::max(receive_in_force_, remote_transmit_)) * remote_multiplier_;
}

Duration jittered(Duration interval, std::uint8_t multiplier, std::uint64_t draw) {
  constexpr std::uint64_t kWhole = 10'000;
  constexpr std::uint64_t kQuarter = kWhole / 4;
  const std::uint64_t least = multiplier == 1 ? kWhole / 10 : 0;
  const auto cut = static_cast<Duration::rep>(least + draw % (kQuarter - least + 1));
  return interval - interval * cut / static_cast<Duration::rep>(kWhole);
}

}  // namespace herald::bfd
