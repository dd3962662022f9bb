#include "core/bgp/next_hop.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

using net::Family;

net::IpAddress ip(const char* text) {
  return *net::IpAddress::parse(text);
}

struct Link {
  const char* session;
  const char* ipv4 = nullptr;
  const char* ipv6 = nullptr;
  const char* link_local = nullptr;
  bool extended = false;
};

std::string hop(Family family, const Link& link) {
  LocalAddresses local{.session = ip(link.session)};
  if (link.ipv4 != nullptr) local.ipv4 = ip(link.ipv4);
  if (link.ipv6 != nullptr) local.ipv6 = ip(link.ipv6);
  if (link.link_local != nullptr) local.link_local = ip(link.link_local);
  Dialect dialect;
  dialect.extended_next_hop = link.extended;
  const auto found = next_hop(family, local, dialect);
  if (!found) return "none";
  return found->address.to_string() + (found->link_local ? " " + found->link_local->to_string() : "");
}

TEST(NextHop, IsTheSessionsOwnAddress) {
  EXPECT_EQ(hop(Family::ipv4, {.session = "192.0.2.1", .ipv4 = "192.0.2.9"}), "192.0.2.1");
  EXPECT_EQ(hop(Family::ipv6, {.session = "2001:db8::1", .ipv6 = "2001:db8::9", .link_local = "fe80::1"}),
            "2001:db8::1 fe80::1");
}

TEST(NextHop, OfTheOtherFamilyIsTheLinksAddress) {
  EXPECT_EQ(hop(Family::ipv6, {.session = "192.0.2.1", .ipv6 = "2001:db8::9"}), "2001:db8::9");
  EXPECT_EQ(hop(Family::ipv6, {.session = "192.0.2.1", .link_local = "fe80::1"}), "fe80::1");
  EXPECT_EQ(hop(Family::ipv4, {.session = "2001:db8::1", .ipv4 = "192.0.2.9"}), "192.0.2.9");
}

TEST(NextHop, OfIpv4MayBeIpv6WhenThePeerAgreed) {
  EXPECT_EQ(hop(Family::ipv4, {.session = "fe80::1", .ipv4 = "192.0.2.9", .extended = true}), "fe80::1");
  EXPECT_EQ(hop(Family::ipv4, {.session = "192.0.2.1", .ipv6 = "2001:db8::9", .extended = true}),
            "192.0.2.1");
}

TEST(NextHop, OfALinkLocalSessionPrefersAGlobalAddress) {
  EXPECT_EQ(hop(Family::ipv6, {.session = "fe80::1", .ipv6 = "2001:db8::9"}), "2001:db8::9 fe80::1");
  EXPECT_EQ(hop(Family::ipv6, {.session = "fe80::1"}), "fe80::1");
}

TEST(NextHop, IsMissingWhereTheLinkHasNone) {
  EXPECT_EQ(hop(Family::ipv4, {.session = "2001:db8::1"}), "none");
  EXPECT_EQ(hop(Family::ipv6, {.session = "192.0.2.1", .ipv4 = "192.0.2.1"}), "none");
}

}  // namespace
}  // namespace herald::bgp
