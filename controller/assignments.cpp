#include "controller/assignments.h"

#include "controller/plan.h"
#include "controller/restore.h"
#include "controller/verdict.h"

#include <algorithm>
#include <utility>

namespace herald::controller {
namespace {

std::vector<alloc::PoolSpec> specs(const config::Config& config) {
  std::vector<alloc::PoolSpec> specs;
  specs.reserve(config.pools.size());
  for (const config::Pool& pool : config.pools)
    specs.push_back(pool.spec);
  return specs;
}

}  // namespace

void Assignments::open_without_config(Desk& desk) {
  close();
  open_ = true;
  mark_everything(desk);
}

void Assignments::open(Desk& desk, const config::Config& config, const LanConflicts& conflicts) {
  close();
  open_ = true;
  pools_ = specs(config);
  protocols_ = config::ProtocolBook(config);
  stranded_ = config.stranded;
  allocator_.emplace();
  static_cast<void>(allocator_->set_pools(pools_));  // nobody holds anything yet
  for (const auto& [address, stranger] : conflicts)
    allocator_->quarantine(address, stranger);
  contested_ = restore(*allocator_, desk.snapshot, desk.writer, load_balancer_class_);
  mark_everything(desk);
}

void Assignments::close() {
  open_ = false;
  allocator_.reset();
  pools_.clear();
  waiters_ = Waiters();
  dirty_.clear();
  with_room_.clear();
  contested_.clear();
}

void Assignments::seen(const Desk& desk, const model::ServiceKey& key) {
  const model::Service* const service = desk.snapshot.find(key);
  if (service == nullptr) return gone(desk, key);
  dirty_.add(*service);
  // The books at once, the plan later: the plans of its neighbours go by the books.
  const bool holds = allocator_ && allocator_->ledger().find(key) != nullptr;
  if (holds || is_ours(*service, load_balancer_class_)) hold(desk, *service);
}

void Assignments::gone(const Desk& desk, const model::ServiceKey& key) {
  leave_alone(desk, key);
  teller_.forget(key);
}

void Assignments::leave_alone(const Desk& desk, const model::ServiceKey& key) {
  waiters_.remove(key);
  desk.writer.want_nothing(key);
  if (allocator_) wake(desk, allocator_->release(key));
}

// A Service that is none of ours (any more) must not go on naming a pool of ours, nor say why it has no
// address. One of another class is left alone: that may be another Herald's. So is one that still shows an
// address: by these marks we know it for ours.
void Assignments::wipe_mark(const Desk& desk, const model::Service& service) {
  leave_alone(desk, service.key);
  if (service.is_load_balancer || !service.ingress.empty()) return;
  const Wanted nothing{.ingress = {}, .condition = std::nullopt, .pool = ""};
  const bool marked = !notes_to_make(service, nothing).empty() || desk.writer.condition_of(service);
  if (marked) desk.writer.want(desk.now, service, nothing);
}

void Assignments::namespace_changed(const Desk& desk, const std::string& name) {
  mark_all(desk, desk.snapshot.in_namespace(name));
}

void Assignments::reconfigure(const Desk& desk, const config::Config& config) {
  const config::ProtocolBook before = std::exchange(protocols_, config::ProtocolBook(config));
  std::vector<alloc::PoolSpec> pools = specs(config);
  const bool same = pools == pools_ && config.stranded == stranded_;
  if (!same) {
    pools_ = std::move(pools);
    stranded_ = config.stranded;
    mark_all(desk, allocator_->set_pools(pools_));
    // Whoever has less than was asked for, which includes the stranded.
    mark_all(desk, waiters_.all());
  }
  if (protocols_ != before) mark_announced_anew(desk, before);
}

// Whoever has an address of a pool that is announced otherwise than before: it is noted on him.
void Assignments::mark_announced_anew(const Desk& desk, const config::ProtocolBook& before) {
  for (const auto& [address, tenancy] : allocator_->ledger().addresses()) {
    const std::string pool = allocator_->pool_of(address);
    if (protocols_.named(pool) == before.named(pool)) continue;
    mark_all(desk, allocator_->ledger().holders_of(address));
  }
}

void Assignments::quarantine(const Desk& desk, net::IpAddress address, const alloc::Stranger& stranger) {
  if (!allocator_) return;
  allocator_->quarantine(address, stranger);
  mark_all(desk, allocator_->ledger().holders_of(address));
}

void Assignments::end_quarantine(const Desk& desk, net::IpAddress address) {
  if (!allocator_) return;
  wake(desk, allocator_->end_quarantine(address));
  mark_all(desk, allocator_->ledger().holders_of(address));
}

void Assignments::wake(const Desk& desk, const alloc::Waits& freed) {
  mark_all(desk, waiters_.woken_by(freed));
  for (const alloc::Room& room : freed.room)
    with_room_[room].reset();
}

// The oldest of those that something happened to, and of those who wait for room where there is some.
std::optional<Seniority> Assignments::next() {
  std::optional<Seniority> oldest = dirty_.first();
  std::erase_if(with_room_, [&](const auto& entry) {
    const auto& [room, asked] = entry;
    const auto waiter = allocator_->has_room(room) ? waiters_.next_for(room, asked) : std::nullopt;
    if (waiter && (!oldest || *waiter < *oldest)) oldest = waiter;
    return !waiter;
  });
  if (!oldest) return oldest;
  dirty_.remove(*oldest);
  for (auto& [room, asked] : with_room_) {
    if (waiters_.next_for(room, asked) == oldest) asked = oldest;
  }
  return oldest;
}

void Assignments::settle(Desk& desk) {
  while (const auto who = next()) {
    const model::Service* const service = desk.snapshot.find(who->second);
    if (service != nullptr) consider(desk, *service);
  }
  tell_losers(desk);
}

void Assignments::tell_losers(Desk& desk) {
  for (const ContestedClaim& claim : std::exchange(contested_, {})) {
    std::string message = loss(claim, *allocator_, desk.snapshot);
    if (message.empty()) continue;
    desk.effects.emplace_back(RecordEvent{.kind = ObjectKind::service,
                                          .name_space = claim.service.name_space,
                                          .name = claim.service.name,
                                          .type = EventType::warning,
                                          .reason = std::string(model::name(model::Reason::address_taken)),
                                          .message = std::move(message)});
  }
}

void Assignments::consider(Desk& desk, const model::Service& service) {
  if (desk.writer.busy(service.key)) return;  // the answer will bring it back
  if (awaits_namespace(desk, service)) {
    desk.writer.suspend(service.key);
    return waiters_.set(service, {});  // a change of the pools may help it, too
  }
  const Decision decision = decide(desk, service);
  if (decision.action == Action::ignore) return wipe_mark(desk, service);
  if (decision.action == Action::let_go) {
    waiters_.remove(service.key);
  } else {
    ++decisions_[decision.reason];
    note_waits(service, decision);
  }
  const auto told = desk.writer.condition_of(service);
  const Wanted wanted = render(service, decision, told);
  desk.writer.want(desk.now, service, wanted);
  hold(desk, service);
  step_back(desk, service, wanted);
  // "Assigned" is told when the status shows it, everything else when it is so.
  if (wanted.condition && wanted.ingress == service.ingress) {
    teller_.tell(service.key, *wanted.condition, desk.effects);
  }
}

// Which pools admit it, nobody can say without the labels of its namespace; and an address of a pool that
// would not have been the first is legal, and so kept for ever. The namespace brings it back when it is
// heard of.
bool Assignments::awaits_namespace(const Desk& desk, const model::Service& service) const {
  if (desk.snapshot.knows_namespace(service.key.name_space)) return false;
  return is_to_be_served(service, load_balancer_class_) && std::ranges::any_of(pools_, [](const auto& pool) {
           return !pool.admission.namespace_selectors.empty();
         });
}

Decision Assignments::decide(const Desk& desk, const model::Service& service) {
  if (!allocator_) return decide_without_config(service);
  ++plans_made_;
  Decision decision = plan({.service = service,
                            .namespace_labels = desk.snapshot.namespace_labels(service.key.name_space),
                            .allocator = *allocator_,
                            .stranded = stranded_,
                            .load_balancer_class = load_balancer_class_,
                            .first_sight = is_new_to_us(service, desk.writer)});
  decision.protocol = protocols_.together(decision.pools);
  return decision;
}

Decision Assignments::decide_without_config(const model::Service& service) const {
  Decision decision;
  if (!is_to_be_served(service, load_balancer_class_) || !service.ingress.empty()) return decision;
  decision.action = Action::refuse;
  decision.reason = model::Reason::config_missing;
  decision.message = "no address: there is no valid configuration yet";
  return decision;
}

// A second family that no pool has at all is nothing to wait for in particular, but a change of the pools
// may bring it.
void Assignments::note_waits(const model::Service& service, const Decision& decision) {
  const std::size_t families = std::max(service.ip_families.size(), service.cluster_ips.size());
  const bool complete = decision.addresses.size() >= families;
  if (is_healthy(decision.reason) && decision.waits.empty() && complete) {
    waiters_.remove(service.key);
  } else {
    waiters_.set(service, decision.waits);
  }
}

// Who leaves an address has no right to it any more, however old: somebody who would have had to make way
// for him may stay. (Two statuses show one address, and the older Service asks for another one.)
void Assignments::step_back(const Desk& desk, const model::Service& service, const Wanted& wanted) {
  if (!allocator_) return;
  const alloc::Ledger& ledger = allocator_->ledger();
  const auto leaves_to_others = [&](net::IpAddress address) {
    return std::ranges::find(wanted.ingress, address) == wanted.ingress.end() &&
           ledger.holders_of(address).size() > 1;
  };
  if (std::ranges::none_of(service.ingress, leaves_to_others)) return;
  auto held = held_by(service, desk.writer);
  std::erase_if(held, leaves_to_others);
  // Nothing is free by it: he is entered again, behind the others.
  const auto& labels = desk.snapshot.namespace_labels(service.key.name_space);
  static_cast<void>(allocator_->hold(service.key, terms_of(service, labels, ledger), held));
  hold(desk, service);
}

void Assignments::hold(const Desk& desk, const model::Service& service) {
  if (!allocator_) return;
  const auto& labels = desk.snapshot.namespace_labels(service.key.name_space);
  const auto freed = allocator_->hold(service.key, terms_of(service, labels, allocator_->ledger()),
                                      held_by(service, desk.writer));
  wake(desk, freed);
}

void Assignments::mark(const Desk& desk, const model::ServiceKey& key) {
  const model::Service* const service = desk.snapshot.find(key);
  if (service != nullptr) dirty_.add(*service);
}

template <class Keys>
void Assignments::mark_all(const Desk& desk, const Keys& keys) {
  for (const model::ServiceKey& key : keys)
    mark(desk, key);
}

void Assignments::mark_everything(const Desk& desk) {
  for (const model::Service* service : desk.snapshot.oldest_first()) {
    const auto told = desk.writer.condition_of(*service);
    if (told) teller_.recall(service->key, *told);
    dirty_.add(*service);
  }
}

}  // namespace herald::controller
