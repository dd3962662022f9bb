#include "core/bgp/outlet.h"

#include "core/base/check.h"
#include "core/bgp/link_bandwidth.h"

#include <algorithm>

namespace herald::bgp {
namespace {

constexpr std::uint32_t kUsualLocalPreference = 100;

// A share of one is called 1 Mbit/s: routers compare the figures of their next hops, and some of them divide
// by a reference first, so that single bytes would be rounded away.
constexpr float kBytesPerShare = 125'000;

AsPath as_path(const RouteAttributes& route, const Outlet& outlet) {
  if (!outlet.agreed.dialect.external) return {};
  AsSegment segment;
  segment.asns.assign(1U + route.prepend, outlet.local_as);
  return {segment};
}

void ask_for_graceful_shutdown(PathAttributes& path) {
  const auto place = std::ranges::lower_bound(path.communities, kGracefulShutdown);
  if (place == path.communities.end() || *place != kGracefulShutdown)
    path.communities.insert(place, kGracefulShutdown);
  if (path.local_pref) path.local_pref = 0;
}

}  // namespace

PathAttributes path_attributes(const RouteAttributes& route, net::Family family, const Outlet& outlet,
                               Leaving leaving) {
  const auto hop = next_hop(family, outlet.local, outlet.agreed.dialect);
  HERALD_CHECK(hop.has_value());
  PathAttributes path;
  path.as_path = as_path(route, outlet);
  path.next_hop = *hop;
  path.med = route.med;
  path.communities = route.communities;
  path.large_communities = route.large_communities;
  if (!outlet.agreed.dialect.external)
    path.local_pref = route.local_preference.value_or(kUsualLocalPreference);
  if (route.weight) {
    const float share = static_cast<float>(*route.weight) * kBytesPerShare;
    path.extended_communities.push_back(extended_community(link_bandwidth(outlet.local_as, share)));
  }
  if (leaving == Leaving::soon) ask_for_graceful_shutdown(path);
  return path;
}

}  // namespace herald::bgp
