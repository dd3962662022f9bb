// What entries free for others, quarantine, and the agreement of all books with a naive count.

#include "core/alloc/books.h"

#include "core/base/random.h"
#include "tests/unit/alloc/site.h"

#include <set>

#include <gtest/gtest.h>

namespace herald::alloc {
namespace {

const Waits kNothing;
const Room kRoom{"p", net::Family::ipv4};

TEST(Books, ReleasingFreesTheAddressAndItsPool) {
  Site site({pool("p", {"10.0.0.0/30"})});
  EXPECT_EQ(site.hold(demand("a"), {"10.0.0.1"}), kNothing);
  EXPECT_EQ(site.hold(demand("a"), {"10.0.0.1"}), kNothing) << "no change, nothing freed";
  EXPECT_EQ(site.allocator.release(demand("a").service), (Waits{{kRoom}, {ip("10.0.0.1")}, {}}));
  EXPECT_EQ(site.allocator.release(demand("a").service), kNothing);
}

TEST(Books, OutsideThePoolsOnlyTheAddressIsFreed) {
  Site site({pool("p", {"10.0.0.0/30"})});
  site.hold(demand("a"), {"10.9.0.1"});
  EXPECT_EQ(site.allocator.release(demand("a").service), (Waits{{}, {ip("10.9.0.1")}, {}}));
}

TEST(Books, AMoveFreesOnlyWhatIsLeft) {
  Site site({pool("p", {"10.0.0.0/30"})});
  site.hold(demand("a"), {"10.0.0.1"});
  EXPECT_EQ(site.hold(demand("a"), {"10.0.0.1", "10.0.0.2"}), kNothing);
  EXPECT_EQ(site.hold(demand("a"), {"10.0.0.2"}), (Waits{{kRoom}, {ip("10.0.0.1")}, {}}));
  EXPECT_EQ(site.allocator.ledger().find(demand("a").service)->addresses, ips({"10.0.0.2"}));
}

TEST(Books, SharersConcernThoseWithTheirKey) {
  Site site({pool("p", {"10.0.0.0/30"})});
  EXPECT_EQ(site.hold(sharing("a", "k", 80), {"10.0.0.1"}), (Waits{{}, {}, {"k"}})) << "an address to join";
  EXPECT_EQ(site.hold(sharing("b", "k", 443), {"10.0.0.1"}), kNothing) << "one port less";
  EXPECT_EQ(site.hold(sharing("b", "k", 53), {"10.0.0.1"}), (Waits{{}, {ip("10.0.0.1")}, {"k"}}));
  EXPECT_EQ(site.allocator.release(sharing("b", "k", 53).service), (Waits{{}, {ip("10.0.0.1")}, {"k"}}));
  EXPECT_EQ(site.hold(sharing("a", "j", 80), {"10.0.0.1"}), (Waits{{}, {ip("10.0.0.1")}, {"j"}}));
}

TEST(Books, AnEditThatBreaksSharingMakesTheEditedServiceTheTrespasser) {
  Site site({pool("p", {"10.0.0.0/30"})});
  site.hold(sharing("a", "k", 80), {"10.0.0.1"});
  site.hold(sharing("b", "k", 443), {"10.0.0.1"});
  const Demand edited = sharing("a", "k", 443);
  EXPECT_EQ(site.allocator.standing(edited, ip("10.0.0.1")), Standing::contested);
  site.hold(edited, {"10.0.0.1", "10.0.0.2"});
  EXPECT_EQ(site.allocator.standing(edited, ip("10.0.0.1")), Standing::contested);
  EXPECT_EQ(site.allocator.standing(sharing("b", "k", 443), ip("10.0.0.1")), Standing::legal);
  EXPECT_EQ(site.choose(sharing("c", "k", 53)), "10.0.0.0") << "nobody joins until it has left";
  EXPECT_EQ(site.hold(edited, {"10.0.0.2"}), (Waits{{}, {ip("10.0.0.1")}, {"k"}}));
}

TEST(Books, QuarantineWithholdsAnAddress) {
  Site site({pool("p", {"10.0.0.0/31"})});
  site.allocator.quarantine(ip("10.0.0.0"), {"52:54:00:00:00:01"});
  EXPECT_EQ(site.choose(demand("a")), "10.0.0.1");
  EXPECT_EQ(site.allocator.end_quarantine(ip("10.0.0.0")), (Waits{{kRoom}, {ip("10.0.0.0")}, {}}));
  EXPECT_EQ(site.choose(demand("a")), "10.0.0.0");
  EXPECT_EQ(site.allocator.end_quarantine(ip("10.0.0.0")), kNothing);
}

TEST(Books, QuarantineTakesNothingFromAHolderButLetsNobodyIn) {
  Site site({pool("p", {"10.0.0.0/31"})});
  site.hold(sharing("a", "k", 80), {"10.0.0.0"});
  site.allocator.quarantine(ip("10.0.0.0"), {"52:54:00:00:00:01"});
  EXPECT_EQ(site.choose(sharing("a", "k", 80)), "10.0.0.0");
  EXPECT_EQ(site.choose(sharing("b", "k", 443)), "10.0.0.1");
  EXPECT_EQ(site.allocator.release(sharing("a", "k", 80).service), (Waits{{}, {ip("10.0.0.0")}, {}}));
  EXPECT_EQ(site.choose(demand("c")), "10.0.0.1") << "left, and still withheld";
  EXPECT_EQ(site.allocator.end_quarantine(ip("10.0.0.0")), (Waits{{kRoom}, {ip("10.0.0.0")}, {}}));
  EXPECT_EQ(site.choose(demand("c")), "10.0.0.0");
}

TEST(Books, EndingQuarantineOpensASharedAddressAgain) {
  Site site({pool("p", {"10.0.0.0/31"})});
  site.allocator.quarantine(ip("10.0.0.0"), {"52:54:00:00:00:01"});
  site.hold(sharing("a", "k", 80), {"10.0.0.0"});
  EXPECT_EQ(site.allocator.end_quarantine(ip("10.0.0.0")), (Waits{{}, {ip("10.0.0.0")}, {"k"}}));
  EXPECT_EQ(site.choose(sharing("b", "k", 443)), "10.0.0.0");
}

TEST(Books, QuarantineOutlivesAPoolEdit) {
  Site site({pool("p", {"10.0.0.0/31"})});
  site.allocator.quarantine(ip("10.0.0.0"), {"52:54:00:00:00:01"});
  static_cast<void>(site.allocator.set_pools({pool("q", {"10.0.0.0/30"})}));
  EXPECT_EQ(site.choose(demand("a")), "10.0.0.1");
  EXPECT_EQ(site.allocator.usage().front().withheld, 1U);
}

// A naive count of one pool of eight addresses, over every order and random histories.
class Naive {
 public:
  explicit Naive(std::uint64_t seed) : random_(seed) {}

  void run(Order order) {
    PoolSpec spec = pool("p", {"10.0.0.0/29"});
    spec.order = order;
    Site site({spec});
    for (int step = 0; step < 400; ++step) {
      change(site, spec);
      check(site);
    }
  }

 private:
  Demand anyone() {
    const std::string name = "s" + std::to_string(random_.below(9));
    const auto port = static_cast<std::uint16_t>(1 + random_.below(3));
    return random_.chance(1, 3) ? demand(name) : sharing(name, random_.chance(1, 2) ? "k" : "j", port);
  }

  void change(Site& site, PoolSpec& spec) {
    const net::IpAddress address =
        net::IpAddress::v4((10U << 24) + static_cast<std::uint32_t>(random_.below(8)));
    const Demand who = anyone();
    switch (random_.below(8)) {
      case 0:
        held_.erase(who.service.name);
        site.allocator.release(who.service);
        break;
      case 1:
        quarantined_.insert(address);
        site.allocator.quarantine(address, {"x"});
        break;
      case 2:
      case 3:
        quarantined_.erase(address);
        site.allocator.end_quarantine(address);
        break;
      case 4:
        spec.priority = static_cast<int>(random_.below(100));  // rebuilds the pool's books from the ledger
        static_cast<void>(site.allocator.set_pools({spec}));
        break;
      default:  // even against the rules
        held_[who.service.name] = {address, who.sharing};
        site.allocator.hold(who.service, who.sharing, std::span(&address, 1));
    }
  }

  void check(const Site& site) {
    std::set<net::IpAddress> used;
    for (const auto& [name, held] : held_)
      used.insert(held.first);
    ASSERT_EQ(static_cast<std::size_t>(site.allocator.usage().front().used), used.size());
    bool any_free = false;
    for (std::uint32_t i = 0; i < 8; ++i) {
      const net::IpAddress address = net::IpAddress::v4((10U << 24) + i);
      any_free = any_free || (!used.contains(address) && !quarantined_.contains(address));
    }
    const std::string plain = site.choose(demand("new"));
    ASSERT_EQ(plain != "PoolFull", any_free);
    if (any_free) {
      ASSERT_FALSE(used.contains(ip(plain)) || quarantined_.contains(ip(plain))) << plain;
    }
    check_sharing(site, any_free);
  }

  void check_sharing(const Site& site, bool any_free) {
    for (const std::uint16_t port : {std::uint16_t{1}, std::uint16_t{2}, std::uint16_t{3}}) {
      const Demand wanted = sharing("new", "k", port);
      bool any = any_free;
      for (std::uint32_t i = 0; i < 8; ++i) {
        const net::IpAddress address = net::IpAddress::v4((10U << 24) + i);
        any = any || (welcome(address, wanted.sharing) && !quarantined_.contains(address));
      }
      const std::string given = site.choose(wanted);
      ASSERT_EQ(given != "PoolFull", any) << "port " << port;
      if (any) {
        ASSERT_TRUE(welcome(ip(given), wanted.sharing)) << given;
      }
    }
  }

  // All who are there get along with each other and with the newcomer.
  bool welcome(net::IpAddress address, const SharingTerms& terms) {
    std::vector<SharingTerms> together{terms};
    for (const auto& [name, held] : held_) {
      if (held.first == address) together.push_back(held.second);
    }
    for (std::size_t i = 0; i < together.size(); ++i) {
      for (std::size_t j = i + 1; j < together.size(); ++j) {
        if (!may_share(together[i], together[j])) return false;
      }
    }
    return true;
  }

  Random random_;
  std::map<std::string, std::pair<net::IpAddress, SharingTerms>> held_;
  std::set<net::IpAddress> quarantined_;
};

TEST(Books, AgreeWithANaiveCountUnderAnyHistory) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    for (const Order order : {Order::ascending, Order::descending, Order::random, Order::spread}) {
      Naive(seed).run(order);
      ASSERT_FALSE(HasFatalFailure()) << "seed " << seed << " order " << static_cast<int>(order);
    }
  }
}

}  // namespace
}  // namespace herald::alloc
