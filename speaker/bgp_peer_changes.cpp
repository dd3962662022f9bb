#include "speaker/bgp_peer_changes.h"

#include <algorithm>
#include <set>
#include <utility>

namespace herald::speaker {
namespace {

using bgp_order::PeerName;
using bgp_order::PeerWanted;

bool same_but_for_the_name(const PeerWanted& a, PeerWanted b) {
  b.name = a.name;
  return a == b;
}

// Whether both are sessions between the same two ends. A password guards a session, it makes no other one.
bool same_ends(const PeerWanted& a, const PeerWanted& b) {
  bgp_order::Path path = b.path;
  path.password = a.path.password;
  return a.path == path;
}

// Of each wanted peer that goes on with a session: what that is called so far.
class Origins {
 public:
  Origins(const PeersByName& wanted, const PeersByName& told) : wanted_(wanted), told_(told) {
    for (const auto& [name, peer] : wanted) {
      if (told.contains(name) && same_ends(peer, told.at(name))) settle(name, name);
    }
    find_by(same_but_for_the_name);
    find_by(same_ends);
    // Who is left moves: the same name, other ends.
    for (const auto& [name, peer] : wanted) {
      if (!of_.contains(name) && is_free(name)) settle(name, name);
    }
  }

  [[nodiscard]] const std::map<PeerName, PeerName>& by_name() const { return of_; }
  [[nodiscard]] bool continued(const PeerName& old) const { return taken_.contains(old); }

 private:
  void settle(const PeerName& name, const PeerName& old) {
    of_[name] = old;
    taken_.insert(old);
  }
  [[nodiscard]] bool is_free(const PeerName& old) const { return told_.contains(old) && !continued(old); }

  template <class Alike>
  void find_by(Alike alike) {
    for (const auto& [name, peer] : wanted_) {
      if (of_.contains(name)) continue;
      const auto old = std::ranges::find_if(
          told_, [&](const auto& entry) { return !continued(entry.first) && alike(entry.second, peer); });
      if (old != told_.end()) settle(name, old->first);
    }
  }

  const PeersByName& wanted_;
  const PeersByName& told_;
  std::map<PeerName, PeerName> of_;
  std::set<PeerName> taken_;
};

// Those that end go first: their names may be taken by others.
void drop_ended(const Origins& origins, PeersByName& told, bgp_order::Orders& orders) {
  std::erase_if(told, [&](const auto& entry) {
    const bool ended = !origins.continued(entry.first);
    if (ended) orders.emplace_back(bgp_order::PeerUnwanted{entry.first});
    return ended;
  });
}

PeerNames rename(const Origins& origins, PeersByName& told, bgp_order::Orders& orders) {
  bgp_order::PeersRenamed renamed;
  PeersByName called_anew;
  for (const auto& [name, old] : origins.by_name()) {
    PeerWanted& peer = called_anew[name] = std::move(told.at(old));
    peer.name = name;
    if (name != old) renamed.to.emplace(old, name);
  }
  told = std::move(called_anew);
  if (renamed.to.empty()) return PeerNames::as_before;
  orders.emplace_back(std::move(renamed));
  return PeerNames::changed;
}

// A Secret that cannot be read (somebody makes it anew, or has misspelt its name) costs no session. To other
// ends it would be somebody else's password.
void keep_passwords(const PeersByName& told, PeersByName& wanted) {
  for (auto& [name, peer] : wanted) {
    const auto known = told.find(name);
    if (!peer.waits_for_secret() || known == told.end()) continue;
    if (known->second.waits_for_secret() || !same_ends(known->second, peer)) continue;
    peer.path.password = known->second.path.password;
    peer.missing->ever_known = true;
  }
}

}  // namespace

PeerNames change_peers(PeersByName wanted, PeersByName& told, bgp_order::Orders& orders) {
  const Origins origins(wanted, told);
  drop_ended(origins, told, orders);
  const PeerNames names = rename(origins, told, orders);
  keep_passwords(told, wanted);
  for (const auto& [name, peer] : wanted) {
    const auto known = told.find(name);
    if (known == told.end() || known->second != peer) orders.emplace_back(peer);
  }
  told = std::move(wanted);
  return names;
}

}  // namespace herald::speaker
