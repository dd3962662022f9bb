#include "tests/sim/lan/site.h"

#include <algorithm>

namespace herald::sim::lan {
namespace {

// How many machines would answer for each address at this moment.
std::map<net::IpAddress, int> answering(const Cluster& cluster) {
  std::map<net::IpAddress, int> answering;
  for (const auto& [address, wanted] : cluster.wanted())
    answering[address] = 0;
  for (std::size_t number = 0; number < cluster.size(); ++number) {
    const Node& node = cluster.node(number);
    if (!node.can_serve()) continue;
    for (const net::IpAddress& address : node.announces)
      ++answering[address];
  }
  return answering;
}

}  // namespace

Site::Site(std::size_t nodes, std::size_t addresses, std::uint64_t seed, Record& record)
    : cluster(nodes, seed, record), judge(cluster) {
  cluster.start_all();
  cluster.run(seconds(3));
  for (std::size_t n = 0; n < addresses; ++n)
    cluster.want(net::IpAddress::v4(0xc0a80000U + static_cast<std::uint32_t>(n)), {});
  // New addresses are probed for first, three times each, and that is part of the budget.
  for (int wait = 0; wait < 60 && !judge.complaint().empty(); ++wait)
    cluster.run(seconds(1));
  cluster.run(seconds(5));
  expect_peace("at the beginning, each address has exactly one announcer");
}

Seen Site::watch(Duration span) {
  Seen seen;
  std::map<net::IpAddress, Instant> double_since;
  const Instant began = cluster.now();
  while (cluster.now() < began + span && !cluster.record().violation) {
    cluster.run(milliseconds(1));
    for (const auto& [address, machines] : answering(cluster)) {
      if (machines != 1) seen.settled = cluster.now() - began;
      if (machines < 2) {
        double_since.erase(address);
        continue;
      }
      const Instant since = double_since.try_emplace(address, cluster.now() - milliseconds(1)).first->second;
      seen.longest_double = std::max(seen.longest_double, cluster.now() - since);
    }
  }
  return seen;
}

void Site::expect_peace(const char* law) {
  if (const std::string complaint = judge.complaint(); !complaint.empty())
    cluster.record().violate(law, complaint);
}

std::set<std::size_t> Site::draw(std::size_t nodes) {
  std::set<std::size_t> drawn;
  while (drawn.size() < nodes)
    drawn.insert(static_cast<std::size_t>(cluster.random().below(cluster.size())));
  return drawn;
}

std::size_t Site::draw_owner() {
  const auto loads = this->loads();
  const auto begin = static_cast<std::size_t>(cluster.random().below(cluster.size()));
  for (std::size_t i = 0; i < cluster.size(); ++i) {
    const std::size_t number = (begin + i) % cluster.size();
    if (const auto load = loads.find(number); load != loads.end() && load->second != 0) return number;
  }
  return begin;
}

std::map<std::size_t, std::size_t> Site::loads() const {
  std::map<std::size_t, std::size_t> loads;
  for (std::size_t number = 0; number < cluster.size(); ++number) {
    if (cluster.node(number).can_serve()) loads[number] = cluster.node(number).announces.size();
  }
  return loads;
}

}  // namespace herald::sim::lan
