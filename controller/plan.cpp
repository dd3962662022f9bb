#include "controller/plan.h"

#include "controller/adopted.h"
#include "controller/announced_message.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

namespace herald::controller {
namespace {

using alloc::Demand;
using alloc::Standing;
using model::Reason;

using Addresses = std::vector<net::IpAddress>;

std::string joined(const Addresses& addresses) {
  std::string text;
  for (const net::IpAddress address : addresses)
    text += (text.empty() ? "" : ", ") + address.to_string();
  return text;
}

bool contains(const Addresses& addresses, net::IpAddress address) {
  return std::ranges::find(addresses, address) != addresses.end();
}

// One Service on its way through the rules.
class Planner {
 public:
  explicit Planner(const PlanInput& input)
      : input_(input),
        service_(input.service),
        holding_(input.allocator.ledger().find(input.service.key)),
        present_(service_.ingress),
        adopted_(input.first_sight ? present_ : adopted(service_)) {}

  [[nodiscard]] Decision decide() const;

 private:
  [[nodiscard]] bool foreign_class() const;
  [[nodiscard]] Decision not_ours() const;
  [[nodiscard]] Decision going_away(const alloc::SharingTerms& sharing) const;
  [[nodiscard]] Decision mend(const alloc::Defect& defect) const;
  [[nodiscard]] Decision serve(const Demand& demand) const;
  [[nodiscard]] Decision place(const Demand& demand) const;
  [[nodiscard]] std::optional<Decision> leave_stranded(const Demand& demand) const;
  [[nodiscard]] std::optional<Decision> leave_usurped(const Demand& demand) const;
  [[nodiscard]] bool asks_for_another(const Demand& demand, net::IpAddress stranded) const;

  [[nodiscard]] Demand undemanding(alloc::SharingTerms sharing) const;
  // Of each wanted family one address that is not contested, a legal one if there is.
  [[nodiscard]] Addresses staying(const Demand& demand) const;
  [[nodiscard]] Decision stay(const Demand& demand, model::Refusal why, alloc::Waits waits) const;
  [[nodiscard]] Decision show(Addresses addresses, Reason reason, std::string message) const;
  [[nodiscard]] std::string contest_of(const Demand& demand) const;
  [[nodiscard]] std::string loss_of(const Demand& demand) const;
  [[nodiscard]] std::string nodes_on(const Addresses& addresses) const;
  [[nodiscard]] std::vector<std::string> pools_of(const Demand& demand, const Addresses& addresses) const;

  const PlanInput& input_;
  const model::Service& service_;
  const alloc::Holding* holding_;
  Addresses present_;
  Addresses adopted_;
};

bool Planner::foreign_class() const {
  const std::string theirs = service_.load_balancer_class.value_or("");
  return theirs != input_.load_balancer_class;
}

Decision Planner::decide() const {
  if (!service_.is_load_balancer || foreign_class()) return not_ours();
  auto demand = alloc::read_demand(service_, input_.namespace_labels);
  if (service_.being_deleted) return going_away(demand ? demand->sharing : demand.error().sharing);
  if (!demand) return mend(demand.error());
  demand->proven = announced_before(service_);
  demand->proven.insert(demand->proven.end(), adopted_.begin(), adopted_.end());
  return serve(*demand);
}

// Somebody else's status is never touched. Ours is taken back: we know it by the ledger, or after a restart
// by the annotation that we left. A Service that went over to another class shows our address only until its
// new owner writes; if he has already, there is nothing of ours to clear.
Decision Planner::not_ours() const {
  const bool held = holding_ != nullptr;
  const bool shows_ours = held && std::ranges::any_of(service_.ingress, [&](net::IpAddress address) {
                            return contains(holding_->addresses, address);
                          });
  const bool marked = !service_.ingress.empty() && service_.annotations.contains(kPoolAnnotation);
  const bool clear = service_.is_load_balancer ? shows_ours : held || marked;
  if (!clear) return {};
  Decision decision;
  decision.action = Action::let_go;
  return decision;
}

// A Service under deletion may have traffic until its last finalizer is gone, so it keeps what it has; it
// gets nothing new, and what it has is let go when it is gone.
Decision Planner::going_away(const alloc::SharingTerms& sharing) const {
  if (present_.empty()) return {};
  return stay(undemanding(sharing), {Reason::kept, "the Service is being deleted"}, {});
}

// The demand cannot be read. What is there stays, under the last sharing key that was clear.
Decision Planner::mend(const alloc::Defect& defect) const {
  alloc::SharingTerms sharing = defect.sharing;
  if (defect.key_in_doubt && holding_ != nullptr) sharing.key = holding_->terms().key;
  return stay(undemanding(std::move(sharing)), defect.refusal, {});
}

Decision Planner::serve(const Demand& demand) const {
  if (auto decision = leave_stranded(demand)) return std::move(*decision);
  if (auto decision = leave_usurped(demand)) return std::move(*decision);
  return place(demand);
}

Decision Planner::place(const Demand& demand) const {
  auto choice = input_.allocator.choose(demand, service_.ingress);
  if (!choice) return stay(demand, std::move(choice.error().refusal), std::move(choice.error().waits));
  std::string message;
  for (std::size_t i = 0; i < choice->addresses.size(); ++i) {
    message +=
        (i == 0 ? "" : ", ") + choice->addresses[i].to_string() + " from pool \"" + choice->pools[i] + "\"";
  }
  if (choice->shared) message += ", shared";
  if (!choice->complete) {
    const bool has_v4 = choice->addresses.front().is_v4();
    message += std::string("; ") + (has_v4 ? "IPv6" : "IPv4") + " follows when a pool has room";
  }
  const bool kept = choice->addresses == service_.ingress;
  const Reason reason = choice->shared ? Reason::shared : kept ? Reason::kept : Reason::assigned;
  Decision decision =
      show(std::move(choice->addresses), reason, contest_of(demand) + loss_of(demand) + message);
  decision.pools = std::move(choice->pools);
  decision.waits = std::move(choice->waits);
  decision.sharing = demand.sharing;
  return decision;
}

// Whether what the Service asks for now is something else than what it was given when `stranded` was. A pool
// that we have written down as its source is not a new request: only the pool has changed.
bool Planner::asks_for_another(const Demand& demand, net::IpAddress stranded) const {
  const auto same_family = [&](net::IpAddress address) { return address.family() == stranded.family(); };
  const auto wanted = std::ranges::find_if(demand.request.addresses, same_family);
  if (wanted != demand.request.addresses.end()) return *wanted != stranded;
  if (!demand.request.pool || input_.allocator.pool_of(stranded) == *demand.request.pool) return false;
  const auto source = service_.annotations.find(kPoolAnnotation);
  if (source == service_.annotations.end()) return false;
  return ("," + source->second + ",").find("," + *demand.request.pool + ",") == std::string::npos;
}

// A pool edit never changes an address in use (configuration.md section 4): while one is stranded nothing is
// moved or added, unless the Service asks for another or the operator chose `stranded: release`.
std::optional<Decision> Planner::leave_stranded(const Demand& demand) const {
  const Addresses staying_here = staying(demand);
  Addresses stranded;
  for (const net::IpAddress address : staying_here) {
    if (input_.allocator.standing(demand, address) != Standing::stranded) continue;
    if (asks_for_another(demand, address)) return std::nullopt;
    stranded.push_back(address);
  }
  if (stranded.empty()) return std::nullopt;
  std::string message =
      joined(stranded) + " is in no pool that admits this Service any more" + nodes_on(stranded);
  alloc::Waits waits;
  if (input_.stranded == config::Stranded::release) {
    auto choice = input_.allocator.choose(demand, service_.ingress);
    if (choice) return std::nullopt;
    message += "; it stays until there is a replacement: " + choice.error().refusal.message;
    waits = std::move(choice.error().waits);
  } else {
    message +=
        "; it stays until the Service is deleted or asks for another address by name, or the "
        "configuration says stranded: release";
  }
  return stay(demand, {Reason::pool_gone, std::move(message)}, std::move(waits));
}

// A stranger had it before any of us announced it: it is left for another one once there is one.
std::optional<Decision> Planner::leave_usurped(const Demand& demand) const {
  const Addresses here = staying(demand);
  Addresses usurped;
  std::ranges::copy_if(here, std::back_inserter(usurped), [&](net::IpAddress address) {
    return input_.allocator.standing(demand, address) == Standing::usurped;
  });
  if (usurped.empty()) return std::nullopt;
  auto choice = input_.allocator.choose(demand, service_.ingress);
  if (choice && choice->addresses.size() >= here.size()) return std::nullopt;
  model::Refusal why{input_.allocator.stranger_on(usurped.front())->reason(), loss_of(demand)};
  why.message += choice ? "there is no other of its family yet" : choice.error().refusal.message;
  return stay(demand, std::move(why), std::move(choice ? choice->waits : choice.error().waits));
}

Addresses Planner::staying(const Demand& demand) const {
  Addresses result;
  const auto add = [&](net::Family family, Standing standing) {
    const auto stays = [&](net::IpAddress address) {
      return address.family() == family && input_.allocator.standing(demand, address) == standing;
    };
    const auto first = std::ranges::find_if(present_, stays);
    if (first == present_.end()) return false;
    result.push_back(*first);
    return true;
  };
  const auto add_either = [&](net::Family family) {
    for (const Standing standing : {Standing::legal, Standing::stranded, Standing::usurped}) {
      if (add(family, standing)) return;
    }
  };
  add_either(demand.families.primary);
  if (demand.families.second) add_either(*demand.families.second);
  return result;
}

// For a demand of which nothing is known but the terms of sharing: no family is unwanted, and the order is
// that of the status.
Demand Planner::undemanding(alloc::SharingTerms sharing) const {
  Demand demand{.service = service_.key,
                .labels = service_.labels,
                .namespace_labels = input_.namespace_labels,
                .families = {},
                .request = {},
                .sharing = std::move(sharing)};
  const bool v6_first = !present_.empty() && present_.front().is_v6();
  demand.families.primary = v6_first ? net::Family::ipv6 : net::Family::ipv4;
  demand.families.second = v6_first ? net::Family::ipv4 : net::Family::ipv6;
  return demand;
}

Decision Planner::stay(const Demand& demand, model::Refusal why, alloc::Waits waits) const {
  Addresses addresses = staying(demand);
  // Better an address of a family no longer wanted than none.
  if (addresses.empty()) addresses = staying(undemanding(demand.sharing));
  const bool nothing = addresses.empty();
  if (!nothing && why.reason != Reason::pool_gone) {
    why.message += "; " + joined(addresses) + (addresses.size() == 1 ? " stays" : " stay");
  }
  Decision decision = show(std::move(addresses), why.reason, contest_of(demand) + why.message);
  decision.pools = pools_of(demand, decision.addresses);
  decision.waits = std::move(waits);
  decision.sharing = demand.sharing;
  return decision;
}

Decision Planner::show(Addresses addresses, Reason reason, std::string message) const {
  Decision decision;
  if (addresses.empty()) {
    decision.action = present_.empty() ? Action::refuse : Action::clear;
  } else {
    decision.action = addresses == service_.ingress ? Action::keep : Action::assign;
  }
  std::ranges::copy_if(adopted_, std::back_inserter(decision.adopted),
                       [&](net::IpAddress address) { return contains(addresses, address); });
  decision.addresses = std::move(addresses);
  decision.reason = reason;
  decision.message = std::move(message);
  return decision;
}

// Says that an address is lost because others are there by right: "10.0.0.1 cannot be shared ...; ".
std::string Planner::contest_of(const Demand& demand) const {
  std::string text;
  for (const net::IpAddress address : service_.ingress) {
    if (input_.allocator.standing(demand, address) != Standing::contested) continue;
    text += address.to_string() + " can not be shared with its other holders; ";
  }
  return text;
}

// Likewise of a stranger: "10.0.0.1 is answered for by 02:...; ".
std::string Planner::loss_of(const Demand& demand) const {
  std::string text;
  for (const net::IpAddress address : service_.ingress) {
    if (input_.allocator.standing(demand, address) != Standing::usurped) continue;
    text += input_.allocator.stranger_on(address)->found_on(address) + "; ";
  }
  return text;
}

// Of stranded addresses: "; 10.0.0.1 is node-1's own address, which nobody announces".
std::string Planner::nodes_on(const Addresses& addresses) const {
  std::string text;
  for (const net::IpAddress address : addresses) {
    const alloc::Stranger* const stranger = input_.allocator.stranger_on(address);
    if (stranger == nullptr || !stranger->is_node) continue;
    text += "; " + stranger->found_on(address) + ", which nobody announces";
  }
  return text;
}

std::vector<std::string> Planner::pools_of(const Demand& demand, const Addresses& addresses) const {
  std::vector<std::string> pools;
  for (const net::IpAddress address : addresses) {
    const bool stranded = input_.allocator.standing(demand, address) == Standing::stranded;
    pools.push_back(stranded ? std::string() : input_.allocator.pool_of(address));
  }
  return pools;
}

}  // namespace

Decision plan(const PlanInput& input) {
  return Planner(input).decide();
}

}  // namespace herald::controller
