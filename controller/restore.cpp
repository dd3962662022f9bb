#include "controller/restore.h"

#include "config/service_notes.h"
#include "controller/verdict.h"
#include "core/alloc/demand.h"

#include <algorithm>
#include <utility>

namespace herald::controller {
namespace {

// Enough of a demand to be judged by, also for a Service whose wishes can not be read.
alloc::Demand claimant(const model::Service& service, const alloc::SharingTerms& terms) {
  alloc::Demand demand;
  demand.service = service.key;
  demand.sharing = terms;
  return demand;
}

// Of those who are there by right: they come first among the tenants.
model::ServiceKey winner(const alloc::Ledger& ledger, const alloc::Demand& loser, net::IpAddress address) {
  model::ServiceKey found;
  for (const alloc::HolderId id : ledger.tenancy(address)->tenants()) {
    const alloc::Holding& tenant = ledger.holder(id);
    if (tenant.service == loser.service) continue;
    if (!alloc::may_share(loser.sharing, tenant.terms())) return tenant.service;
    if (found.name.empty()) found = tenant.service;
  }
  return found;
}

void claim(alloc::Allocator& allocator, const Snapshot& snapshot, const Writer& writer,
           const model::Service& service, std::vector<ContestedClaim>& contested) {
  const auto held = held_by(service, writer);
  if (held.empty()) return;
  const auto& labels = snapshot.namespace_labels(service.key.name_space);
  const auto terms = terms_of(service, labels, allocator.ledger());
  allocator.hold(service.key, terms, held);
  const alloc::Demand demand = claimant(service, terms);
  for (const net::IpAddress address : held) {
    if (allocator.standing(demand, address) != alloc::Standing::contested) continue;
    contested.push_back({service.key, address});
  }
}

}  // namespace

std::vector<ContestedClaim> restore(alloc::Allocator& allocator, const Snapshot& snapshot,
                                    const Writer& writer, const std::string& load_balancer_class) {
  std::vector<ContestedClaim> contested;
  std::vector<const model::Service*> leftovers;
  for (const model::Service* service : snapshot.oldest_first()) {
    if (!is_ours(*service, load_balancer_class)) continue;
    if (is_to_be_served(*service, load_balancer_class)) {
      claim(allocator, snapshot, writer, *service, contested);
    } else {
      leftovers.push_back(service);
    }
  }
  // What is about to be cleared is held until it is, but stands in nobody's right.
  std::vector<ContestedClaim> of_no_interest;
  for (const model::Service* service : leftovers)
    claim(allocator, snapshot, writer, *service, of_no_interest);
  return contested;
}

std::string loss(const ContestedClaim& claim, const alloc::Allocator& allocator, const Snapshot& snapshot) {
  const alloc::Ledger& ledger = allocator.ledger();
  if (!ledger.holds(claim.service, claim.address)) return {};
  alloc::Demand demand;
  demand.service = claim.service;
  demand.sharing = ledger.find(claim.service)->terms();
  if (allocator.standing(demand, claim.address) != alloc::Standing::contested) return {};
  const model::ServiceKey keeper = winner(ledger, demand, claim.address);
  const model::Service* const older_one = snapshot.find(keeper);
  const model::Service* const loser = snapshot.find(claim.service);
  if (older_one == nullptr || loser == nullptr || !model::older(*older_one, *loser)) return {};
  return claim.address.to_string() + " is also in the status of " + keeper.to_string() +
         ", which is older and keeps it; this Service has to leave it";
}

bool is_to_be_served(const model::Service& service, const std::string& load_balancer_class) {
  return service.is_load_balancer && service.load_balancer_class.value_or("") == load_balancer_class;
}

bool is_ours(const model::Service& service, const std::string& load_balancer_class) {
  if (is_to_be_served(service, load_balancer_class)) return true;
  // One that went over to another class may show what its new owner gave.
  if (service.is_load_balancer || service.ingress.empty()) return false;
  return service.assigned || !pool_annotation(service).empty();
}

bool is_new_to_us(const model::Service& service, const Writer& writer) {
  const bool noted = std::ranges::any_of(
      service.annotations, [](const auto& annotation) { return config::is_note(annotation.first); });
  return !noted && !service.announced && !writer.says_assigned(service);
}

// In the order of the status, so that the first is the one to be shown first.
std::vector<net::IpAddress> held_by(const model::Service& service, const Writer& writer) {
  std::vector<net::IpAddress> held = service.ingress;
  for (const net::IpAddress address : writer.at_stake(service)) {
    if (std::ranges::find(held, address) == held.end()) held.push_back(address);
  }
  return held;
}

alloc::SharingTerms terms_of(const model::Service& service, const model::Labels& namespace_labels,
                             const alloc::Ledger& ledger) {
  auto demand = alloc::read_demand(service, namespace_labels);
  if (demand) return std::move(demand->sharing);
  alloc::SharingTerms terms = std::move(demand.error().sharing);
  const alloc::Holding* const holding = ledger.find(service.key);
  if (demand.error().key_in_doubt && holding != nullptr) terms.key = holding->terms().key;
  return terms;
}

}  // namespace herald::controller
