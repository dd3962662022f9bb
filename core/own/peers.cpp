#include "core/own/peers.h"

#include <algorithm>

namespace herald::own {

bool Peers::keep(Instant now, const NodeIds& nodes, const NodeIds& usual) {
  const auto gone = std::erase_if(peers_, [&](const auto& entry) { return !nodes.contains(entry.first); });
  bool changed = gone != 0;
  for (const NodeId node : nodes) {
    const Duration grace = usual.contains(node) ? kGrace : kShortGrace;
    changed |= peers_.emplace(node, Peer{State::unseen, now, now + grace}).second;
  }
  plan_expiry();
  return changed;
}

bool Peers::set(NodeId node, bool up) {
  const auto entry = peers_.find(node);
  if (entry == peers_.end()) return false;
  const State state = up ? State::up : State::down;
  if (entry->second.state == state) return false;
  entry->second.state = state;
  plan_expiry();
  return true;
}

void Peers::heard(Instant now, NodeId node) {
  const auto entry = peers_.find(node);
  if (entry == peers_.end() || entry->second.state != State::unseen) return;
  Peer& peer = entry->second;
  peer.expires = std::max(peer.expires, std::min(now + kShortGrace, peer.since + kGraceOfHeard));
  plan_expiry();
}

void Peers::restart(Instant now, NodeId node) {
  const auto entry = peers_.find(node);
  if (entry == peers_.end() || entry->second.state != State::down) return;
  entry->second = {State::unseen, now, now + kGrace};
  plan_expiry();
}

void Peers::restart_all(Instant now) {
  for (auto& [node, peer] : peers_)
    restart(now, node);
}

bool Peers::expire(Instant now) {
  bool any = false;
  for (auto& [node, peer] : peers_) {
    if (peer.state != State::unseen || now < peer.expires) continue;
    peer.state = State::down;
    any = true;
  }
  if (any) plan_expiry();
  return any;
}

// It is asked for with every packet, and hardly ever changes.
void Peers::plan_expiry() {
  next_expiry_ = kNever;
  for (const auto& [node, peer] : peers_) {
    if (peer.state == State::unseen) next_expiry_ = std::min(next_expiry_, peer.expires);
  }
}

NodeIds Peers::nodes() const {
  NodeIds nodes;
  for (const auto& [node, peer] : peers_)
    nodes.insert(node);
  return nodes;
}

NodeIds Peers::up() const {
  NodeIds up;
  for (const auto& [node, peer] : peers_) {
    if (peer.state == State::up) up.insert(node);
  }
  return up;
}

bool Peers::is_down(NodeId node) const {
  const auto entry = peers_.find(node);
  return entry != peers_.end() && entry->second.state == State::down;
}

bool Peers::all_down() const {
  return !peers_.empty() && std::all_of(peers_.begin(), peers_.end(),
                                        [](const auto& entry) { return entry.second.state == State::down; });
}

}  // namespace herald::own
