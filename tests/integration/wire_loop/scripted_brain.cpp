#include "tests/integration/wire_loop/scripted_brain.h"

#include "core/wire/arp.h"
#include "core/wire/arp_frames.h"
#include "core/wire/ethernet.h"

#include <chrono>

namespace herald::speaker {

void Script::set_deadline(Instant deadline) {
  const std::lock_guard lock(mutex_);
  deadline_ = deadline;
}

Instant Script::deadline() const {
  const std::lock_guard lock(mutex_);
  return deadline_;
}

void Script::record(const wire::Event& event) {
  const std::lock_guard lock(mutex_);
  events_.push_back(event);
  changed_.notify_all();
}

std::vector<wire::Event> Script::events() const {
  const std::lock_guard lock(mutex_);
  return events_;
}

bool Script::wait_for(const std::function<bool(const std::vector<wire::Event>&)>& told) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return told(events_); });
}

wire::Effects ScriptedBrain::step(Instant now, wire::Event event) {
  if (const auto* const changed = std::get_if<wire::InterfaceChanged>(&event))
    macs_[changed->interface.index] = changed->interface.mac;
  wire::Effects effects = script_->react(now, event);
  script_->record(event);
  return effects;
}

FastPath ScriptedBrain::answer(wire::InterfaceIndex interface, std::span<const std::uint8_t> frame,
                               Frame& reply) {
  script_->on_answer();
  const auto header = herald::wire::EthernetHeader::parse(frame);
  if (!header || header->type != herald::wire::kEtherTypeArp) return FastPath::look;
  const auto request = herald::wire::ArpPacket::parse(frame.subspan(header->size()));
  if (!request || request->operation != herald::wire::ArpOperation::request) return FastPath::look;
  if (!script_->owned.contains(request->target_ip)) return FastPath::done;
  herald::wire::arp_reply(*request, macs_[interface], reply);
  return FastPath::replied;
}

}  // namespace herald::speaker
