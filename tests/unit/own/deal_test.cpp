#include "core/own/deal.h"

#include "core/own/claim.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::own {
namespace {

net::IpAddress address(std::uint32_t n) {
  return net::IpAddress::v4(0x0a000000 + n);
}

struct Cluster {
  explicit Cluster(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      names.push_back("node-" + std::to_string(i));
    std::sort(names.begin(), names.end());
    all = std::make_shared<NodeSet>(names);
  }
  [[nodiscard]] std::vector<Seat> seats(std::uint64_t mask = ~0ULL) const {
    std::vector<Seat> seats;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names.size() > 64 || (mask >> i & 1) != 0) seats.push_back({node_id(names[i])});
    }
    return seats;
  }

  std::vector<NodeName> names;
  std::shared_ptr<const NodeSet> all;
};

using Owners = std::map<net::IpAddress, NodeId>;

std::size_t nothing(NodeId) {
  return 0;
}

Owners deal_all(const Cluster& cluster, std::uint64_t mask, std::uint32_t addresses) {
  Table table(cluster.seats(mask));
  Deal deal(table, addresses, nothing);
  Owners owners;
  for (std::uint32_t n = 0; n < addresses; ++n)
    owners[address(n)] = *deal.deal({address(n), cluster.all, {}}, {});
  return owners;
}

// As the survivors do it: what has an owner stays, the rest is dealt in address order.
Owners without(const Cluster& cluster, std::uint64_t mask, const Owners& before, NodeId gone) {
  std::map<NodeId, std::size_t> loads;
  for (const auto& [each, owner] : before)
    ++loads[owner];
  Table table(cluster.seats(mask));
  Deal deal(table, before.size(), [&](NodeId node) { return loads[node]; });
  Owners after = before;
  for (auto& [each, owner] : after) {
    if (owner == gone) owner = *deal.deal({each, cluster.all, {}}, {});
  }
  return after;
}

TEST(Deal, AllSubsetsOfSixNodesOneWinnerAndLosersMoveNothing) {
  const Cluster cluster(6);
  constexpr std::uint32_t kAddresses = 48;
  for (std::uint64_t mask = 1; mask < 64; ++mask) {
    const Owners owners = deal_all(cluster, mask, kAddresses);
    for (std::size_t i = 0; i < 6; ++i) {
      const NodeId node = node_id(cluster.names[i]);
      const std::uint64_t rest = mask & ~(std::uint64_t{1} << i);
      if (rest == mask || rest == 0) continue;
      const Owners after = without(cluster, rest, owners, node);
      for (const auto& [each, owner] : owners) {
        if (owner == node) {
          EXPECT_NE(after.at(each), node);
        } else {
          EXPECT_EQ(after.at(each), owner);
        }
      }
      EXPECT_EQ(without(cluster, mask, after, NodeId(1)), after) << "the returning node moves nothing";
    }
  }
}

TEST(Deal, TenThousandAddressesSpreadWithinAQuarterMoreThanTheMean) {
  for (const std::size_t count : {2U, 3U, 7U, 20U, 100U, 1000U}) {
    const Cluster cluster(count);
    std::map<NodeId, std::size_t> loads;
    for (const auto& [each, owner] : deal_all(cluster, ~0ULL, 10'000))
      ++loads[owner];
    std::size_t most = 0;
    for (const auto& [node, load] : loads)
      most = std::max(most, load);
    EXPECT_LE(static_cast<double>(most), 1.25 * 10'000 / static_cast<double>(count)) << count;
    EXPECT_EQ(loads.size(), count) << "everybody has something";
  }
}

TEST(Deal, StaysEvenAsNodesDie) {
  const Cluster cluster(10);
  Owners owners = deal_all(cluster, ~0ULL, 2000);
  std::uint64_t mask = 0x3ff;
  for (std::size_t i = 0; i < 7; ++i) {
    mask &= ~(std::uint64_t{1} << i);
    owners = without(cluster, mask, owners, node_id(cluster.names[i]));
    std::map<NodeId, std::size_t> loads;
    for (const auto& [each, owner] : owners)
      ++loads[owner];
    for (const auto& [node, load] : loads)
      EXPECT_LE(load, fill_of(2000, 9 - i));
  }
}

// A survivor that has already heard some of the others' claims deals the rest as they did.
TEST(Deal, PartsThatWereClaimedAlreadyDoNotChangeTheRest) {
  const Cluster cluster(8);
  const Owners before = deal_all(cluster, ~0ULL, 400);
  const NodeId gone = node_id(cluster.names[0]);
  const Owners after = without(cluster, 0xfe, before, gone);
  for (std::size_t i = 1; i < 8; ++i) {
    Owners partly = before;
    for (auto& [each, owner] : partly) {
      if (owner == gone && after.at(each) == node_id(cluster.names[i])) owner = after.at(each);
    }
    EXPECT_EQ(without(cluster, 0xfe, partly, gone), after);
  }
}

TEST(Deal, OnlyTheEligibleAndAbleArePicked) {
  const Cluster cluster(5);
  auto seats = cluster.seats();
  seats[0].unmet = {InterfaceNeed(3)};
  Table table(seats);
  Deal deal(table, 100, nothing);
  const auto two = std::make_shared<NodeSet>(NodeSet{"node-0", "node-4"});
  for (std::uint32_t n = 0; n < 20; ++n)
    EXPECT_EQ(deal.deal({address(n), two, InterfaceNeed(3)}, {}), node_id("node-4"));
  EXPECT_EQ(deal.deal({address(1), std::make_shared<NodeSet>(), {}}, {}), std::nullopt);
  EXPECT_EQ(deal.deal({address(1), nullptr, {}}, {}), std::nullopt);
  Table nobody({});
  EXPECT_EQ(Deal(nobody, 1, nothing).deal({address(1), cluster.all, {}}, {}), std::nullopt);
}

TEST(Deal, ThosePassedOverAreSkippedAndThePreferredComesFirst) {
  const Cluster cluster(4);
  const Wanted wanted{address(9), cluster.all, {}};
  Table table(cluster.seats());
  std::vector<NodeId> order;
  for (;;) {
    Deal deal(table, 100, nothing);
    const auto next = deal.deal(wanted, order);
    if (!next) break;
    order.push_back(*next);
  }
  ASSERT_EQ(order.size(), 4U);
  EXPECT_TRUE(outranks(order[0], order[1], rank_key(address(9))));
  EXPECT_TRUE(outranks(order[2], order[3], rank_key(address(9))));
  Deal deal(table, 100, nothing);
  EXPECT_EQ(deal.deal(wanted, {}, order[3]), order[3]);
  EXPECT_EQ(deal.deal(wanted, {order[3]}, order[3]), order[0]);
}

TEST(Deal, FewEligibleNodesCarryMoreThanTheMean) {
  const Cluster cluster(50);
  Table table(cluster.seats());
  Deal deal(table, 100, nothing);
  const auto two = std::make_shared<NodeSet>(NodeSet{"node-1", "node-2"});
  std::map<NodeId, int> loads;
  for (std::uint32_t n = 0; n < 100; ++n)
    ++loads[*deal.deal({address(n), two, {}}, {})];
  EXPECT_EQ(loads.at(node_id("node-1")), 50);
}

// A thousand nodes: what is asked of the book must not grow with them.
TEST(Deal, AsksForFewLoads) {
  const Cluster cluster(1000);
  Table table(cluster.seats());
  std::size_t asked = 0;
  for (std::uint32_t n = 0; n < 100; ++n) {
    Deal deal(table, 1000, [&](NodeId) { return ++asked, std::size_t{0}; });
    EXPECT_TRUE(deal.deal({address(n), cluster.all, {}}, {}));
  }
  EXPECT_LT(asked, 100U * 12) << "the logarithm of the number of nodes, each";
}

TEST(Table, KeepsFewSetsAndIsRightAboutAll) {
  const Cluster cluster(3);
  Table table(cluster.seats());
  for (std::uint32_t n = 0; n < 1000; ++n) {
    const auto one = std::make_shared<NodeSet>(NodeSet{cluster.names[n % 3]});
    Deal deal(table, 1000, nothing);
    EXPECT_EQ(deal.deal({address(n), one, {}}, {}), node_id(cluster.names[n % 3]));
  }
}

TEST(Claim, OrderIsTotalAndNeedsNoContext) {
  const NodeId a = node_id("a");
  const NodeId b = node_id("b");
  const Claim nothing{};
  const Claim first{Epoch(1), a, false};
  EXPECT_TRUE(beats(first, nothing, address(1)));
  EXPECT_TRUE(beats({Epoch(2), b, false}, first, address(1)));
  EXPECT_TRUE(beats({Epoch(1), a, true}, first, address(1)));
  EXPECT_FALSE(beats(first, {Epoch(1), a, true}, address(1)));
  EXPECT_FALSE(beats(first, first, address(1)));
  EXPECT_NE(beats(first, {Epoch(1), b, false}, address(1)), beats({Epoch(1), b, false}, first, address(1)));
  EXPECT_EQ(next_epoch(kLastEpoch), kLastEpoch);
}

}  // namespace
}  // namespace herald::own
