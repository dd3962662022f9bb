#include "tests/unit/alloc/site.h"

#include <gtest/gtest.h>

namespace herald::alloc {
namespace {

using Present = std::initializer_list<std::string_view>;

PoolSpec with(PoolSpec spec, std::optional<int> priority) {
  spec.priority = priority;
  return spec;
}

const PoolSpec kV4 = pool("four", {"10.4.0.0/30"});
const PoolSpec kV6 = pool("six", {"fd06::/126"});
const PoolSpec kBoth = pool("both", {"10.0.0.0/30", "fd00::/126"});

struct Case {
  const char* what;
  std::vector<PoolSpec> pools;
  std::vector<net::IpAddress> present;
  std::string preferred;
  std::string required;
};

TEST(DualStack, FollowsTheMatrix) {
  const std::vector<Case> cases = {
      {"one pool has both", {kBoth}, {}, "10.0.0.0 fd00::", "10.0.0.0 fd00::"},
      {"one pool goes before two", {kV4, kV6, kBoth}, {}, "10.0.0.0 fd00::", "10.0.0.0 fd00::"},
      {"two of equal standing", {kV4, kV6}, {}, "10.4.0.0 fd06::", "10.4.0.0 fd06::"},
      {"two of unequal standing", {with(kV4, 1), kV6}, {}, "10.4.0.0 ...", "NoPoolAdmits"},
      {"two of equal priority", {with(kV4, 1), with(kV6, 1)}, {}, "10.4.0.0 fd06::", "10.4.0.0 fd06::"},
      {"only the primary", {kV4}, {}, "10.4.0.0 ...", "NoPoolAdmits"},
      {"only the second", {kV6}, {}, "NoPoolAdmits", "NoPoolAdmits"},
      {"topped up from its pool", {kV6, kBoth}, ips({"10.0.0.2"}), "10.0.0.2 fd00::", "10.0.0.2 fd00::"},
      {"topped up from an equal", {kV6, kV4}, ips({"10.4.0.2"}), "10.4.0.2 fd06::", "10.4.0.2 fd06::"},
      {"not from an unequal", {kV6, with(kV4, 1)}, ips({"10.4.0.2"}), "10.4.0.2 ...", "NoPoolAdmits"},
      {"nothing moves to be together",
       {kBoth, kV4, kV6},
       ips({"10.4.0.2", "fd06::2"}),
       "10.4.0.2 fd06::2",
       "10.4.0.2 fd06::2"},
      {"the second is there", {kBoth}, ips({"fd00::2"}), "10.0.0.0 fd00::2", "10.0.0.0 fd00::2"},
      {"order of the status", {kBoth}, ips({"fd00::2", "10.0.0.2"}), "10.0.0.2 fd00::2", "10.0.0.2 fd00::2"},
  };
  for (const Case& c : cases) {
    const Site site(c.pools);
    for (const bool required : {false, true}) {
      const auto placement = site.allocator.choose(dual("s", required), c.present);
      std::string answer;
      if (placement) {
        for (const net::IpAddress address : placement->addresses)
          answer += address.to_string() + " ";
        answer += placement->complete ? "" : "... ";
        answer.pop_back();
      } else {
        answer = std::string(model::name(placement.error().refusal.reason));
      }
      EXPECT_EQ(answer, required ? c.required : c.preferred) << c.what << (required ? ", required" : "");
    }
  }
}

TEST(DualStack, ThePrimaryFamilyComesFirst) {
  Demand wanted = dual("s", true);
  wanted.families = {net::Family::ipv6, net::Family::ipv4, true};
  EXPECT_EQ(Site({kBoth}).choose(wanted), "fd00:: 10.0.0.0");
  EXPECT_EQ(Site({kV4, kV6}).choose(wanted), "fd06:: 10.4.0.0");
}

TEST(DualStack, BothOrNothingWhenOneFamilyIsFull) {
  Site site({pool("both", {"10.0.0.0/30", "fd00::1/128"})});
  site.hold(demand("tenant"), {"fd00::1"});
  EXPECT_EQ(site.message(dual("s", true)), "no address: pool \"both\" is full for IPv6 (1 of 1 in use)");
  EXPECT_EQ(site.choose(dual("s", false)), "10.0.0.0 ...");
  EXPECT_EQ(site.message(dual("s", true), {"10.0.0.2"}),
            "no IPv6 address: pool \"both\" is full for IPv6 (1 of 1 in use)");
}

TEST(DualStack, AnUnfinishedPlacementWaitsForTheFamily) {
  Site site({pool("both", {"10.0.0.0/30", "fd00::1/128"}), kV6, with(pool("seven", {"fd07::/126"}), 7)});
  site.hold(demand("tenant"), {"fd00::1"});
  site.hold(demand("others"), {"fd06::", "fd06::1", "fd06::2", "fd06::3"});
  const auto placement = site.allocator.choose(dual("s", false), {});
  ASSERT_TRUE(placement.has_value());
  EXPECT_FALSE(placement->complete);
  EXPECT_EQ(placement->waits.room, (std::set<Room>{{"both", net::Family::ipv6}, {"six", net::Family::ipv6}}));
  site.allocator.release(demand("tenant").service);
  EXPECT_EQ(site.choose(dual("s", false), {"10.0.0.0"}), "10.0.0.0 fd00::1");
}

// The family that has room does not keep asking those who need both.
TEST(DualStack, WhoNeedsBothWaitsForTheFamilyThatIsFull) {
  Site site({pool("both", {"10.0.0.0/30", "fd00::1/128"})});
  site.hold(demand("six"), {"fd00::1"});
  const auto placement = site.allocator.choose(dual("s", true), {});
  ASSERT_FALSE(placement.has_value());
  EXPECT_EQ(placement.error().waits.room, (std::set<Room>{{"both", net::Family::ipv6}}));
  EXPECT_TRUE(site.allocator.has_room({"both", net::Family::ipv4}));
  EXPECT_FALSE(site.allocator.has_room({"both", net::Family::ipv6}));
  EXPECT_FALSE(site.allocator.has_room({"gone", net::Family::ipv4}));
}

TEST(DualStack, NeverTopsUpFromAManualPoolUnasked) {
  PoolSpec manual = kBoth;
  manual.auto_assign = false;
  const Site site({manual});
  EXPECT_EQ(site.choose(dual("s", false), {"10.0.0.2"}), "10.0.0.2 ...");
  Demand asked = dual("s", false);
  asked.request.pool = "both";
  EXPECT_EQ(site.choose(asked, {"10.0.0.2"}), "10.0.0.2 fd00::");
}

TEST(DualStack, ARequestedPoolGivesBothOrWhatItHas) {
  const Site site({kV4, kV6, kBoth});
  Demand asked = dual("s", false);
  asked.request.pool = "four";
  EXPECT_EQ(site.choose(asked), "10.4.0.0 ...");
  asked.families.second_required = true;
  EXPECT_EQ(site.message(asked), "no address: pool \"four\" has no IPv6 addresses");
}

struct Requested {
  const char* what;
  std::vector<net::IpAddress> addresses;
  std::string single;
  std::string preferred;
  std::string required;
};

TEST(DualStack, AnswersRequestsForAddresses) {
  const Site site({kBoth, kV4, kV6});
  const std::string mismatch = "FamilyMismatch";
  const std::vector<Requested> cases = {
      {"both", ips({"10.0.0.1", "fd00::1"}), mismatch, "10.0.0.1 fd00::1", "10.0.0.1 fd00::1"},
      {"both, from two pools", ips({"10.4.0.1", "fd00::1"}), mismatch, "10.4.0.1 fd00::1",
       "10.4.0.1 fd00::1"},
      {"the primary, its pool has the other", ips({"10.0.0.1"}), "10.0.0.1", "10.0.0.1 fd00::", mismatch},
      {"the primary, its pool has not", ips({"10.4.0.1"}), "10.4.0.1", "10.4.0.1 ...", mismatch},
      {"only the second", ips({"fd00::1"}), mismatch, mismatch, mismatch},
      {"one of them in no pool", ips({"10.0.0.1", "fd09::1"}), mismatch, "AddressOutsidePools",
       "AddressOutsidePools"},
  };
  for (const Requested& c : cases) {
    Demand single = demand("s");
    Demand preferred = dual("s", false);
    Demand required = dual("s", true);
    single.request.addresses = preferred.request.addresses = required.request.addresses = c.addresses;
    EXPECT_EQ(site.choose(single), c.single) << c.what;
    EXPECT_EQ(site.choose(preferred), c.preferred) << c.what;
    EXPECT_EQ(site.choose(required), c.required) << c.what;
  }
}

TEST(DualStack, SaysWhichFamilyMustBeAskedForToo) {
  const Site site({kBoth});
  Demand wanted = dual("s", true);
  wanted.request.addresses = ips({"10.0.0.1"});
  EXPECT_EQ(site.message(wanted),
            "no address: an IPv6 address must be asked for too, because the Service is RequireDualStack");
  wanted.request.addresses = ips({"fd00::1"});
  EXPECT_EQ(site.message(wanted),
            "no address: an IPv4 address must be asked for too, because the Service's first family is IPv4");
  Demand single = demand("s");
  single.request.addresses = ips({"fd00::1"});
  EXPECT_EQ(site.message(single), "no address: fd00::1 is asked for, but the Service is IPv4 only");
}

TEST(DualStack, DroppingAFamilyKeepsTheOther) {
  const Site site({kBoth});
  EXPECT_EQ(site.choose(demand("s"), {"10.0.0.2", "fd00::2"}), "10.0.0.2");
}

}  // namespace
}  // namespace herald::alloc
