#include "controller/writer.h"

#include "config/service_notes.h"

#include <algorithm>
#include <utility>

namespace herald::controller {

void Writer::want(Instant now, const model::Service& service, Wanted wanted) {
  const auto doubt = doubtful_.find(service.key);
  if (differs(service, wanted)) {
    enqueue(now, service, wanted);
  } else {
    if (doubt == doubtful_.end()) return want_nothing(service.key);
    queue_.remove(service.key);
    queue_.add(std::max(now, doubt->second.since + request_lifetime_), service.key);
  }
  wanted_.insert_or_assign(service.key, std::move(wanted));
}

void Writer::enqueue(Instant now, const model::Service& service, const Wanted& wanted) {
  const Instant earliest = repairs_.earliest(service.key, next_part(service, wanted), wanted);
  if (earliest > now) queue_.remove(service.key);  // it may be in line for now
  queue_.add(std::max(now, earliest), service.key);
}

void Writer::recall(const model::Service& service, std::vector<net::IpAddress> shown) {
  if (shown == service.ingress || wanted_.contains(service.key)) return;
  wanted_[service.key].ingress = std::move(shown);
}

void Writer::want_nothing(const model::ServiceKey& key) {
  queue_.remove(key);
  wanted_.erase(key);
}

void Writer::emit(Instant now, const Snapshot& snapshot, Effects& effects) {
  while (const auto key = queue_.take(now)) {
    const model::Service* const service = snapshot.find(*key);
    const auto wanted = wanted_.find(*key);
    const bool known = service != nullptr && wanted != wanted_.end();
    if (known && (differs(*service, wanted->second) || doubtful_.contains(*key))) {
      send(now, *service, wanted->second, effects);
    } else {
      queue_.landed(*key);
    }
  }
}

void Writer::send(Instant now, const model::Service& service, const Wanted& wanted, Effects& effects) {
  const WriteId id(++last_id_);
  const Part part = next_part(service, wanted);
  under_way_.insert_or_assign(
      service.key,
      Write{.id = id, .sent = now, .base = service.resource_version, .part = part, .wanted = wanted});
  if (part == Part::status) {
    effects.emplace_back(PatchStatus{.id = id,
                                     .service = service.key,
                                     .resource_version = service.resource_version,
                                     .ingress = wanted.ingress,
                                     .condition = wanted.condition});
  } else {
    effects.emplace_back(PatchAnnotation{.id = id,
                                         .service = service.key,
                                         .resource_version = service.resource_version,
                                         .notes = notes_to_make(service, wanted)});
  }
}

void Writer::done(Instant now, WriteDone answer, Snapshot& snapshot) {
  queue_.landed(answer.service);
  const auto at = under_way_.find(answer.service);
  // Of an incarnation that is gone: its version is dead, and so is the write.
  if (at == under_way_.end() || at->second.id != answer.id) return;
  const Write write = std::move(at->second);
  under_way_.erase(at);
  refused_.erase(answer.service);  // only the last answer counts
  const model::Service* const known = snapshot.find(answer.service);
  if (known == nullptr) return;
  if (auto* ok = std::get_if<outcome::Ok>(&answer.outcome)) settle(now, write, std::move(*ok), snapshot);
  if (auto* no = std::get_if<outcome::Conflict>(&answer.outcome)) settle(now, write, std::move(*no), known);
  if (auto* lost = std::get_if<outcome::Failed>(&answer.outcome)) settle(now, write, std::move(*lost), known);
  if (const auto* later = std::get_if<outcome::Throttled>(&answer.outcome)) {
    queue_.delay(now, answer.service, later->retry_after);
  }
  if (std::holds_alternative<outcome::Gone>(answer.outcome)) snapshot.bury(answer.service);
}

void Writer::settle(Instant now, const Write& write, outcome::Ok&& ok, Snapshot& snapshot) {
  const model::ServiceKey key = ok.stored.key;
  queue_.forgive(key);
  remember_condition(write, ok.stored);
  const bool replaced = ok.stored.resource_version != write.base;
  if (replaced) repairs_.written(now, key, write.part, write.wanted);
  if (!snapshot.wrote(write.base, std::move(ok.stored))) return;
  const auto doubt = doubtful_.find(key);
  if (doubt == doubtful_.end()) return;
  if (replaced || write.sent >= doubt->second.since + request_lifetime_) doubtful_.erase(doubt);
}

// Either the newer version is here by now, or the watch will bring it. It is tried again even without,
// because some servers refuse for other reasons than a newer version.
void Writer::settle(Instant now, const Write& write, outcome::Conflict&&, const model::Service* known) {
  if (known->resource_version != write.base) return;
  refused_.insert(known->key);
  queue_.delay(now, known->key, Duration::zero());
}

void Writer::settle(Instant now, const Write& write, outcome::Failed&&, const model::Service* known) {
  queue_.delay(now, known->key, Duration::zero());
  if (write.part != Part::status || known->resource_version != write.base) return;
  std::set<net::IpAddress> new_ones(write.wanted.ingress.begin(), write.wanted.ingress.end());
  for (const net::IpAddress address : known->ingress)
    new_ones.erase(address);
  if (new_ones.empty()) return;
  Doubt& doubt = doubtful_[known->key];
  doubt.addresses.merge(new_ones);
  doubt.since = now;
}

void Writer::newer(Instant now, const model::Service& service) {
  doubtful_.erase(service.key);
  if (refused_.erase(service.key) > 0) queue_.hurry(now, service.key);
}

void Writer::forget(const model::ServiceKey& key) {
  want_nothing(key);
  queue_.forget(key);
  repairs_.forget(key);
  under_way_.erase(key);
  doubtful_.erase(key);
  refused_.erase(key);
  dropped_conditions_.erase(key);
}

void Writer::pause() {
  queue_.clear();
  wanted_.clear();
}

std::set<net::IpAddress> Writer::at_stake(const model::Service& service) const {
  std::set<net::IpAddress> addresses;
  if (const auto at = doubtful_.find(service.key); at != doubtful_.end()) addresses = at->second.addresses;
  if (const auto at = under_way_.find(service.key); at != under_way_.end()) {
    const Write& write = at->second;
    if (write.part == Part::status && write.base == service.resource_version) {
      addresses.insert(write.wanted.ingress.begin(), write.wanted.ingress.end());
    }
  }
  if (const auto at = wanted_.find(service.key); at != wanted_.end()) {
    addresses.insert(at->second.ingress.begin(), at->second.ingress.end());
  }
  return addresses;
}

void Writer::remember_condition(const Write& write, const model::Service& stored) {
  if (write.part != Part::status) return;
  dropped_conditions_.erase(stored.key);
  if (write.wanted.condition && !stored.assigned) dropped_conditions_[stored.key] = *write.wanted.condition;
}

std::optional<model::Condition> Writer::condition_of(const model::Service& service) const {
  if (service.assigned) return service.assigned;
  const auto at = dropped_conditions_.find(service.key);
  if (at == dropped_conditions_.end()) return std::nullopt;
  return at->second;
}

// What was dropped is known to nobody else, and counts until the pools are noted: those of a healthy Service.
bool Writer::says_assigned(const model::Service& service) const {
  if (service.assigned) return service.assigned->is_true;
  const auto at = dropped_conditions_.find(service.key);
  return at != dropped_conditions_.end() && says_healthy(at->second);
}

bool Writer::status_differs(const model::Service& service, const Wanted& wanted) const {
  return service.ingress != wanted.ingress || condition_of(service) != wanted.condition;
}

bool Writer::differs(const model::Service& service, const Wanted& wanted) const {
  return status_differs(service, wanted) || !notes_to_make(service, wanted).empty();
}

// The status first: the annotations explain an address that is already there. Unless somebody else gave it:
// that is noted before our own condition is on the Service, for afterwards nobody could tell any more. With
// nothing to change, the status once more, to settle a doubt.
Part Writer::next_part(const model::Service& service, const Wanted& wanted) const {
  const model::Labels notes = notes_to_make(service, wanted);
  const bool adopts = !wanted.adopted.empty() && notes.contains(config::kAdoptedAnnotation);
  const bool status = !adopts && (notes.empty() || status_differs(service, wanted));
  return status ? Part::status : Part::annotation;
}

}  // namespace herald::controller
