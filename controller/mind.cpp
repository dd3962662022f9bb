#include "controller/mind.h"

#include <algorithm>
#include <utility>

namespace herald::controller {
namespace {

// A node's own address is looked at by nobody who would see strangers on it.
std::optional<alloc::Stranger> stranger_on(net::IpAddress address, const Announcers& announcers) {
  if (std::string node = announcers.node_at(address); !node.empty())
    return alloc::Stranger{.who = std::move(node), .was_first = true, .is_node = true};
  const auto seen = announcers.conflict(address);
  if (!seen) return std::nullopt;
  return alloc::Stranger{.who = seen->conflict.mac.to_string(), .was_first = !seen->conflict.announced};
}

}  // namespace

Mind::Mind(const Brain::Settings& settings, AnnouncedLimits limits)
    : brain_(settings), conditions_(brain_.snapshot(), settings.load_balancer_class, limits, settings.seed) {}

Mind::Effects Mind::step(Instant now, Event event) {
  Effects effects;
  for (const net::IpAddress address : quarantines_.take_over(now))
    tell_brain(now, AddressConflictOver{address}, effects);
  std::visit([&](auto& each) { on(now, std::move(each), effects); }, event);
  const bool leading = brain_.phase() == Phase::steady;
  if (leading != leading_) conditions_.lead(leading);
  leading_ = leading;
  effects.announced = conditions_.settle(now, announcers_);
  return effects;
}

Instant Mind::next_deadline() const {
  return std::min({brain_.next_deadline(), conditions_.next_deadline(), quarantines_.next_deadline()});
}

void Mind::on(Instant now, controller::Event&& event, Effects& effects) {
  if (const auto* const changed = std::get_if<ServiceChanged>(&event))
    conditions_.touch(changed->service.key);
  if (const auto* const gone = std::get_if<ServiceGone>(&event)) conditions_.touch(gone->key);
  if (const auto* const done = std::get_if<WriteDone>(&event)) conditions_.touch(done->service);
  if (const auto* const config = std::get_if<ConfigChanged>(&event)) conditions_.configure(*config->config);
  tell_brain(now, std::move(event), effects);
}

void Mind::on(Instant now, LeaseSeen&& event, Effects& effects) {
  Announcers::Changes changes;
  announcers_.see(now, std::move(event), changes);
  note(now, changes, effects);
}

void Mind::on(Instant now, LeaseLost&& event, Effects& effects) {
  Announcers::Changes changes;
  announcers_.lose(event.name, changes);
  note(now, changes, effects);
}

void Mind::on(Instant now, AnnouncedWritten&& event, Effects& /*effects*/) {
  conditions_.written(now, event);
}

void Mind::note(Instant now, const Announcers::Changes& changes, Effects& effects) {
  for (const net::IpAddress address : changes.addresses)
    conditions_.touch(address);
  for (const kube::LanConflict& conflict : changes.conflicts_seen)
    note_stranger(now, conflict.address, effects);
  for (const net::IpAddress address : changes.conflicts_over)
    note_stranger(now, address, effects);
  for (const net::IpAddress address : changes.node_addresses)
    note_stranger(now, address, effects);
}

// Whoever came or went: what counts is who is there now.
void Mind::note_stranger(Instant now, net::IpAddress address, Effects& effects) {
  conditions_.touch(address);
  auto stranger = stranger_on(address, announcers_);
  if (!stranger) return quarantines_.no_longer_reported(now, address);
  quarantines_.seen(address);
  tell_brain(now, AddressConflict{address, *std::move(stranger)}, effects);
}

void Mind::tell_brain(Instant now, controller::Event event, Effects& effects) {
  controller::Effects more = brain_.step(now, std::move(event));
  effects.of_brain.insert(effects.of_brain.end(), std::make_move_iterator(more.begin()),
                          std::make_move_iterator(more.end()));
}

}  // namespace herald::controller
