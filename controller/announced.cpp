#include "controller/announced.h"

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
    default:
      return "no speaker has reported that it announces it";
  }
}

struct Trouble {
  model::Reason reason;
  std::string sentence;
};

Trouble trouble_with(net::IpAddress address, const std::optional<model::Condition>& present,
                     const Announcers& announcers) {
  using model::Reason;
  if (const auto seen = announcers.conflict(address)) {
    const bool had = present && was_announced(*present, address);
    return {had ? Reason::address_lost_on_lan : Reason::address_in_use_on_lan,
            seen->conflict.mac.to_string() + " answers for it, seen on " + seen->conflict.interface + " of " +
                seen->node};
  }
  const Reason why = announcers.obstacle(address).value_or(Reason::awaiting_announcer);
  return {why, sentence(why)};
}

}  // namespace

void AnnouncedConditions::configure(const config::Config& config) {
  bgp_only_ = {};
  for (const config::Pool& pool : config.pools) {
    if (pool.protocol != config::Protocol::bgp) continue;
    for (const net::AddressBlock& block : pool.spec.addresses)
      bgp_only_.insert(block.range());
  }
  for (const auto& [key, state] : states_)
    dirty_.insert(key);
}

void AnnouncedConditions::touch(const model::ServiceKey& service) {
  dirty_.insert(service);
}

void AnnouncedConditions::touch(net::IpAddress address) {
  const auto at = services_on_.find(address);
  if (at != services_on_.end()) dirty_.insert(at->second.begin(), at->second.end());
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
  return leading_ && !timers_.empty() ? timers_.begin()->first : kNever;
}

std::vector<PatchAnnounced> AnnouncedConditions::settle(Instant now, Announcers& announcers) {
  std::vector<PatchAnnounced> patches;
  if (!announcers.any_speaker()) {
    dirty_.clear();
    return patches;
  }
  if (!std::exchange(started_, true))
    services_.each([this](const model::Service& service) { dirty_.insert(service.key); });
  while (leading_ && !timers_.empty() && timers_.begin()->first <= now)
    dirty_.insert(timers_.extract(timers_.begin()).value().second);
  std::set<model::ServiceKey> put_off;
  while (!dirty_.empty()) {
    const model::ServiceKey key = dirty_.extract(dirty_.begin()).value();
    follow(key, services_.find(key), announcers);
    if (!leading_) continue;
    if (in_flight_ >= limits_.in_flight) {
      put_off.insert(key);
    } else {
      look(now, key, announcers, patches);
    }
  }
  dirty_ = std::move(put_off);
  return patches;
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
      auto at = services_on_.find(address);
      at->second.erase(key);
      if (!at->second.empty()) continue;
      services_on_.erase(at);
      announcers.unfollow(address);
    }
    for (const net::IpAddress address : addresses) {
      services_on_[address].insert(key);
      announcers.follow(address);
    }
    state.addresses = std::move(addresses);
    state.waiting_since.reset();
  }
  if (service == nullptr && !state.in_flight) states_.erase(key);
}

std::optional<model::Condition> AnnouncedConditions::desire(Instant now, const model::ServiceKey& key,
                                                            State& state,
                                                            const std::optional<model::Condition>& present,
                                                            const Announcers& announcers) {
  std::string message;
  std::optional<model::Reason> trouble;
  bool any = false;
  for (const net::IpAddress address : state.addresses) {
    if (bgp_only_.contains(address)) continue;
    any = true;
    const std::string node = announcers.announcer(address);
    if (!message.empty()) message += ", ";
    if (!node.empty()) {
      message += announced_from(address, node);
      continue;
    }
    const Trouble found = trouble_with(address, present, announcers);
    message += announced_from_nowhere(address, found.sentence);
    trouble = trouble.value_or(found.reason);
  }
  if (!any) return std::nullopt;
  if (trouble != model::Reason::awaiting_announcer) {
    state.waiting_since.reset();
  } else if (!state.waiting_since) {
    state.waiting_since = now;
    later(now + limits_.patience, key);
  }
  return model::Condition{.is_true = !trouble,
                          .reason = std::string(model::name(trouble.value_or(model::Reason::announced))),
                          .message = std::move(message)};
}

void AnnouncedConditions::look(Instant now, const model::ServiceKey& key, Announcers& announcers,
                               std::vector<PatchAnnounced>& patches) {
  const auto at = states_.find(key);
  const model::Service* const service = services_.find(key);
  if (at == states_.end() || service == nullptr || at->second.in_flight) return;
  State& state = at->second;
  const auto& present = service->announced ? service->announced : state.dropped;
  const auto wanted = desire(now, key, state, present, announcers);
  if (wanted == present) return;
  if (state.waiting_since && now < *state.waiting_since + limits_.patience) return;
  if (state.refused && state.sent_on == service->resource_version) return;
  if (now < state.not_before) return later(state.not_before, key);
  state.in_flight = true;
  state.refused = false;
  state.sent_on = service->resource_version;
  state.not_before = now + limits_.between;
  ++in_flight_;
  patches.push_back({.service = key, .resource_version = service->resource_version, .condition = wanted});
}

void AnnouncedConditions::written(Instant now, const AnnouncedWritten& answer) {
  const auto at = states_.find(answer.service);
  if (at == states_.end() || !at->second.in_flight) return;
  --in_flight_;
  State& state = at->second;
  state.in_flight = false;
  state.dropped.reset();
  if (answer.outcome == AnnouncedWritten::Outcome::written) state.dropped = answer.condition;
  // Somebody has written before us: what he wrote comes by the watch, and then this is looked at again.
  state.refused = answer.outcome == AnnouncedWritten::Outcome::outdated;
  if (state.refused) state.not_before = now;
  dirty_.insert(answer.service);
}

}  // namespace herald::controller
