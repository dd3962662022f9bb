// The inside of the wire loop's thread: brings what happens to the brain, and does what it asks for. All of
// it runs on one loop; shell_wire.h is what others see.
#pragma once

#include "runtime/task_group.h"
#include "runtime/wakeup.h"
#include "speaker/io/envelope.h"
#include "speaker/io/group_memberships.h"
#include "speaker/io/interfaces.h"
#include "speaker/shell_wire.h"
#include "speaker/shell_wire_frames.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace herald::speaker {

class WireCore {
 public:
  using Publish = std::function<void(const WireStatus&)>;

  // `parts` outlive it.
  WireCore(const runtime::Executor& executor, WireParts& parts, Publish publish);

  // Before run(). The error is for people.
  [[nodiscard]] Result<void, std::string> open(const runtime::Executor& executor);

  // Until the farewell is over.
  [[nodiscard]] runtime::Task<> run();

  [[nodiscard]] runtime::ThreadMailbox<order::Orders>& orders() { return orders_; }

  void note(io::ThreadPriority priority) { status_.priority = priority; }

  // On the loop.
  void say_farewell();
  void leave_at_once();
  [[nodiscard]] bool farewell_said() const { return farewell_ends_ != kNever; }

 private:
  void step(wire::Event event);
  void perform(wire::Effects effects);
  void rearm(Instant asked_at);
  void deadline_met();
  void heart_beat();
  void note_lateness(Duration late);
  void flush_reports();
  void publish();
  void complain_of_refused();
  void examine_node();

  void on_frame(wire::InterfaceIndex interface, const io::CapturedFrame& frame);
  void on_datagram(const io::Datagram& datagram);
  void on_interfaces(io::InterfaceChanges changes);
  [[nodiscard]] runtime::Task<> take_orders();

  void on(const wire::SendFrame& effect);
  void on(const wire::SendMessage& effect);
  void on(const wire::SendBfd& effect);
  void on(const wire::JoinGroup& effect);
  void on(const wire::LeaveGroup& effect);
  void on(const wire::Capture& effect);
  void on(wire::Tell& effect);
  void on(const wire::Left& effect);

  WireParts& parts_;
  const runtime::Clock& clock_;
  Publish publish_;
  runtime::TaskGroup tasks_;
  runtime::ThreadMailbox<order::Orders> orders_;
  runtime::Wakeup leaving_;
  WireFrames frames_;
  io::Envelope envelope_;
  io::GroupMemberships groups_;
  std::unique_ptr<io::RingPort> ring_;
  std::unique_ptr<io::InterfaceMonitor> monitor_;

  std::unique_ptr<runtime::Timer> timer_;
  Instant armed_ = kNever;
  Instant armed_at_{};
  std::unique_ptr<runtime::Timer> heart_;
  Instant next_beat_ = kNever;
  Instant farewell_ends_ = kNever;
  bool left_ = false;

  WireBrain::Frame reply_;
  std::vector<std::uint8_t> datagram_;
  report::Reports reports_;  // not yet told
  WireStatus status_;
  struct Refused {
    net::IpAddress from;
    io::Unopened why = io::Unopened::forged;
  };
  Refused last_refused_;
  std::uint64_t refused_told_ = 0;
  Instant refused_next_{};
  Instant examine_next_{};
};

}  // namespace herald::speaker
