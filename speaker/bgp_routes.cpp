#include "speaker/bgp_routes.h"

#include <algorithm>
#include <utility>

namespace herald::speaker {

void BgpRoutes::set(net::IpAddress address, const OffersByPrefix& offers,
                    const std::set<net::Cidr>& contradictory) {
  std::vector<Contribution> fresh;
  for (const auto& [prefix, offer] : offers)
    fresh.push_back({prefix, share(offer), contradictory.contains(prefix)});
  for (const Contribution& contribution : fresh) {
    Route& route = routes_[contribution.prefix];
    ++route.contributed[contribution.offers];
    if (contribution.contradictory) ++route.contradictory;
    dirty_.insert(contribution.prefix);
  }
  const auto known = contributions_.find(address);
  if (known != contributions_.end()) drop(known->second);
  if (!fresh.empty())
    contributions_[address] = std::move(fresh);
  else if (known != contributions_.end())
    contributions_.erase(known);
}

void BgpRoutes::drop(const std::vector<Contribution>& contributions) {
  for (const Contribution& contribution : contributions) {
    Route& route = routes_[contribution.prefix];
    const auto count = route.contributed.find(contribution.offers);
    if (--count->second == 0) route.contributed.erase(count);
    if (contribution.contradictory) --route.contradictory;
    dirty_.insert(contribution.prefix);
  }
}

void BgpRoutes::settle(bgp_order::Orders& orders) {
  for (const net::Cidr& prefix : std::exchange(dirty_, {}))
    tell(prefix, orders);
  again_ = false;
}

void BgpRoutes::tell_again() {
  again_ = true;
  for (const auto& [prefix, route] : routes_)
    dirty_.insert(prefix);
}

// Equal offers are one object, so that comparing pointers tells whether there is news.
void BgpRoutes::tell(const net::Cidr& prefix, bgp_order::Orders& orders) {
  const auto route = routes_.find(prefix);
  if (route->second.contributed.empty()) {
    if (route->second.told) orders.emplace_back(bgp_order::RouteUnwanted{prefix});
    note(prefix, false);
    routes_.erase(route);
    return;
  }
  auto [offers, agreement] = merged(route->second);
  note(prefix, agreement != Merged::well || route->second.contradictory > 0);
  if (offers == route->second.told && !again_) return;
  orders.emplace_back(bgp_order::RouteWanted{prefix, offers});
  route->second.told = std::move(offers);
}

void BgpRoutes::note(const net::Cidr& prefix, bool contradictory) {
  if (!contradictory) {
    contradictions_.erase(prefix);
    news_.erase(prefix);
  } else if (contradictions_.insert(prefix).second) {
    news_.insert(prefix);
  }
}

std::set<net::Cidr> BgpRoutes::take_news() {
  return std::exchange(news_, {});
}

std::pair<BgpRoutes::OffersPtr, Merged> BgpRoutes::merged(const Route& route) {
  if (route.contributed.size() == 1 && route.contributed.begin()->second == 1)
    return {route.contributed.begin()->first, Merged::well};
  Merged agreement = Merged::well;
  bgp_order::Offers all;
  for (const auto& [offers, count] : route.contributed) {
    for (const auto& [peer, attributes] : *offers) {
      bgp::RouteAttributes times_count = attributes;
      if (times_count.weight) *times_count.weight *= static_cast<std::uint32_t>(count);
      const auto [offer, fresh] = all.try_emplace(peer, times_count);
      if (fresh) continue;
      if (merge(times_count, Weights::of_several, offer->second) == Merged::local_preferences_differ)
        agreement = Merged::local_preferences_differ;
    }
  }
  return {share(all), agreement};
}

BgpRoutes::OffersPtr BgpRoutes::share(const bgp_order::Offers& offers) {
  auto& known = shared_[offers];
  OffersPtr made = known.lock();
  if (!made) known = made = std::make_shared<const bgp_order::Offers>(offers);
  if (shared_.size() >= tidy_at_) {
    std::erase_if(shared_, [](const auto& entry) { return entry.second.expired(); });
    tidy_at_ = std::max<std::size_t>(64, 2 * shared_.size());
  }
  return made;
}

}  // namespace herald::speaker
