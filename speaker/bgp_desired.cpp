#include "speaker/bgp_desired.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace herald::speaker {
namespace {

using bgp::RouteAttributes;

bool matches(const std::vector<model::LabelSelector>& selectors, const model::Labels& labels) {
  return selectors.empty() || model::any_matches(selectors, labels);
}

bool matches_services(const config::Advertisement& advertisement, const AttractedAddress& address) {
  return std::ranges::any_of(address.services, [&](const model::Labels& labels) {
    return matches(advertisement.service_selectors, labels);
  });
}

net::Cidr prefix_of(net::IpAddress address, const config::Advertisement& advertisement) {
  const int length = address.is_v4() ? advertisement.aggregation_length : advertisement.aggregation_length_v6;
  return *net::Cidr::make(address, std::clamp(length, 0, address.bits()));
}

RouteAttributes attributes_of(const config::Advertisement& advertisement, std::uint32_t local_endpoints) {
  RouteAttributes route{.prepend = static_cast<std::uint8_t>(advertisement.as_path_prepend),
                        .med = advertisement.med,
                        .local_preference = advertisement.local_preference};
  for (const config::Community community : advertisement.communities)
    route.communities.emplace_back(community.value);
  for (const config::LargeCommunity& large : advertisement.large_communities)
    route.large_communities.push_back({large.global, large.local_1, large.local_2});
  // A node that only passes traffic on attracts some all the same.
  if (advertisement.weight == config::Weight::endpoints)
    route.weight = std::max<std::uint32_t>(local_endpoints, 1);
  return route;
}

template <class T>
void unite(const std::vector<T>& more, std::vector<T>& into) {
  std::vector<T> both;
  std::ranges::set_union(more, into, std::back_inserter(both));
  into = std::move(both);
}

// What one of the two says holds; of two, the better.
template <class T, class Better>
void prefer(const std::optional<T>& more, std::optional<T>& into, Better better) {
  if (more) into = into ? better(*more, *into) : *more;
}

}  // namespace

Merged merge(const RouteAttributes& more, Weights weights, RouteAttributes& into) {
  const bool differ =
      more.local_preference && into.local_preference && *more.local_preference != *into.local_preference;
  const auto greater = [](std::uint32_t a, std::uint32_t b) { return std::max(a, b); };
  const auto lesser = [](std::uint32_t a, std::uint32_t b) { return std::min(a, b); };
  const auto sum = [](std::uint32_t a, std::uint32_t b) { return a + b; };
  unite(more.communities, into.communities);
  unite(more.large_communities, into.large_communities);
  prefer(more.local_preference, into.local_preference, greater);
  prefer(more.med, into.med, lesser);
  into.prepend = std::min(into.prepend, more.prepend);
  if (weights == Weights::of_several)
    prefer(more.weight, into.weight, sum);
  else
    prefer(more.weight, into.weight, greater);
  return differ ? Merged::local_preferences_differ : Merged::well;
}

Desired bgp_desired(const AttractedAddress& address, const std::vector<config::Advertisement>& advertisements,
                    const Pulpit& pulpit) {
  Desired desired;
  for (const config::Advertisement& advertisement : advertisements) {
    if (!matches(advertisement.node_selectors, pulpit.node_labels)) continue;
    if (!matches_services(advertisement, address)) continue;
    const RouteAttributes route = attributes_of(advertisement, address.local_endpoints);
    const net::Cidr prefix = prefix_of(address.address, advertisement);
    for (const bgp_order::PeerName& peer : pulpit.peers) {
      if (!advertisement.peers.empty() && !advertisement.peers.contains(peer)) continue;
      RouteAttributes heard = route;
      if (!pulpit.internal.contains(peer)) heard.local_preference.reset();
      const auto [offer, fresh] = desired.offers[prefix].try_emplace(peer, heard);
      if (fresh) continue;
      if (merge(heard, Weights::of_one_address, offer->second) == Merged::local_preferences_differ)
        desired.contradictory.insert(prefix);
    }
  }
  return desired;
}

}  // namespace herald::speaker
