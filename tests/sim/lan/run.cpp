#include "tests/sim/lan/run.h"

#include "tests/sim/lan/laws.h"
#include "tests/sim/lan/trouble.h"

#include <algorithm>

namespace herald::sim::lan {
namespace {

constexpr int kStrikes = 40;
constexpr int kStrikesOfMany = 10;  // each costs more, and leaves more behind
constexpr std::size_t kMany = 60;
// From here on a node that crashed stays away: each start is told to everybody by everybody, and costs more
// than the crash that it follows.
constexpr std::size_t kCostly = 500;
// The laws of rest hold by then at the latest. What takes longest: a node that never came up is given up
// after a second, three times over, and an address is offered to one candidate after the other.
constexpr Duration kRestAtMost = seconds(15);
constexpr Duration kStable = seconds(15);

std::size_t size_of(std::uint64_t seed) {
  Random random(hash_combine(seed, 0x512e));
  if (seed % 20 == 0) return 20 + static_cast<std::size_t>(random.below(30));
  return 2 + static_cast<std::size_t>(random.below(seed % 3 == 0 ? 14 : 6));
}

void expect_rest(Cluster& cluster, Judge& judge, Record& record) {
  const Instant began = cluster.now();
  while (!judge.complaint().empty() && cluster.now() < began + kRestAtMost && !record.violation)
    cluster.run(milliseconds(100));
  record.longest_rest = std::max(record.longest_rest, cluster.now() - began);
  cluster.run(kRestAtMost - (cluster.now() - began));
  if (const std::string complaint = judge.complaint(); !complaint.empty())
    record.violate("at rest, each address has exactly one announcer", complaint);
  const std::size_t changes = judge.changes();
  cluster.run(kStable);
  if (judge.changes() != changes)
    record.violate("at rest, nothing moves", std::to_string(judge.changes() - changes) + " changes");
}

}  // namespace

Record run(std::uint64_t seed, std::size_t nodes, bool tracing) {
  Record record;
  record.tracing = tracing;
  Cluster cluster(nodes != 0 ? nodes : size_of(seed), seed, record);
  Judge judge(cluster);
  Trouble trouble(cluster);
  trouble.settle_in();
  const bool hectic = cluster.size() >= kMany || cluster.random().chance(1, 2);
  const int most = cluster.size() < kMany ? kStrikes : kStrikesOfMany;
  for (int strikes = 0; strikes < most && !record.violation; ++strikes) {
    trouble.strike();
    cluster.run(milliseconds(cluster.random().below(hectic ? 800 : 4000)));
  }
  trouble.end();
  judge.disturbed();
  expect_rest(cluster, judge, record);
  return record;
}

std::vector<Duration> failover_times(std::size_t nodes, std::size_t crashes, Record& record) {
  Cluster cluster(nodes, 7, record);
  Judge judge(cluster);
  cluster.start_all();
  cluster.run(seconds(4));
  const std::uint32_t addresses = static_cast<std::uint32_t>(std::clamp<std::size_t>(nodes * 4, 60, 400));
  for (std::uint32_t n = 0; n < addresses; ++n)
    cluster.want(net::IpAddress::v4(0xc0a86400U + n), {});
  cluster.run(seconds(6));
  for (std::size_t i = 0; i < crashes && !record.violation; ++i) {
    auto victim = static_cast<std::size_t>(cluster.random().below(nodes));
    for (std::size_t n = 0; n < nodes && cluster.node(victim).announces.empty(); ++n)
      victim = (victim + 1) % nodes;  // in a large cluster most have none
    cluster.run(microseconds(cluster.random().below(300'000)));
    judge.expect_failover(cluster.node(victim));
    cluster.crash(victim);
    cluster.run(seconds(1));
    if (const std::string complaint = judge.complaint(); !complaint.empty())
      record.violate("after a crash, each address has exactly one announcer", complaint);
    if (nodes >= kCostly) continue;
    cluster.start(victim);
    cluster.run(seconds(3));
  }
  auto times = judge.failovers();
  std::sort(times.begin(), times.end());
  return times;
}

Record hour_without_api(std::uint64_t seed) {
  Record record;
  Cluster cluster(4, seed, record);
  Judge judge(cluster);
  Trouble trouble(cluster);
  trouble.settle_in();
  for (std::size_t node = 0; node < cluster.size(); ++node)
    cluster.set_api(node, true);
  const std::size_t before = judge.changes();
  cluster.run(std::chrono::hours(1));
  if (judge.changes() != before)
    record.violate("an hour without the API server moves nothing",
                   std::to_string(judge.changes() - before) + " changes");
  cluster.crash(0);
  cluster.run(seconds(1));
  if (const std::string complaint = judge.complaint(); !complaint.empty())
    record.violate("a crash without the API server moves what it must", complaint);
  return record;
}

}  // namespace herald::sim::lan
