#include "speaker/shell_wire_core.h"

#include "core/base/check.h"
#include "speaker/shell_wire_log_events.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace herald::speaker {
namespace {

namespace log_events = wire_log_events;

constexpr std::size_t kOrdersWaiting = 4096;
constexpr Duration kBeat = std::chrono::seconds(1);
// From here on a deadline was missed because we did not run, not because something else was handled first.
constexpr Duration kStall = std::chrono::milliseconds(20);
constexpr Duration kWorthALine = std::chrono::milliseconds(250);
// As much as the sockets and rings hold: what arrives while it is handled does not count.
constexpr int kWaitingDatagrams = 4096;
constexpr int kWaitingFrames = 4096;

std::vector<io::EnvelopeKey> envelope_keys(const std::vector<io::RingKeys>& keys) {
  std::vector<io::EnvelopeKey> envelope;
  envelope.reserve(keys.size());
  for (const io::RingKeys& one : keys)
    envelope.push_back(one.envelope);
  return envelope;
}

wire::Interface to_wire(io::Interface interface) {
  return {wire::InterfaceIndex(interface.index), std::move(interface.name),    interface.mac, interface.up,
          std::move(interface.addresses),        std::move(interface.gateways)};
}

template <class Bytes>
std::vector<std::uint8_t> copy(const Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace

WireCore::WireCore(const runtime::Executor& executor, WireParts& parts, Publish publish)
    : parts_(parts),
      clock_(parts.clock),
      publish_(std::move(publish)),
      tasks_(executor, parts.clock, parts.logger),
      orders_(executor, parts.clock, kOrdersWaiting),
      leaving_(executor, parts.clock),
      frames_(executor, tasks_, parts.logger,
              [this](wire::InterfaceIndex index, const io::CapturedFrame& frame) { on_frame(index, frame); }),
      envelope_(envelope_keys(parts.settings.keys)),
      timer_(parts.clock.make_timer(executor)),
      heart_(parts.clock.make_timer(executor)) {}

Result<void, std::string> WireCore::open(const runtime::Executor& executor) {
  auto ring = io::RingPort::open(executor, parts_.settings.ring,
                                 [this](const io::Datagram& datagram) { on_datagram(datagram); });
  if (!ring) return fail(std::move(ring).error());
  auto monitor = io::InterfaceMonitor::open(
      executor, clock_, [this](io::InterfaceChanges changes) { on_interfaces(std::move(changes)); });
  if (!monitor) return fail(std::move(monitor).error());
  ring_ = *std::move(ring);
  monitor_ = *std::move(monitor);
  return {};
}

runtime::Task<> WireCore::run() {
  parts_.logger.log(log_events::kWireStarted,
                    {{"priority", io::name(status_.priority)}, {"port", ring_->port()}});
  tasks_.spawn("interfaces", monitor_->run());
  tasks_.spawn("ring, IPv4", ring_->run_v4());
  tasks_.spawn("ring, IPv6", ring_->run_v6());
  tasks_.spawn("orders", take_orders());
  heart_beat();
  rearm(clock_.now());
  while (!left_)
    static_cast<void>(co_await leaving_.sleep_until(kNever));
  orders_.close();
  frames_.close();
  timer_->disarm();
  heart_->disarm();
  tasks_.cancel();
  co_await tasks_.leave();
  flush_reports();
  publish();
  parts_.logger.log(log_events::kWireStopped);
}

void WireCore::say_farewell() {
  orders_.close();
  if (left_ || farewell_ends_ != kNever) return;
  farewell_ends_ = clock_.now() + parts_.settings.longest_farewell;
  step(wire::Stop{});
}

void WireCore::leave_at_once() {
  left_ = true;
  leaving_.ring();
}

// ---- what happens

void WireCore::step(wire::Event event) {
  if (left_) return;
  const Instant now = clock_.now();
  perform(parts_.brain->step(now, std::move(event)));
  rearm(now);
}

// Once and again until nothing is due: each in a turn of its own, so that frames are answered in between.
void WireCore::rearm(Instant asked_at) {
  const Instant deadline = left_ ? kNever : parts_.brain->next_deadline();
  if (deadline == armed_) return;
  armed_ = deadline;
  armed_at_ = asked_at;
  timer_->arm(deadline, [this] { deadline_met(); });
}

void WireCore::deadline_met() {
  // A brain that wants to be called at once names any instant of the past; late is what comes after it said
  // so.
  const Duration late = clock_.now() - std::max(std::exchange(armed_, kNever), armed_at_);
  note_lateness(late);
  ring_->receive(kWaitingDatagrams);
  if (late >= kStall) frames_.drain(kWaitingFrames);
  if (parts_.brain->next_deadline() <= clock_.now()) return step(wire::Tick{});
  rearm(clock_.now());
}

void WireCore::heart_beat() {
  const Instant now = clock_.now();
  if (next_beat_ != kNever) note_lateness(now - next_beat_);
  next_beat_ = now + kBeat;
  heart_->arm(next_beat_, [this] { heart_beat(); });
  frames_.retry();
  groups_.retry();
  flush_reports();
  complain_of_refused();
  publish();
  if (now < farewell_ends_) return;
  parts_.logger.log(log_events::kWireFarewellCut);
  leave_at_once();
}

void WireCore::note_lateness(Duration late) {
  status_.counters.lag.observe(late);
  if (late >= kStall) ++status_.counters.stalls;
  if (late >= kWorthALine) parts_.logger.log(log_events::kWireStalled, {{"late_seconds", late}});
}

void WireCore::on_frame(wire::InterfaceIndex interface, const io::CapturedFrame& frame) {
  switch (parts_.brain->answer(interface, frame.bytes, reply_)) {
    case FastPath::replied:
      frames_.send(interface, reply_);
      ++status_.counters.frames_answered;
      status_.counters.reply.observe(clock_.wall_now() - frame.seen);
      return;
    case FastPath::look:
      ++status_.counters.frames_looked_at;
      return step(wire::FrameReceived{interface, copy(frame.bytes)});
    case FastPath::done:
      return;
  }
}

void WireCore::on_datagram(const io::Datagram& datagram) {
  if (datagram.kind == io::DatagramKind::bfd) {
    ++status_.counters.bfd_received;
    return step(wire::BfdReceived{datagram.from, datagram.port, copy(datagram.bytes)});
  }
  const auto body = envelope_.open(datagram.bytes);
  if (!body) {
    ++status_.counters.messages_refused;
    last_refused_ = {datagram.from, body.error()};
    return;
  }
  ++status_.counters.messages_received;
  step(wire::MessageReceived{datagram.from, datagram.port, copy(*body)});
}

void WireCore::on_interfaces(io::InterfaceChanges changes) {
  for (io::InterfaceChange& change : changes) {
    if (const auto* const gone = std::get_if<io::InterfaceGone>(&change)) {
      parts_.logger.log(log_events::kInterfaceGone, {{"index", gone->index}});
      frames_.gone(gone->index);
      groups_.forget(gone->index);
      step(wire::InterfaceGone{wire::InterfaceIndex(gone->index)});
      continue;
    }
    auto& interface = std::get<io::Interface>(change);
    parts_.logger.log(log_events::kInterfaceChanged, {{"interface", interface.name},
                                                      {"index", interface.index},
                                                      {"up", interface.up},
                                                      {"mac", interface.mac.to_string()},
                                                      {"addresses", interface.addresses.size()}});
    frames_.told(interface);
    step(wire::InterfaceChanged{to_wire(std::move(interface))});
  }
}

runtime::Task<> WireCore::take_orders() {
  for (;;) {
    const runtime::Arrival arrival = co_await orders_.ready();
    if (arrival == runtime::Arrival::closed || arrival == runtime::Arrival::cancelled) co_return;
    auto orders = orders_.take();
    if (orders) step(wire::Ordered{*std::move(orders)});
  }
}

// ---- what is asked for

void WireCore::perform(wire::Effects effects) {
  for (wire::Effect& effect : effects)
    std::visit([this](auto& one) { this->on(one); }, effect);
  if (!reports_.empty()) flush_reports();
}

void WireCore::on(const wire::SendFrame& effect) {
  frames_.send(effect.interface, effect.frame);
}

void WireCore::on(const wire::SendMessage& effect) {
  envelope_.seal(effect.body, datagram_);
  for (const own::Endpoint& to : effect.to)
    ring_->send(to.address, to.port, datagram_);
}

void WireCore::on(const wire::SendBfd& effect) {
  ring_->send(effect.to, effect.port, effect.packet);
}

void WireCore::on(const wire::JoinGroup& effect) {
  const auto joined = groups_.join(effect.interface.value(), effect.group);
  if (!joined) parts_.logger.log(log_events::kGroupRefused, {{"what", joined.error()}});
}

void WireCore::on(const wire::LeaveGroup& effect) {
  groups_.leave(effect.interface.value(), effect.group);
}

void WireCore::on(const wire::Capture& effect) {
  frames_.want(effect);
}

void WireCore::on(wire::Tell& effect) {
  reports_.push_back(std::move(effect.report));
}

void WireCore::on(const wire::Left& /*effect*/) {
  leave_at_once();
}

}  // namespace herald::speaker
