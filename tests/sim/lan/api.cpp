// The API server, as far as layer 2 hears of it: what is wanted and who has a Lease, told to each node in
// order, late, or not at all until an outage is over.
#include "tests/sim/lan/cluster.h"
#include "tests/sim/lan/laws.h"

#include <algorithm>

namespace herald::sim::lan {
namespace {

namespace wire = speaker::wire;

}  // namespace

order::Roster Cluster::roster() const {
  order::Roster roster;
  for (const auto& [name, member] : leases_)
    roster.members.push_back(member);
  return roster;
}

void Cluster::tell(Node& node, order::Orders orders) {
  if (!node.runs()) return;
  if (node.api_out) {
    std::move(orders.begin(), orders.end(), std::back_inserter(node.api_withheld));
    return;
  }
  node.api_next = std::max(node.api_next, now() + node.api_delay);
  const std::uint64_t life = node.life;
  scheduler_.at(node.api_next, [this, &node, life, batch = std::move(orders)] {
    if (node.life == life) deliver(node.number, wire::Ordered{batch});
  });
}

void Cluster::tell_all(const order::Order& order) {
  for (Node& node : nodes_)
    tell(node, {order});
}

// Everything at once, to a process that knows nothing.
void Cluster::snapshot(Node& node) {
  order::Orders orders = {roster()};
  for (const auto& [address, wanted] : wanted_)
    orders.emplace_back(order::Want{wanted, {}});
  orders.emplace_back(order::Complete{});
  node.told_everything = true;
  tell(node, std::move(orders));
}

void Cluster::publish_lease(Node& node) {
  leases_[node.member.node] = node.member;
  const order::Roster now_there = roster();
  for (Node& other : nodes_) {
    if (&other != &node) tell(other, {now_there});
  }
}

void Cluster::expire_lease(std::size_t number, std::uint64_t life) {
  Node& node = nodes_[number];
  if (node.life != life || node.runs()) return;
  count(Thing::lease_expired);
  leases_.erase(node.member.node);
  tell_all(roster());
}

void Cluster::set_api(std::size_t number, bool out) {
  Node& node = nodes_[number];
  if (node.api_out == out) return;
  node.api_out = out;
  trace([&] { return node.member.node + (out ? " loses the API server" : " has the API server again"); });
  if (out) return count(Thing::api_outage);
  if (!node.runs()) return;
  if (!node.told_everything) {
    publish_lease(node);
    return snapshot(node);
  }
  tell(node, std::exchange(node.api_withheld, {}));
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
