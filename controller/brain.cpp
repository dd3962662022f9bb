#include "controller/brain.h"

#include "controller/restore.h"

#include <utility>
#include <variant>

namespace herald::controller {

Brain::Brain(Settings settings)
    : settings_(std::move(settings)),
      writer_(settings_.writes, settings_.request_lifetime, settings_.seed),
      assignments_(settings_.load_balancer_class) {}

Effects Brain::step(Instant now, Event event) {
  Effects effects;
  Desk desk{.now = now, .snapshot = snapshot_, .writer = writer_, .effects = effects};
  std::visit([&](auto& each) { on(desk, std::move(each)); }, event);
  act(desk);
  return effects;
}

Instant Brain::next_deadline() const {
  return assignments_.is_open() ? writer_.next_deadline() : kNever;
}

bool Brain::serves(const model::Service& service) const {
  return is_to_be_served(service, settings_.load_balancer_class);
}

void Brain::act(Desk& desk) {
  if (assignments_.is_open()) {
    assignments_.settle(desk);
    speak_of_config(desk.effects);
    writer_.emit(desk.now, snapshot_, desk.effects);
  }
  if (phase_ == Phase::stopping) say_farewell(desk.effects);
}

void Brain::on(Desk& desk, ServiceChanged&& event) {
  const model::ServiceKey key = event.service.key;
  std::vector<net::IpAddress> shown;
  if (const model::Service* const known = snapshot_.find(key)) shown = known->ingress;
  const Sighting sighting = snapshot_.see(std::move(event.service));
  if (sighting == Sighting::stale || sighting == Sighting::repeated) return;
  if (sighting == Sighting::reborn) {
    assignments_.gone(desk, key);
    writer_.forget(key);
  }
  if (sighting == Sighting::news) writer_.newer(desk.now, *snapshot_.find(key));
  if (!assignments_.is_open()) return;
  if (sighting == Sighting::news) writer_.recall(*snapshot_.find(key), std::move(shown));
  assignments_.seen(desk, key);
}

void Brain::on(Desk& desk, ServiceGone&& event) {
  if (!snapshot_.forget(event.key)) return;
  assignments_.gone(desk, event.key);
  writer_.forget(event.key);
}

void Brain::on(Desk& desk, NamespaceChanged&& event) {
  const std::string name = event.name;
  if (!snapshot_.set_namespace(name, std::move(event.labels))) return;
  if (assignments_.is_open()) assignments_.namespace_changed(desk, name);
}

// Its Services go first, each with an event of its own.
void Brain::on(Desk&, NamespaceGone&& event) {
  snapshot_.forget_namespace(event.name);
}

void Brain::on(Desk& desk, ConfigChanged&& event) {
  config_ = std::move(event.config);
  if (event.text) config_text_ = std::move(event.text);
  problem_.reset();
  reported_problem_.reset();
  if (phase_ == Phase::awaiting_config) return open(desk);
  if (phase_ == Phase::steady) assignments_.reconfigure(desk, *config_);
}

void Brain::on(Desk&, ConfigRejected&& event) {
  problem_ = std::move(event.problems);
}

void Brain::on(Desk&, ConfigGone&&) {
  problem_ = "there is no ConfigMap " + settings_.config_namespace + "/" + settings_.config_name;
}

void Brain::on(Desk& desk, Synced&& event) {
  if (phase_ == Phase::refreshing && event.ticket == ticket_) open(desk);
}

void Brain::open(Desk& desk) {
  if (config_ == nullptr) {
    phase_ = Phase::awaiting_config;
    return assignments_.open_without_config(desk);
  }
  phase_ = Phase::steady;
  assignments_.open(desk, *config_, lan_conflicts_);
}

void Brain::on(Desk& desk, WriteDone&& event) {
  const model::ServiceKey key = event.service;
  writer_.done(desk.now, std::move(event), snapshot_);
  if (assignments_.is_open()) assignments_.seen(desk, key);
}

void Brain::on(Desk& desk, Leader&& event) {
  if (phase_ == Phase::stopping) return;
  const bool was_leading = phase_ != Phase::following;
  if (event.leading == was_leading) return;
  if (!event.leading) return close();
  snapshot_.unbury();
  phase_ = Phase::refreshing;
  desk.effects.emplace_back(Refresh{++ticket_});
}

void Brain::close() {
  phase_ = Phase::following;
  assignments_.close();
  writer_.pause();
  reported_problem_.reset();
}

void Brain::on(Desk& desk, AddressConflict&& event) {
  const alloc::Stranger& stranger = lan_conflicts_[event.address] = std::move(event.stranger);
  if (assignments_.is_open()) assignments_.quarantine(desk, event.address, stranger);
}

void Brain::on(Desk& desk, AddressConflictOver&& event) {
  if (lan_conflicts_.erase(event.address) == 0) return;
  if (assignments_.is_open()) assignments_.end_quarantine(desk, event.address);
}

void Brain::on(Desk&, Tick&&) {}

void Brain::on(Desk&, Stop&&) {
  close();
  phase_ = Phase::stopping;
}

void Brain::speak_of_config(Effects& effects) {
  if (problem_ && problem_ != reported_problem_) {
    effects.emplace_back(RecordEvent{.kind = ObjectKind::config_map,
                                     .name_space = settings_.config_namespace,
                                     .name = settings_.config_name,
                                     .type = EventType::warning,
                                     .reason = config_ == nullptr ? "ConfigMissing" : "ConfigStale",
                                     .message = *problem_});
    reported_problem_ = problem_;
  }
  if (config_text_ && config_text_ != saved_text_) {
    effects.emplace_back(SaveLastGood{*config_text_});
    saved_text_ = config_text_;
  }
}

void Brain::say_farewell(Effects& effects) {
  if (stopped_ || !writer_.idle()) return;
  stopped_ = true;
  effects.emplace_back(Stopped{.may_release_lease = !writer_.in_doubt()});
}

}  // namespace herald::controller
