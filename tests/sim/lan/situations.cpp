#include "tests/sim/lan/situations.h"

#include "core/own/deal.h"
#include "core/own/node_id.h"
#include "tests/sim/lan/site.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace herald::sim::lan {
namespace {

constexpr std::size_t kEach = 3;  // addresses a node

std::string text_of(Duration duration) {
  return std::to_string(duration / milliseconds(1)) + " ms";
}

void expect_within(Record& record, Duration measured, Duration most, const char* law) {
  if (measured > most) record.violate(law, text_of(measured));
}

void expect_unmoved(Site& site, std::size_t before, const char* law) {
  const std::size_t moved = site.judge.changes() - before;
  if (moved != 0) site.cluster.record().violate(law, std::to_string(moved) + " changes");
}

// Of those whose addresses are not concerned.
std::map<std::size_t, std::set<net::IpAddress>> holdings(const Cluster& cluster, std::size_t but) {
  std::map<std::size_t, std::set<net::IpAddress>> holdings;
  for (std::size_t number = 0; number < cluster.size(); ++number) {
    if (number != but) holdings[number] = cluster.node(number).announces;
  }
  return holdings;
}

double over_mean(const Site& site, std::size_t addresses) {
  std::size_t most = 0;
  const auto loads = site.loads();
  for (const auto& [node, load] : loads)
    most = std::max(most, load);
  return static_cast<double>(most * loads.size()) / static_cast<double>(addresses);
}

}  // namespace

Duration healed(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(nodes, nodes * kEach, seed, record);
  site.cluster.partition(site.draw(std::max<std::size_t>(1, nodes / 2)));
  site.cluster.run(seconds(5));
  site.cluster.heal();
  const Seen seen = site.watch(seconds(4));
  expect_within(record, seen.settled, kHealedWithin, "after a partition has healed, one owner within 500 ms");
  return seen.settled;
}

Duration healed_without_leases(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(nodes, nodes * kEach, seed, record);
  const auto side = site.draw(std::max<std::size_t>(1, nodes / 3));
  site.cluster.partition(side);
  for (const std::size_t number : side)
    site.cluster.set_api(number, true);
  site.cluster.run(seconds(70));
  site.cluster.heal();
  const Seen seen = site.watch(seconds(4));
  expect_within(record, seen.settled, kHeardAgainWithin,
                "after a partition that outlasted Leases has healed, one owner soon");
  const std::size_t before = site.judge.changes();
  for (const std::size_t number : side)
    site.cluster.set_api(number, false);
  site.cluster.run(seconds(30));
  expect_unmoved(site, before, "a Lease that is written at last moves nothing");
  return seen.settled;
}

Duration split_ring(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(nodes, nodes * kEach, seed, record);
  site.cluster.split_ring(site.draw(std::max<std::size_t>(1, nodes / 2)));
  const Seen seen = site.watch(seconds(2));
  expect_within(record, seen.longest_double, kDetection, "speakers that only hear each other's frames yield");
  const std::size_t before = site.judge.changes();
  site.cluster.run(seconds(30));
  expect_unmoved(site, before, "while only frames pass, an address stays where it was taken to");
  site.cluster.heal();
  expect_within(record, site.watch(seconds(4)).settled, kHealedWithin,
                "after a partition of the ring has healed, one owner within 500 ms");
  return seen.longest_double;
}

Duration stopped(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(nodes, nodes * kEach, seed, record);
  const std::size_t victim = site.draw_owner();
  site.cluster.pause(victim);
  site.cluster.run(seconds(5));
  const auto others = holdings(site.cluster, victim);
  site.cluster.resume(victim);
  const Seen seen = site.watch(seconds(4));
  expect_within(record, seen.longest_double, kDetection, "after a process stood still, the overlap is short");
  site.expect_peace("after a process stood still, each address has exactly one announcer");
  if (holdings(site.cluster, victim) != others)
    record.violate("a process that stood still takes nothing from others", "something moved");
  return seen.longest_double;
}

void most_stopped(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(nodes, nodes * kEach, seed, record);
  const std::size_t kept = site.draw_owner();
  const std::set<net::IpAddress> had = site.cluster.node(kept).announces;
  for (std::size_t number = 0; number < nodes; ++number) {
    if (number != kept) site.cluster.pause(number);
  }
  site.cluster.run(seconds(5));
  for (std::size_t number = 0; number < nodes; ++number)
    site.cluster.resume(number);
  site.cluster.run(seconds(4));
  site.expect_peace("after most have stood still, each address has exactly one announcer");
  if (!std::ranges::includes(site.cluster.node(kept).announces, had))
    record.violate("those who stood still do not accuse the one that did not", "it lost something");
}

Duration mass_death(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(nodes, nodes * kEach, seed, record);
  for (const std::size_t victim : site.draw(nodes * 2 / 3))
    site.cluster.crash(victim);
  const Seen seen = site.watch(seconds(8));
  expect_within(record, seen.settled, kMassDeathWithin, "after two thirds have died, one owner in time");
  return seen.settled;
}

Duration row_death(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(nodes, nodes * kEach, seed, record);
  std::map<own::NodeId, std::size_t> ring;
  for (std::size_t number = 0; number < nodes; ++number)
    ring.emplace(own::node_id(site.cluster.node(number).member.node), number);
  auto next = ring.find(own::node_id(site.cluster.node(site.draw_one()).member.node));
  constexpr int kRow = 12;
  for (int died = 0; died < kRow; ++died) {
    site.cluster.crash(next->second);
    if (++next == ring.end()) next = ring.begin();
  }
  const Seen seen = site.watch(seconds(3));
  expect_within(record, seen.settled, kRowWithin, "after twelve in a row have died, one owner in time");
  return seen.settled;
}

void returned(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(nodes, nodes * kEach, seed, record);
  const std::size_t victim = site.draw_owner();
  for (const Duration away : {Duration(seconds(5)), Duration(seconds(70))}) {
    site.cluster.crash(victim);
    site.cluster.run(away);
    const std::size_t before = site.judge.changes();
    site.cluster.start(victim);
    site.cluster.run(seconds(8));
    expect_unmoved(site, before, "a killed node's return moves nothing");
  }
}

void drained(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(nodes, nodes * kEach, seed, record);
  site.judge.expect_no_gap();
  const std::size_t victim = site.draw_owner();
  site.cluster.drain(victim, true);
  site.cluster.run(seconds(3));
  if (!site.cluster.node(victim).announces.empty())
    record.violate("a drained node hands everything over", "it kept something");
  site.expect_peace("after a drain, each address has exactly one announcer");
}

void one_broken_path(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(std::max<std::size_t>(nodes, 4), nodes * kEach, seed, record);
  const auto pair = site.draw(2);
  const std::size_t before = site.judge.changes();
  site.cluster.block(*pair.begin(), *pair.rbegin());
  site.cluster.block(*pair.rbegin(), *pair.begin());
  site.cluster.run(seconds(4));
  expect_unmoved(site, before, "one broken path moves nothing");
}

void unheard(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(nodes, 0, seed, record);
  site.cluster.set_api(site.draw_one(), true);
  for (std::uint32_t n = 0; n < nodes * kEach; ++n)
    site.cluster.want(net::IpAddress::v4(0xc0a80000U + n), {});
  site.cluster.run(seconds(4));
  site.expect_peace("who has not heard of an address is passed over");
}

void met_without_api(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(nodes, nodes * kEach, seed, record);
  const std::size_t newcomer = site.draw_owner();
  site.cluster.stop(newcomer);  // its Lease goes with it
  site.cluster.run(seconds(5));
  for (std::size_t number = 0; number < nodes; ++number) {
    if (number != newcomer) site.cluster.set_api(number, true);
  }
  site.cluster.run(seconds(3));
  const std::size_t before = site.judge.changes();
  site.cluster.start(newcomer);
  site.cluster.run(seconds(10));
  expect_unmoved(site, before, "who starts takes nothing from those who have no API server");
}

void set_back(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(nodes, 0, seed, record);
  const std::size_t victim = site.draw_one();
  site.cluster.drain(victim, true);
  site.cluster.run(seconds(3));
  site.cluster.set_api((victim + 1) % nodes, true);
  site.cluster.crash(victim);
  site.cluster.run(seconds(3));
  site.cluster.node(victim).wall -= seconds(1000);
  site.cluster.start(victim);
  site.cluster.run(seconds(10));
  for (std::uint32_t n = 0; n < nodes * kEach; ++n)
    site.cluster.want(net::IpAddress::v4(0xc0a80000U + n), {});
  site.cluster.run(seconds(5));
  site.expect_peace("with a clock set back, each address has exactly one announcer");
  if (site.cluster.node(victim).announces.empty())
    record.violate("a node whose clock was set back takes its part", site.cluster.node(victim).member.node);
}

void replayed(std::size_t nodes, std::uint64_t seed, Record& record) {
  Site site(nodes, nodes * kEach, seed, record);
  const std::size_t newcomer = site.draw_one();
  const std::size_t victim = (newcomer + 1) % nodes;
  site.cluster.tape(victim);
  site.cluster.start(newcomer);
  site.cluster.run(seconds(20));
  if (!site.cluster.replay())
    record.violate("what is played again is not answered", "to node " + std::to_string(victim));
}

Spread death_of_one(std::size_t nodes, std::size_t addresses, std::uint64_t seed, Record& record) {
  Site site(nodes, addresses, seed, record);
  Spread spread;
  spread.before = over_mean(site, addresses);
  const std::size_t victim = site.draw_owner();
  const std::size_t had = site.cluster.node(victim).announces.size();
  const auto others = holdings(site.cluster, victim);
  const std::size_t before = site.judge.changes();
  site.cluster.crash(victim);
  site.cluster.run(seconds(10));
  spread.after = over_mean(site, addresses);
  spread.moved = site.judge.changes() - before;
  site.expect_peace("after a crash, each address has exactly one announcer");
  if (spread.moved != had)
    record.violate("when a node dies, each of its addresses moves once",
                   std::to_string(had) + " addresses, " + std::to_string(spread.moved) + " changes");
  for (const auto& [number, kept] : others) {
    if (!std::ranges::includes(site.cluster.node(number).announces, kept))
      record.violate("when a node dies, only its addresses move", site.cluster.node(number).member.node);
  }
  const std::size_t most = std::max(own::fill_of(addresses, nodes), own::fill_of(addresses, nodes - 1));
  for (const auto& [number, load] : site.loads()) {
    if (load > most) record.violate("nobody has more than a quarter above the mean", std::to_string(load));
  }
  return spread;
}

Record all_situations(std::uint64_t seed, bool tracing) {
  Record record;
  record.tracing = tracing;
  const std::size_t nodes = 3 + seed % 4;
  const std::size_t more = nodes + 4;  // few addresses on many nodes are spread badly by chance
  const std::function<void()> all[] = {
      [&] { static_cast<void>(death_of_one(nodes, 60 * nodes, seed, record)); },
      [&] { static_cast<void>(death_of_one(more, 5 * more, seed, record)); },
      [&] { returned(nodes, seed, record); },
      [&] { drained(nodes, seed, record); },
      [&] { one_broken_path(nodes, seed, record); },
      [&] { unheard(nodes, seed, record); },
      [&] { met_without_api(nodes, seed, record); },
      [&] { set_back(nodes, seed, record); },
      [&] { replayed(nodes, seed, record); },
      [&] { static_cast<void>(healed(nodes, seed, record)); },
      [&] { static_cast<void>(healed_without_leases(nodes, seed, record)); },
      [&] { static_cast<void>(split_ring(nodes, seed, record)); },
      [&] { static_cast<void>(stopped(nodes, seed, record)); },
      [&] { most_stopped(nodes, seed, record); },
      [&] { static_cast<void>(mass_death(12 + nodes, seed, record)); },
      [&] { static_cast<void>(row_death(20 + nodes, seed, record)); }};
  for (const auto& situation : all) {
    if (!record.violation) situation();
  }
  return record;
}

}  // namespace herald::sim::lan
