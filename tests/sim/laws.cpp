#include "tests/sim/laws.h"

#include "tests/sim/describe.h"

#include <algorithm>

namespace herald::sim {

void Laws::on_change(const ServiceChange& change) {
  world_.trace([&] {
    return "  " + (change.author.empty() ? std::string("users") : change.author) + " made " +
           (change.after ? describe(*change.after) : change.before->key.to_string() + " vanish");
  });
  if (change.author.empty()) return note_user_edit(change);
  ++writes_;
  count(*change.before, *change.after);
  no_double(*change.before, *change.after);
  no_needless_move(*change.before, *change.after);
  from_a_pool(*change.before, *change.after);
}

void Laws::note_user_edit(const ServiceChange& change) {
  const model::ServiceKey key = change.before ? change.before->key : change.after->key;
  if (!change.after) told_by_event_.erase(key);
  if (!change.after) {
    departed_.emplace_back(world_.now(), *change.before);
    return;
  }
  model::Service before = change.before.value_or(*change.after);
  if (!change.before) before.ingress.clear();  // it may be made with a status
  edits_[key].push_back({world_.now(), std::move(before), *change.after});
}

void Laws::count(const model::Service& before, const model::Service& after) {
  const bool status = before.ingress != after.ingress || before.assigned != after.assigned;
  world_.count(status ? Thing::status_written : Thing::annotation_written);
  if (after.assigned && !after.assigned->is_true) world_.count(Thing::service_refused);
  if (after.assigned && after.assigned->reason == "PoolGone") world_.count(Thing::stranded_kept);
  if (before.ingress == after.ingress) return;
  if (before.ingress.empty()) world_.count(Thing::address_assigned);
  if (after.ingress.empty()) world_.count(Thing::address_cleared);
  if (!before.ingress.empty() && !after.ingress.empty()) world_.count(Thing::address_moved);
  if (after.ingress.size() > 1) world_.count(Thing::dual_stack);
  const auto left_to_stranger = [&](net::IpAddress address) {
    const auto at = strangers_.find(address);
    return at != strangers_.end() && at->second.was_first && !shows(after, address);
  };
  if (!after.ingress.empty() && std::ranges::any_of(before.ingress, left_to_stranger))
    world_.count(Thing::driven_out);
}

void Laws::no_double(const model::Service& before, const model::Service& after) {
  for (const model::Service& neighbour : world_.api.services()) {
    if (neighbour.key == after.key || !is_ours(neighbour)) continue;
    for (const net::IpAddress address : after.ingress) {
      if (shows(before, address) || !shows(neighbour, address)) continue;
      world_.count(Thing::address_shared);
      if (may_live_together(after, neighbour) || excused(after, neighbour)) continue;
      world_.record.violate("no address with two holders who may not share it",
                            describe(after) + " beside " + describe(neighbour));
    }
  }
}

// A user has changed the neighbour so that they no longer get along, and not long ago.
bool Laws::excused(const model::Service& service, const model::Service& neighbour) const {
  const auto edits = edits_.find(neighbour.key);
  if (edits == edits_.end()) return false;
  return std::ranges::any_of(edits->second, [&](const Edit& edit) {
    if (world_.now() - edit.when > kHindsight) return false;
    const bool was_elsewhere = std::ranges::none_of(service.ingress, [&](net::IpAddress address) {
      return is_ours(edit.before) && shows(edit.before, address);
    });
    return may_live_together(service, edit.before) ||
           (was_elsewhere && edit.before.ingress != edit.after.ingress) ||
           is_ours(edit.before) != is_ours(edit.after);
  });
}

void Laws::no_needless_move(const model::Service& before, const model::Service& after) {
  for (const net::IpAddress address : before.ingress) {
    if (shows(after, address) || has_cause(before, address)) continue;
    world_.record.violate("a healthy assignment never moves",
                          address.to_string() + ": " + describe(before) + " became " + describe(after));
  }
}

bool Laws::has_cause(const model::Service& before, net::IpAddress lost) const {
  if (!is_ours(before)) return true;
  const Wishes wished = wishes(before);
  const bool crowd =
      std::ranges::count_if(before.ingress, [&](auto each) { return each.family() == lost.family(); }) > 1;
  if (crowd) return true;
  const auto in_the_way = [&](const model::Service& other) {
    return other.key != before.key && is_ours(other) && shows(other, lost) &&
           !may_live_together(before, other);
  };
  if (std::ranges::any_of(world_.api.services(), in_the_way)) return true;
  const auto was_in_the_way = [&](Instant when, const model::Service& other) {
    return world_.now() - when <= kHindsight && in_the_way(other);
  };
  for (const auto& [when, other] : departed_) {
    if (was_in_the_way(when, other)) return true;
  }
  for (const auto& [key, edits] : edits_) {
    for (const Edit& edit : edits) {
      if (was_in_the_way(edit.when, edit.before) || was_in_the_way(edit.when, edit.after)) return true;
    }
  }
  // Somebody may have been about to get it, or to join it.
  if (terms_edited_lately(before.key) || planted_lately(before.key, lost)) return true;
  const bool by_name = std::ranges::find(wished.addresses, lost) != wished.addresses.end();
  if (usurped_lately(lost) && !by_name) return true;
  if (wished.unreadable) return false;
  if (lost.family() != wished.primary && (!wished.second || lost.family() != *wished.second)) return true;
  const bool asked_elsewhere = std::ranges::any_of(
      wished.addresses, [&](auto each) { return each != lost && each.family() == lost.family(); });
  if (asked_elsewhere) return true;
  if (!wished.addresses.empty() && wished.addresses.size() < before.ingress.size() &&
      std::ranges::find(wished.addresses, lost) == wished.addresses.end()) {
    return true;
  }
  for (const auto& config : configs_in_force()) {
    const std::string pool = pool_of(config->pools, lost);
    if (wished.pool && pool != *wished.pool) return true;
    if (config->stranded != config::Stranded::release) continue;
    const auto home =
        std::ranges::find_if(config->pools, [&](const auto& each) { return each.spec.name == pool; });
    if (home == config->pools.end()) return true;
    for (const auto& labels : labels_in_force(before.key.name_space)) {
      if (!admits(*home, before, labels)) return true;
    }
  }
  return false;
}

// By a user, from the status: what the controller puts back is not newly given.
bool Laws::struck_out_lately(const model::ServiceKey& key, net::IpAddress address) const {
  const auto edits = edits_.find(key);
  return edits != edits_.end() && std::ranges::any_of(edits->second, [&](const Edit& edit) {
           return world_.now() - edit.when <= kHindsight && shows(edit.before, address) &&
                  !shows(edit.after, address);
         });
}

// By a user, into the status.
bool Laws::planted_lately(const model::ServiceKey& key, net::IpAddress address) const {
  const auto edits = edits_.find(key);
  return edits != edits_.end() && std::ranges::any_of(edits->second, [&](const Edit& edit) {
           return world_.now() - edit.when <= kHindsight && !shows(edit.before, address) &&
                  shows(edit.after, address);
         });
}

bool Laws::terms_edited_lately(const model::ServiceKey& key) const {
  const auto edits = edits_.find(key);
  if (edits == edits_.end()) return false;
  return std::ranges::any_of(edits->second, [&](const Edit& edit) {
    const auto sharing_key = [](const model::Service& service) {
      const auto at = service.annotations.find(kSharingKey);
      return at == service.annotations.end() ? std::string() : at->second;
    };
    return world_.now() - edit.when <= kHindsight && !sharing_key(edit.before).empty() &&
           (edit.before.ports != edit.after.ports ||
            edit.before.traffic_policy != edit.after.traffic_policy ||
            edit.before.selector != edit.after.selector ||
            sharing_key(edit.before) != sharing_key(edit.after));
  });
}

void Laws::from_a_pool(const model::Service& before, const model::Service& after) {
  for (const net::IpAddress address : after.ingress) {
    if (shows(before, address) || struck_out_lately(after.key, address)) continue;
    const bool given =
        in_some_pool(after, [&](const config::Pool& pool) { return hands_out(pool, address); });
    if (given) continue;
    world_.record.violate("every address comes from a pool that admits its service",
                          address.to_string() + " to " + describe(after));
  }
}

template <class Test>
bool Laws::in_some_pool(const model::Service& service, Test&& test) const {
  for (const auto& config : configs_in_force()) {
    for (const auto& pool : config->pools) {
      if (pool.spec.disabled || !test(pool)) continue;
      for (const auto& labels : labels_in_force(service.key.name_space)) {
        if (admits(pool, service, labels)) return true;
      }
    }
  }
  return false;
}

void Laws::on_config(const std::shared_ptr<const config::Config>& before,
                     const std::shared_ptr<const config::Config>& after) {
  if (before != nullptr) {
    auto& [users, last_use] = configs_[before];
    --users;
    last_use = world_.now();
  }
  auto& [users, last_use] = configs_[after];
  ++users;
  last_use = world_.now();
}

std::vector<std::shared_ptr<const config::Config>> Laws::configs_in_force() const {
  std::vector<std::shared_ptr<const config::Config>> in_force;
  for (const auto& [config, use] : configs_) {
    if (use.first > 0 || world_.now() - use.second <= kHindsight) in_force.push_back(config);
  }
  return in_force;
}

void Laws::on_labels(const std::string& name, const model::Labels& labels) {
  namespaces_[name] = labels;
  labels_[name].emplace_back(world_.now(), labels);
}

// All that held at some time since `kHindsight` ago: those set since, and the last before.
std::vector<model::Labels> Laws::labels_in_force(const std::string& name) const {
  std::vector<model::Labels> in_force;
  const auto history = labels_.find(name);
  if (history == labels_.end()) return {{}};
  for (const auto& [since, labels] : history->second) {
    if (world_.now() - since > kHindsight) in_force.clear();
    in_force.push_back(labels);
  }
  return in_force;
}

void Laws::on_event(const std::string& who, const controller::RecordEvent& event) {
  const std::string about = event.name_space + "/" + event.name;
  if (event.kind == controller::ObjectKind::service) told_by_event_.insert({event.name_space, event.name});
  if (event.message.find("which is older and keeps it") != std::string::npos) {
    world_.count(Thing::claim_lost);
    return the_older_keeps(event);
  }
  const auto at = last_event_.find({who, about});
  const bool same =
      at != last_event_.end() && at->second.reason == event.reason && at->second.message == event.message;
  if (same && event.kind == controller::ObjectKind::service) {
    world_.record.violate("equal Events are not repeated", about + ": " + event.message);
  }
  last_event_[{who, about}] = event;
}

// "10.0.0.1 is also in the status of ant/s1, which is older ...": is it?
void Laws::the_older_keeps(const controller::RecordEvent& event) {
  constexpr std::string_view kBefore = "in the status of ";
  const auto from = event.message.find(kBefore) + kBefore.size();
  const std::string text = event.message.substr(from, event.message.find(',', from) - from);
  const auto slash = text.find('/');
  const auto winner = world_.api.find({text.substr(0, slash), text.substr(slash + 1)});
  const auto loser = world_.api.find({event.name_space, event.name});
  if (!winner || !loser || winner->ingress.empty() || model::older(*winner, *loser)) return;
  world_.record.violate("the older of two claims wins", event.name + ": " + event.message);
}

void Laws::on_stranger(net::IpAddress address, const std::optional<alloc::Stranger>& stranger) {
  const auto known = strangers_.find(address);
  const bool was_first = known != strangers_.end() && known->second.was_first;
  if (was_first) usurped_until_[address] = world_.now();
  if (stranger) {
    strangers_[address] = *stranger;
  } else {
    strangers_.erase(address);
  }
}

bool Laws::usurped_lately(net::IpAddress address) const {
  const auto now = strangers_.find(address);
  if (now != strangers_.end() && now->second.was_first) return true;
  const auto at = usurped_until_.find(address);
  return at != usurped_until_.end() && world_.now() - at->second <= kHindsight;
}

}  // namespace herald::sim
