#include "core/bgp/outlet.h"

#include "core/bgp/link_bandwidth.h"
#include "tests/unit/bgp_session/subject.h"

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

Outlet outlet(bool external) {
  Outlet outlet{.local_as = kOurAs, .local = local_for_test()};
  outlet.agreed.families = {net::Family::ipv4, net::Family::ipv6};
  outlet.agreed.dialect.external = external;
  return outlet;
}

TEST(Outlet, AnExternalPeerSeesOurAsAndNoLocalPreference) {
  const auto path =
      path_attributes({.prepend = 2, .med = 5, .local_preference = 300}, net::Family::ipv4, outlet(true));
  EXPECT_EQ(path.as_path, (AsPath{{AsSegment::Kind::sequence, {kOurAs, kOurAs, kOurAs}}}));
  EXPECT_EQ(path.local_pref, std::nullopt);
  EXPECT_EQ(path.med, 5U);
  EXPECT_EQ(path.next_hop.address, local_for_test().session);
}

TEST(Outlet, AnInternalPeerSeesAnEmptyPathAndAPreference) {
  EXPECT_EQ(path_attributes({.prepend = 2}, net::Family::ipv4, outlet(false)).as_path, AsPath{});
  EXPECT_EQ(path_attributes({}, net::Family::ipv4, outlet(false)).local_pref, 100U);
  EXPECT_EQ(path_attributes({.local_preference = 0}, net::Family::ipv4, outlet(false)).local_pref, 0U);
}

TEST(Outlet, WeightBecomesALinkBandwidthInProportion) {
  const auto bandwidth = [](std::uint32_t weight) {
    const auto path = path_attributes({.weight = weight}, net::Family::ipv6, outlet(true));
    return as_link_bandwidth(path.extended_communities.at(0))->bytes_per_second;
  };
  EXPECT_GT(bandwidth(1), 0);
  EXPECT_EQ(bandwidth(6), 3 * bandwidth(2));
}

}  // namespace
}  // namespace herald::bgp
