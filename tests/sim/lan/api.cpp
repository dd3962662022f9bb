// The API server, as far as layer 2 hears of it: what is wanted and who has a Lease, told to each node in
// order, late, or not at all until an outage is over.
#include "tests/sim/lan/cluster.h"
#include "tests/sim/lan/laws.h"

#include <algorithm>
#include <utility>

namespace herald::sim::lan {
namespace {

namespace wire = speaker::wire;

constexpr Duration kLeaseTime = seconds(60);
constexpr Duration kAncient = std::chrono::minutes(10);

// "node-7"
std::size_t number_of(const own::NodeName& name) {
  return std::stoul(name.substr(name.find('-') + 1));
}

// Leases say what their speakers announce from.
order::Orders macs_of_the_new(const Leases& leases, const Leases* before) {
  order::Orders news;
  for (const auto& [name, lease] : leases) {
    const bool known = before != nullptr && before->contains(name) && before->at(name).member == lease.member;
    if (!known) news.emplace_back(order::Macs{name, {lease.mac}});
  }
  return news;
}

}  // namespace

// Whoever has just begun to watch gives each Lease its whole time, unless it is of long ago
// (kube/lease_sightings.h, speaker/roster.h).
bool Cluster::stands_for(const Node& node, const Lease& lease) const {
  return lease.lapsed_at < node.listed_at && now() < node.listed_at + kLeaseTime &&
         node.listed_at < lease.lapsed_at - kLeaseTime + kAncient;
}

// Who has a Lease, and who has none any more but is alive as far as the node's ring can tell.
order::Roster Cluster::roster_of(const Node& node) const {
  order::Roster roster{{node.member}};
  for (const auto& [name, lease] : *node.leases) {
    if (name == node.member.node) continue;
    if (!lease.lapsed || stands_for(node, lease) || node.ring_up[number_of(name)])
      roster.members.push_back(lease.member);
  }
  return roster;
}

void Cluster::tell(Node& node, order::Orders orders, With with) {
  if (!node.runs()) return;
  if (node.api_out) {
    std::move(orders.begin(), orders.end(), std::back_inserter(node.api_withheld));
    node.leases_withheld |= with == With::leases;
    return;
  }
  node.api_next = std::max(node.api_next, now() + node.api_delay);
  const std::uint64_t life = node.life;
  const auto leases = with == With::leases ? leases_ : nullptr;
  scheduler_.at(node.api_next, [this, &node, life, leases, batch = std::move(orders)]() mutable {
    if (node.life != life) return;
    if (leases != nullptr) {
      const auto before = std::exchange(node.leases, leases);
      order::Orders news = macs_of_the_new(*leases, before.get());
      news.insert(news.begin(), roster_of(node));
      batch.insert(batch.begin(), news.begin(), news.end());
    }
    deliver(node.number, wire::Ordered{std::move(batch)});
  });
}

void Cluster::tell_all(const order::Order& order) {
  for (Node& node : nodes_)
    tell(node, {order});
}

void Cluster::tell_leases(Node& node) {
  tell(node, {}, With::leases);
}

void Cluster::tell_all_leases() {
  for (Node& node : nodes_)
    tell_leases(node);
}

// Everything at once, to a process that knows nothing.
void Cluster::snapshot(Node& node) {
  order::Orders orders;
  for (const auto& [address, wanted] : wanted_)
    orders.emplace_back(order::Want{wanted, {}});
  orders.emplace_back(order::Complete{});
  node.told_everything = true;
  node.listed_at = now();
  const std::uint64_t life = node.life;
  scheduler_.after(kLeaseTime, [this, &node, life] {
    if (node.life == life && node.leases != nullptr) deliver(node.number, wire::Ordered{{roster_of(node)}});
  });
  tell(node, std::move(orders), With::leases);
}

void Cluster::publish_lease(Node& node) {
  auto leases = std::make_shared<Leases>(*leases_);
  leases->insert_or_assign(node.member.node, Lease{node.member, node.mac});
  leases_ = std::move(leases);
  for (Node& other : nodes_) {
    if (&other != &node) tell_leases(other);
  }
}

void Cluster::drop_lease(const Node& node) {
  auto leases = std::make_shared<Leases>(*leases_);
  leases->erase(node.member.node);
  leases_ = std::move(leases);
  tell_all_leases();
}

void Cluster::lapse(Node& node) {
  const auto known = leases_->find(node.member.node);
  if (known == leases_->end() || known->second.lapsed) return;
  count(Thing::lease_expired);
  trace([&] { return node.member.node + "'s Lease runs out"; });
  auto leases = std::make_shared<Leases>(*leases_);
  leases->at(node.member.node).lapsed = true;
  leases->at(node.member.node).lapsed_at = now();
  leases_ = std::move(leases);
  tell_all_leases();
}

void Cluster::expire_lease(std::size_t number, std::uint64_t life) {
  Node& node = nodes_[number];
  if (node.life == life && !node.runs()) lapse(node);
}

// It is alive, but cannot write. Nobody's Lease runs out while nobody at all can (kube/lease_sightings.h).
void Cluster::miss_renewals(std::size_t number, std::uint64_t outage) {
  Node& node = nodes_[number];
  if (!node.api_out || node.outages != outage) return;
  const bool somebody_writes =
      std::ranges::any_of(nodes_, [](const Node& each) { return each.runs() && !each.api_out; });
  if (!somebody_writes)
    return scheduler_.after(kLeaseTime, [this, number, outage] { miss_renewals(number, outage); });
  if (node.runs()) count(Thing::lease_of_the_living_expired);
  lapse(node);
}

// What the ring says of one whose Lease has run out decides whether it is a member, without the API server.
void Cluster::ring_says(Node& node, const report::MemberSeen& seen) {
  const std::size_t number = number_of(seen.node);
  const bool up = seen.state == report::MemberState::up;
  if (node.ring_up[number] == up) return;
  node.ring_up[number] = up;
  if (node.leases == nullptr) return;
  const auto lease = node.leases->find(seen.node);
  if (lease == node.leases->end() || !lease->second.lapsed) return;
  if (up) count(Thing::heard_again);
  const std::uint64_t life = node.life;
  scheduler_.after(milliseconds(1), [this, &node, life] {
    if (node.life == life) deliver(node.number, wire::Ordered{{roster_of(node)}});
  });
}

void Cluster::set_api(std::size_t number, bool out) {
  Node& node = nodes_[number];
  if (node.api_out == out) return;
  node.api_out = out;
  trace([&] { return node.member.node + (out ? " loses the API server" : " has the API server again"); });
  if (out) {
    count(Thing::api_outage);
    const std::uint64_t outage = ++node.outages;
    return scheduler_.after(kLeaseTime, [this, number, outage] { miss_renewals(number, outage); });
  }
  if (!node.runs()) return;
  if (!node.told_everything) {
    publish_lease(node);
    return snapshot(node);
  }
  const With with = std::exchange(node.leases_withheld, false) ? With::leases : With::orders;
  tell(node, std::exchange(node.api_withheld, {}), with);
  write_lease_at_last(node);
}

bool Cluster::lacks_leases() const {
  return std::ranges::any_of(nodes_, [this](const Node& node) {
    const auto lease = leases_->find(node.member.node);
    return node.runs() && lease != leases_->end() && lease->second.lapsed;
  });
}

void Cluster::write_lease_at_last(Node& node) {
  const auto lease = leases_->find(node.member.node);
  if (lease == leases_->end() || !lease->second.lapsed) return;
  const std::uint64_t life = node.life;
  scheduler_.after(kWritePause, [this, &node, life] {
    if (node.life == life && !node.api_out) publish_lease(node);
  });
}

void Cluster::want(const net::IpAddress& address, own::NodeSet eligible) {
  const bool anew = !wanted_.contains(address);
  count(anew ? Thing::wanted : Thing::eligibility_changed);
  trace([&] { return address.to_string() + " wanted of " + std::to_string(eligible.size()); });
  std::sort(eligible.begin(), eligible.end());
  auto nodes = eligible.empty() ? everybody_ : std::make_shared<const own::NodeSet>(std::move(eligible));
  wanted_[address] = {address, std::move(nodes), {}};
  if (judge_ != nullptr) judge_->wanted_changed(address);
  tell_all(order::Want{wanted_[address], {}});
}

void Cluster::unwant(const net::IpAddress& address) {
  if (wanted_.erase(address) == 0) return;
  count(Thing::unwanted);
  trace([&] { return address.to_string() + " no longer wanted"; });
  if (judge_ != nullptr) judge_->wanted_changed(address);
  tell_all(order::Unwant{address});
}

}  // namespace herald::sim::lan
