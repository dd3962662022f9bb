#include "core/alloc/explain.h"

#include "tests/unit/alloc/site.h"

#include <gtest/gtest.h>

namespace herald::alloc {
namespace {

std::vector<PoolSpec> three_pools() {
  std::vector<PoolSpec> pools{pool("public", {"10.0.0.0/24"}), pool("lab", {"10.1.0.0/24"}),
                              pool("manual", {"10.2.0.0/24"})};
  pools[0].skip_network_addresses = true;
  pools[0].priority = 1;
  pools[1].priority = 2;
  pools[1].admission.namespaces = {"lab"};
  pools[2].auto_assign = false;
  return pools;
}

TEST(Explain, NamesEachPoolAndWhyItWasPassedOver) {
  Site site(three_pools());
  for (int i = 0; i < 254; ++i)
    site.assign(demand("s" + std::to_string(i)));
  EXPECT_EQ(site.choose(demand("new")), "PoolFull");
  EXPECT_EQ(site.message(demand("new")),
            "no address: pool \"public\" is full (254 of 254 in use); pool \"lab\" does not admit namespace "
            "\"shop\"; pool \"manual\" is not auto-assign");
}

TEST(Explain, WaitsOnlyForPoolsThatWouldServe) {
  Site site(three_pools());
  for (int i = 0; i < 254; ++i)
    site.assign(demand("s" + std::to_string(i)));
  const auto plain = site.allocator.choose(demand("new"), {});
  ASSERT_FALSE(plain.has_value());
  const Room kPublic{"public", net::Family::ipv4};
  EXPECT_EQ(plain.error().waits, (Waits{{kPublic}, {}, {}}));
  const auto with_key = site.allocator.choose(sharing("new", "k", 443), {});
  ASSERT_FALSE(with_key.has_value());
  EXPECT_EQ(with_key.error().waits, (Waits{{kPublic}, {}, {"k"}}));
}

TEST(Explain, CountsWhatIsWithheld) {
  Site site({pool("public", {"10.0.0.0/31"})});
  site.hold(demand("a"), {"10.0.0.0"});
  site.allocator.quarantine(ip("10.0.0.1"), {"52:54:00:00:00:01"});
  EXPECT_EQ(site.message(demand("new")),
            "no address: pool \"public\" is full (1 of 2 in use, 1 answered for by others on the network)");
}

struct Precedence {
  const char* what;
  std::vector<PoolSpec> pools;
  std::string reason;
  std::string message;
};

TEST(Explain, GivesTheReasonThatHelpsMost) {
  PoolSpec off = pool("off", {"10.0.0.0/24"});
  off.disabled = true;
  PoolSpec six = pool("six", {"fd00::/64"});
  PoolSpec full = pool("full", {"10.9.0.9/32"});
  PoolSpec lab = pool("lab", {"10.2.0.0/24"});
  lab.admission.service_selectors = {{{{"tier", "front"}}, {}}};
  lab.auto_assign = false;
  PoolSpec nothing = pool("nothing", {"10.8.0.0/32"});
  nothing.exclude = {block("10.8.0.0/32")};
  const std::vector<Precedence> cases = {
      {"no pools", {}, "NoPoolConfigured", "no address: no pool is configured; add one to address-pools"},
      {"full goes before all",
       {off, six, full},
       "PoolFull",
       "no address: pool \"off\" is disabled; pool \"six\" has no IPv4 addresses; pool \"full\" is full (1 "
       "of 1 "
       "in use)"},
      {"no family", {six}, "NoPoolAdmits", "no address: pool \"six\" has no IPv4 addresses"},
      {"nothing left of it", {nothing}, "NoPoolAdmits", "no address: pool \"nothing\" has no IPv4 addresses"},
      {"disabled", {off}, "NoPoolAdmits", "no address: pool \"off\" is disabled"},
      {"not for it goes before not automatically",
       {lab},
       "NoPoolAdmits",
       "no address: pool \"lab\" does not admit a Service with these labels"},
  };
  for (const Precedence& c : cases) {
    Site site(c.pools);
    site.hold(demand("tenant"), {"10.9.0.9"});
    EXPECT_EQ(site.choose(demand("new")), c.reason) << c.what;
    EXPECT_EQ(site.message(demand("new")), c.message) << c.what;
  }
}

TEST(Explain, StopsListingAfterTenPools) {
  std::vector<PoolSpec> pools;
  for (int i = 0; i < 12; ++i) {
    pools.push_back(pool("p" + std::to_string(i), {"fd00:" + std::to_string(i) + "::/64"}));
  }
  const std::string message = Site(pools).message(demand("new"));
  EXPECT_TRUE(message.ends_with("pool \"p9\" has no IPv4 addresses; and 2 more pools")) << message;
  pools.pop_back();
  EXPECT_TRUE(Site(pools).message(demand("new")).ends_with("; and 1 more pool"));
  pools.pop_back();
  EXPECT_TRUE(Site(pools).message(demand("new")).ends_with("pool \"p9\" has no IPv4 addresses"));
}

TEST(Explain, SaysHowManyOfAHugePoolAreInUse) {
  Site site({pool("p", {"10.0.0.1/32", "::/0"})});
  site.hold(demand("a"), {"10.0.0.1", "::1"});
  const auto usage = site.allocator.usage();
  ASSERT_EQ(usage.size(), 2U);
  EXPECT_TRUE(usage[0].total == 1 && usage[0].used == 1);
  EXPECT_TRUE(usage[1].total == net::kU128Max && usage[1].used == 1);
}

}  // namespace
}  // namespace herald::alloc
