#include "tests/sim/describe.h"
#include "tests/sim/laws.h"

#include <algorithm>
#include <array>
#include <set>

namespace herald::sim {

void Laws::at_rest(const Process& leader) {
  const auto services = world_.api.services();
  all_at_peace(services);
  for (const model::Service& service : services) {
    if (is_ours(service)) everyone_told(service);
  }
  if (leader.config() == nullptr) return;
  for (const model::Service& service : services)
    nothing_left_behind(service);
  const Moment moment{.pools = leader.config()->pools,
                      .namespaces = namespaces_,
                      .services = services,
                      .strangers = strangers_};
  everyone_served(moment);
  for (const model::Service& service : services) {
    if (is_ours(service)) noted_how_it_is_announced(moment, service);
  }
  books_are_right(leader, services);
  another_would_change_nothing(leader, services);
}

void Laws::all_at_peace(const std::vector<model::Service>& services) {
  for (const model::Service& a : services) {
    for (const model::Service& b : services) {
      if (b.key <= a.key || !is_ours(a) || !is_ours(b) || may_live_together(a, b)) continue;
      for (const net::IpAddress address : a.ingress) {
        if (!shows(b, address)) continue;
        world_.record.violate("at rest nobody shares who may not", describe(a) + " beside " + describe(b));
      }
    }
  }
}

void Laws::everyone_served(const Moment& moment) {
  for (const model::Service& service : moment.services) {
    if (!is_ours(service) || service.being_deleted) continue;
    if (service.ingress.empty() && moment.satisfiable(service)) {
      world_.record.violate("at rest every satisfiable service has an address", describe(service));
    }
    if (moment.could_top_up(service)) {
      world_.record.violate("at rest a second family is given where there is one", describe(service));
    }
  }
}

void Laws::everyone_told(const model::Service& service) {
  if (!service.ingress.empty() || service.being_deleted) return;
  if (world_.api.drops_conditions()) {
    if (!told_by_event_.contains(service.key)) {
      world_.record.violate("at rest everybody without an address has been told why", describe(service));
    }
  } else if (!service.assigned || service.assigned->is_true || service.assigned->reason.empty() ||
             service.assigned->message.empty()) {
    world_.record.violate("at rest everybody without an address has been told why", describe(service));
  }
}

// By what is none of ours any more.
void Laws::nothing_left_behind(const model::Service& service) {
  if (service.is_load_balancer) return;
  const bool named = service.annotations.contains(std::string(controller::kPoolAnnotation));
  if (!named && !service.assigned) return;
  world_.record.violate("at rest nothing is said of what is not ours", describe(service));
}

void Laws::noted_how_it_is_announced(const Moment& moment, const model::Service& service) {
  if (service.ingress.empty()) return;
  std::set<config::Protocol> protocols;
  for (const net::IpAddress address : service.ingress) {
    const auto home = std::ranges::find_if(moment.pools, [&](const config::Pool& pool) {
      return hands_out(pool, address) && admits(pool, service, moment.labels_of(service));
    });
    if (home == moment.pools.end()) return;  // what was noted before still is
    protocols.insert(home->protocol);
  }
  constexpr std::array kNotes{"", "bgp", "both"};
  const auto expected = protocols.size() > 1 ? config::Protocol::both : *protocols.begin();
  const auto note = service.annotations.find("lb.herald/protocol");
  const std::string noted = note == service.annotations.end() ? "" : note->second;
  if (noted != kNotes.at(static_cast<std::size_t>(expected)))
    world_.record.violate("at rest a service tells how it is announced", describe(service) + ": " + noted);
}

void Laws::books_are_right(const Process& leader, const std::vector<model::Service>& services) {
  const alloc::Allocator* const allocator = leader.brain().allocator();
  if (allocator == nullptr) return world_.record.violate("at rest the leader is steady", leader.name());
  std::size_t holders = 0;
  for (const model::Service& service : services) {
    if (!is_ours(service)) continue;
    const alloc::Holding* const holding = allocator->ledger().find(service.key);
    std::vector<net::IpAddress> held =
        holding == nullptr ? std::vector<net::IpAddress>{} : holding->addresses;
    std::vector<net::IpAddress> shown = service.ingress;
    std::ranges::sort(held);
    std::ranges::sort(shown);
    if (!shown.empty()) ++holders;
    if (held != shown) {
      world_.record.violate("at rest the ledger equals the statuses",
                            describe(service) + " but held " + describe(held));
    }
  }
  if (allocator->ledger().size() != holders) {
    world_.record.violate("at rest the ledger equals the statuses", "somebody holds who is not there");
  }
}

// Which of several neighbours a message names may depend on who came first; and on a server that drops
// conditions every new leader says them once more.
bool Laws::only_other_words(const controller::PatchStatus& patch) const {
  const auto service = world_.api.find(patch.service);
  if (!service || service->ingress != patch.ingress) return false;
  if (world_.api.drops_conditions()) return true;
  return patch.condition && service->assigned && patch.condition->reason == service->assigned->reason;
}

// A fixpoint: a controller that has just started, and so looks at everything, finds nothing to write.
void Laws::another_would_change_nothing(const Process& leader, const std::vector<model::Service>& services) {
  using namespace controller;
  Brain brain({.load_balancer_class = {}, .writes = {.in_flight = 1000}, .seed = 1});
  const Instant now{};
  for (const auto& [name, labels] : namespaces_)
    brain.step(now, NamespaceChanged{name, labels});
  for (const model::Service& service : services)
    brain.step(now, ServiceChanged{service});
  for (const auto& [address, stranger] : strangers_)
    brain.step(now, AddressConflict{address, stranger});
  brain.step(now, ConfigChanged{leader.config(), std::nullopt});
  brain.step(now, Leader{true});
  for (const Effect& effect : brain.step(now, Synced{1})) {
    const auto* const status = std::get_if<PatchStatus>(&effect);
    if (status != nullptr && only_other_words(*status)) continue;
    if (std::holds_alternative<RecordEvent>(effect)) continue;
    world_.record.violate("at rest a restart changes nothing", describe(effect));
  }
}

}  // namespace herald::sim
