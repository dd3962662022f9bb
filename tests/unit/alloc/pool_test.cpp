#include "core/alloc/pool.h"

#include "tests/unit/alloc/site.h"

#include <gtest/gtest.h>

namespace herald::alloc {
namespace {

constexpr auto kV4 = net::Family::ipv4;
constexpr auto kV6 = net::Family::ipv6;

struct Counted {
  const char* what;
  PoolSpec spec;
  bool skip_network = false;
  bool avoid_buggy = false;
  net::U128 v4 = 0;
  net::U128 v6 = 0;
};

const std::vector<Counted> kCounts = {
    {"a /24", pool("p", {"10.0.0.0/24"}), false, false, 256, 0},
    {"its network addresses", pool("p", {"10.0.0.0/24"}), true, false, 254, 0},
    {"its buggy addresses", pool("p", {"10.0.0.0/24"}), false, true, 254, 0},
    {"which are the same", pool("p", {"10.0.0.0/24"}), true, true, 254, 0},
    {"two /25", pool("p", {"10.0.0.0/25", "10.0.0.128/25"}), true, true, 252, 0},
    {"a /23 has four buggy ones", pool("p", {"10.0.0.0/23"}), true, true, 508, 0},
    {"a /30", pool("p", {"10.0.0.0/30"}), true, false, 2, 0},
    {"a /31 has no network address", pool("p", {"10.0.0.0/31"}), true, false, 2, 0},
    {"a /32 has none either", pool("p", {"10.0.0.1/32"}), true, false, 1, 0},
    {"a range is no network", pool("p", {"10.0.0.0-10.0.0.255"}), true, false, 256, 0},
    {"IPv6 has no broadcast", pool("p", {"2001:db8::/120"}), true, true, 0, 256},
    {"nothing but buggy ones", pool("p", {"10.0.0.255-10.0.1.0"}), false, true, 0, 0},
    {"all of IPv4", pool("p", {"0.0.0.0/0"}), false, false, net::U128{1} << 32, 0},
    {"all of IPv4 but the ends", pool("p", {"0.0.0.0/0"}), true, false, (net::U128{1} << 32) - 2, 0},
    {"all of IPv4, not buggy", pool("p", {"0.0.0.0/0"}), false, true, (net::U128{1} << 24) * 254, 0},
    {"all of IPv6", pool("p", {"::/0"}), true, true, 0, net::kU128Max},
    {"both families", pool("p", {"10.0.0.0/28", "2001:db8::/64"}), true, false, 14, net::U128{1} << 64},
};

TEST(Pool, CountsExactly) {
  for (const Counted& c : kCounts) {
    PoolSpec spec = c.spec;
    spec.skip_network_addresses = c.skip_network;
    spec.avoid_buggy_ips = c.avoid_buggy;
    const Pool made(spec);
    EXPECT_EQ(net::to_decimal(made.total(kV4)), net::to_decimal(c.v4)) << c.what;
    EXPECT_EQ(net::to_decimal(made.total(kV6)), net::to_decimal(c.v6)) << c.what;
  }
}

TEST(Pool, CountsWhatIsExcludedOnce) {
  PoolSpec spec = pool("p", {"10.0.0.0/24"});
  spec.avoid_buggy_ips = true;
  spec.skip_network_addresses = true;
  spec.exclude = {block("10.0.0.0/30"), block("10.0.0.2-10.0.0.9"), block("10.0.1.0/24")};
  EXPECT_TRUE(Pool(spec).total(kV4) == 245);  // .10 to .254
}

TEST(Pool, IsExactForEveryAddressAroundTheHoles) {
  PoolSpec spec = pool("p", {"10.0.0.250-10.0.2.5"});
  spec.avoid_buggy_ips = true;
  spec.exclude = {block("10.0.1.3-10.0.1.4")};
  const Pool made(spec);
  std::vector<net::IpAddress> expected;
  for (std::uint32_t value = (10U << 24) + 250; value <= (10U << 24) + 2 * 256 + 5; ++value) {
    const bool buggy = value % 256 == 0 || value % 256 == 255;
    const bool excluded = value == (10U << 24) + 256 + 3 || value == (10U << 24) + 256 + 4;
    EXPECT_EQ(made.usable(net::IpAddress::v4(value)), !buggy && !excluded) << value;
    if (!buggy && !excluded) expected.push_back(net::IpAddress::v4(value));
  }
  ASSERT_TRUE(made.total(kV4) == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const net::IpAddress position = made.nth(kV4, i);
    EXPECT_EQ(made.numbering().address(position), expected[i]);
    EXPECT_EQ(made.numbering().position(expected[i]), position);
  }
}

TEST(Pool, ReachesTheEndsOfTheNumberLines) {
  PoolSpec spec = pool("p", {"255.255.255.0/24", "0.0.0.0/24", "ffff::/16"});
  spec.avoid_buggy_ips = true;
  const Pool made(spec);
  EXPECT_FALSE(made.usable(ip("255.255.255.255")));
  EXPECT_FALSE(made.usable(ip("0.0.0.0")));
  EXPECT_TRUE(made.usable(ip("255.255.255.254")));
  EXPECT_TRUE(made.usable(ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")));
  EXPECT_EQ(made.numbering().address(made.nth(kV4, 0)), ip("0.0.0.1"));
  EXPECT_EQ(made.numbering().address(made.nth(kV4, 507)), ip("255.255.255.254"));
}

TEST(Pool, SaysWhyAnAddressIsLeftOut) {
  PoolSpec spec = pool("p", {"10.0.0.0/24", "10.0.8.0/22"});
  spec.exclude = {block("10.0.0.7-10.0.0.8")};
  spec.skip_network_addresses = true;
  EXPECT_EQ(Pool(spec).why_unusable(ip("10.0.0.7")), "it is excluded");
  EXPECT_EQ(Pool(spec).why_unusable(ip("10.0.0.0")), "it is a network or broadcast address");
  EXPECT_EQ(Pool(spec).why_unusable(ip("10.0.0.9")), "");
  spec.avoid_buggy_ips = true;
  EXPECT_EQ(Pool(spec).why_unusable(ip("10.0.9.0")),
            "it ends in .0 or .255, which avoid-buggy-ips leaves out");
}

TEST(Pool, AdmitsByNamespacePartAndServicePart) {
  Demand wanted = demand("web");
  wanted.namespace_labels = {{"team", "a"}};
  wanted.labels = {{"tier", "front"}};
  const auto refused_by = [&](const Admission& admission) {
    PoolSpec spec = pool("p", {"10.0.0.0/24"});
    spec.admission = admission;
    EXPECT_EQ(Pool(spec).admits(wanted), Pool(spec).not_admitted(wanted).empty());
    return Pool(spec).not_admitted(wanted);
  };
  const model::LabelSelector team_a{{{"team", "a"}}, {}};
  const model::LabelSelector team_b{{{"team", "b"}}, {}};
  const model::LabelSelector front{{{"tier", "front"}}, {}};
  const model::LabelSelector back{{{"tier", "back"}}, {}};
  EXPECT_EQ(refused_by({}), "");
  EXPECT_EQ(refused_by({{"shop"}, {}, {}}), "");
  EXPECT_EQ(refused_by({{"lab"}, {}, {}}), "namespace \"shop\"");
  EXPECT_EQ(refused_by({{"lab"}, {team_a}, {}}), "") << "a name or a selector is enough";
  EXPECT_EQ(refused_by({{}, {team_b, team_a}, {}}), "") << "entries are alternatives";
  EXPECT_EQ(refused_by({{}, {team_b}, {}}), "namespace \"shop\"");
  EXPECT_EQ(refused_by({{}, {}, {back, front}}), "");
  EXPECT_EQ(refused_by({{}, {}, {back}}), "a Service with these labels");
  EXPECT_EQ(refused_by({{"shop"}, {}, {back}}), "a Service with these labels") << "both parts must hold";
  EXPECT_EQ(refused_by({{"lab"}, {}, {front}}), "namespace \"shop\"") << "both parts must hold";
}

}  // namespace
}  // namespace herald::alloc
