#include "controller/announced.h"

#include "controller/adopted.h"
#include "controller/announced_message.h"
#include "controller/restore.h"

#include <algorithm>
#include <utility>

namespace herald::controller {
namespace {

std::string sentence(model::Reason reason) {
  switch (reason) {
    case model::Reason::no_ready_endpoints:
      return "no endpoint is ready";
    case model::Reason::no_node_admits:
      return "no node with a ready endpoint may announce it";
    case model::Reason::no_interface:
      return "no node that may announce it has an interface for it";
    case model::Reason::awaiting_speaker:
      return "no speaker runs on the nodes that may announce it";
    case model::Reason::node_address:
      return "it is the own address of a node";
    default:
      return "no speaker has reported that it announces it";
  }
}

struct Trouble {
  model::Reason reason;
  std::string sentence;
};

bool was_there_before(net::IpAddress address, const model::Service& service,
                      const model::Condition* present) {
  const auto others_gave = adopted(service);
  return std::ranges::find(others_gave, address) != others_gave.end() ||
         (present != nullptr && was_announced(*present, address));
}

Trouble trouble_with(net::IpAddress address, const model::Service& service, const model::Condition* present,
                     const Announcers& announcers) {
  using model::Reason;
  if (const std::string node = announcers.node_at(address); !node.empty()) {
    const bool had = present != nullptr && was_announced(*present, address);
    return {had ? Reason::address_lost_on_lan : Reason::node_address, "it is " + node + "'s own address"};
  }
  if (const auto seen = announcers.conflict(address)) {
    const bool had = was_there_before(address, service, present);
    return {had ? Reason::address_lost_on_lan : Reason::address_in_use_on_lan,
            seen->conflict.mac.to_string() + " answers for it, seen on " + seen->conflict.interface + " of " +
                seen->node};
  }
  const Reason why = announcers.obstacle(address).value_or(Reason::awaiting_announcer);
  return {why, sentence(why)};
}

}  // namespace

void AnnouncedConditions::configure(const config::Config& config) {
  protocols_ = config::ProtocolBook(config);
  for (const auto& [key, state] : states_)
    dirty_.insert(key);
}

void AnnouncedConditions::touch(const model::ServiceKey& service) {
  moved_.insert(service);
  dirty_.insert(service);
}

void AnnouncedConditions::touch(net::IpAddress address) {
  for (auto at = services_on_.lower_bound({address, {}}); at != services_on_.end() && at->first == address;
       ++at)
    dirty_.insert(at->second);
}

void AnnouncedConditions::lead(bool leading) {
  leading_ = leading;
  if (!leading) return;
  for (auto& [key, state] : states_) {
    state.waiting_since.reset();
    dirty_.insert(key);
  }
}

Instant AnnouncedConditions::next_deadline() const {
  if (!leading_) return kNever;
  const bool held_back = !dirty_.empty() && in_flight_.size() < limits_.in_flight;
  return std::min(timers_.empty() ? kNever : timers_.begin()->first, held_back ? quiet_until_ : kNever);
}

std::vector<PatchAnnounced> AnnouncedConditions::settle(Instant now, Announcers& announcers) {
  std::vector<PatchAnnounced> patches;
  if (!announcers.any_speaker()) {
    moved_.clear();
    dirty_.clear();
    return patches;
  }
  if (!std::exchange(started_, true))
    services_.each([this](const model::Service& service) { touch(service.key); });
  while (leading_ && !timers_.empty() && timers_.begin()->first <= now)
    dirty_.insert(timers_.extract(timers_.begin()).value().second);
  while (!moved_.empty()) {
    const model::ServiceKey key = moved_.extract(moved_.begin()).value();
    follow(key, services_.find(key), announcers);
  }
  if (!leading_) dirty_.clear();
  // The rest stays for the answers to come: thousands may wait, and each step must cost little.
  while (!dirty_.empty() && in_flight_.size() < limits_.in_flight && now >= quiet_until_)
    look(now, dirty_.extract(dirty_.begin()).value(), announcers, patches);
  return patches;
}

bool AnnouncedConditions::anybody_on(net::IpAddress address) const {
  const auto at = services_on_.lower_bound({address, {}});
  return at != services_on_.end() && at->first == address;
}

// Which addresses a Service has, so that a report finds the Services that it is about.
void AnnouncedConditions::follow(const model::ServiceKey& key, const model::Service* service,
                                 Announcers& announcers) {
  std::vector<net::IpAddress> addresses;
  if (service != nullptr && is_ours(*service, load_balancer_class_)) addresses = service->ingress;
  const auto known = states_.find(key);
  if (known == states_.end() && addresses.empty() && (service == nullptr || !service->announced)) return;
  State& state = states_[key];
  if (state.addresses != addresses) {
    for (const net::IpAddress address : state.addresses) {
      services_on_.erase({address, key});
      if (!anybody_on(address)) announcers.unfollow(address);
    }
    for (const net::IpAddress address : addresses) {
      services_on_.insert({address, key});
      announcers.follow(address);
    }
    state.addresses = std::move(addresses);
    state.waiting_since.reset();
  }
  if (service == nullptr && !in_flight_.contains(key)) {
    states_.erase(key);
    failing_.erase(key);
  }
}

std::optional<model::Condition> AnnouncedConditions::desire(Instant now, const model::Service& service,
                                                            State& state, const model::Condition* present,
                                                            const Announcers& announcers) {
  std::string message;
  std::optional<model::Reason> trouble;
  bool any = false;
  for (const net::IpAddress address : state.addresses) {
    const bool only_bgp = protocols_.of(address, service) == config::Protocol::bgp;
    if (only_bgp && announcers.node_at(address).empty()) continue;
    any = true;
    const std::string node = announcers.announcer(address);
    if (!message.empty()) message += ", ";
    if (!node.empty()) {
      message += announced_from(address, node);
      continue;
    }
    const Trouble found = trouble_with(address, service, present, announcers);
    message += announced_from_nowhere(address, found.sentence);
    trouble = trouble.value_or(found.reason);
  }
  if (!any) return std::nullopt;
  if (trouble != model::Reason::awaiting_announcer) {
    if (state.waiting_since) timers_.erase({*state.waiting_since + limits_.patience, service.key});
    state.waiting_since.reset();
  } else if (!state.waiting_since) {
    state.waiting_since = now;
    later(now + limits_.patience, service.key);
  }
  return model::Condition{.is_true = !trouble,
                          .reason = std::string(model::name(trouble.value_or(model::Reason::announced))),
                          .message = std::move(message)};
}

void AnnouncedConditions::look(Instant now, const model::ServiceKey& key, Announcers& announcers,
                               std::vector<PatchAnnounced>& patches) {
  const auto at = states_.find(key);
  const model::Service* const service = services_.find(key);
  if (at == states_.end() || service == nullptr || in_flight_.contains(key)) return;
  State& state = at->second;
  if (service->announced) state.dropped.reset();
  const model::Condition* const present = service->announced ? &*service->announced : state.dropped.get();
  const auto wanted = desire(now, *service, state, present, announcers);
  const bool as_wanted = wanted ? present != nullptr && *present == *wanted : present == nullptr;
  if (as_wanted) return;
  if (state.waiting_since && now < *state.waiting_since + limits_.patience) return;
  if (state.refused_on && *state.refused_on == service->resource_version) return;
  if (now < state.not_before) return later(state.not_before, key);
  state.refused_on.reset();
  state.not_before = now + limits_.between;
  in_flight_.emplace(key, service->resource_version);
  patches.push_back({.service = key, .resource_version = service->resource_version, .condition = wanted});
}

void AnnouncedConditions::written(Instant now, const AnnouncedWritten& answer) {
  const auto sent = in_flight_.extract(answer.service);
  if (sent.empty()) return;
  State& state = states_.at(answer.service);
  state.not_before = now + limits_.between;  // the watch has yet to bring what was written
  state.dropped.reset();
  if (answer.outcome == AnnouncedWritten::Outcome::written && answer.condition)
    state.dropped = std::make_unique<const model::Condition>(*answer.condition);
  if (answer.outcome == AnnouncedWritten::Outcome::failed) {
    put_off(now, answer, state);
  } else {
    failing_.erase(answer.service);
  }
  // Somebody has written before us: what he wrote comes by the watch, and this is looked at again at once.
  if (answer.outcome == AnnouncedWritten::Outcome::outdated) {
    state.refused_on = std::make_unique<const std::string>(sent.mapped());
    state.not_before = now;
  }
  touch(answer.service);
}

// Each Service by itself, for what is in the way of one (a webhook, say) need not be in that of others. But a
// server that asks for patience has all of us in mind.
void AnnouncedConditions::put_off(Instant now, const AnnouncedWritten& failure, State& state) {
  const Duration asked = std::min(failure.retry_after, limits_.backoff.cap);
  Backoff& backoff = failing_.try_emplace(failure.service, limits_.backoff).first->second;
  state.not_before = now + std::max(asked, backoff.next(random_));
  quiet_until_ = std::max(quiet_until_, now + asked);
}

}  // namespace herald::controller
