// A thousand addresses on three nodes: how evenly they are spread, and what moves when a node dies, as a
// capture on the LAN shows it.
#include "tests/integration/e2e/failover_rows.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace herald::e2e {
namespace {

constexpr int kAddresses = 1000;
constexpr const char* kFirst = "10.50.0.1";
constexpr int kQuestionsASecond = 2000;
constexpr int kLooks = 40;
constexpr double kSpread = 1.25;
constexpr std::size_t kBudget = 200;  // frames in any second
// What is sent at one instant of the speaker's clock leaves over some milliseconds, so that the end of one
// burst and the beginning of the next, a second later, may be seen a little closer to each other than they
// were meant.
constexpr double kNearlyASecond = 0.9;

std::string address(int index) {
  return "10.50." + std::to_string((index + 1) / 256) + "." + std::to_string((index + 1) % 256);
}

std::string service_and_slice(int index) {
  const std::string name = "many-" + std::to_string(index);
  return service(name, "  loadBalancerIP: " + address(index) + "\n") +
         "---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {namespace: shop, name: " +
         name + ", labels: {kubernetes.io/service-name: " + name +
         "}}\naddressType: IPv4\nendpoints: [{addresses: [10.111.0.1], nodeName: node-1, conditions: {ready: "
         "true}}]\nports: [{name: http, protocol: TCP, port: 8080}]\n---\n";
}

void furnish(Lab& lab) {
  // It is about addresses, not about what is behind them.
  for (const char* const agent : {"node-1.agent", "node-2.agent", "node-3.agent"})
    lab.run(std::string("kill ") + agent);
  lab.kubectl("create namespace shop");
  lab.apply(pool("10.50.0.0/22"));
  std::string manifest;
  for (int index = 0; index < kAddresses; ++index)
    manifest += service_and_slice(index);
  lab.create(manifest);
}

ArpRecord look(Lab& lab, const std::string& duration) {
  ArpWatch watch(lab, kFirst, kAddresses, kQuestionsASecond);
  lab.let_pass(duration);
  return watch.stop();
}

// Until each has one user and nobody announces any more but to refresh.
ArpRecord settled(Lab& lab) {
  ArpRecord record;
  for (int attempt = 0; attempt < kLooks; ++attempt) {
    record = look(lab, "2s");
    const auto users = record.users();
    const bool alone = std::ranges::all_of(users, [](const auto& entry) { return entry.second.size() == 1; });
    if (users.size() == kAddresses && alone && record.most_announced_within(1) < kBudget / 4) break;
  }
  return record;
}

std::map<std::string, int> held(const ArpRecord::Users& users) {
  std::map<std::string, int> held;
  for (const auto& [address, nodes] : users)
    ++held[*nodes.begin()];
  return held;
}

void judge_spread(const std::map<std::string, int>& held, BarsTable& table) {
  int most = 0;
  int all = 0;
  std::string found;
  for (const auto& [node, count] : held) {
    most = std::max(most, count);
    all += count;
    found += (found.empty() ? "" : " ") + std::to_string(count);
  }
  const double ratio = all == 0 ? 0 : 3.0 * most / all;
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s: max/mean %.2f", found.c_str(), ratio);
  table.add("1,000 addresses on 3 nodes: spread <= 1.25", all == kAddresses && ratio <= kSpread, text.data());
}

struct Moves {
  int exactly_once = 0;  // of those that the dead node had
  int of_living = 0;     // of the others: none may move
};

Moves moves_of(const ArpRecord::Users& before, const ArpRecord::Users& after, const std::string& dead) {
  Moves moves;
  for (const auto& [address, nodes] : before) {
    const auto now = after.find(address);
    std::set<std::string> users = now == after.end() ? std::set<std::string>() : now->second;
    users.erase(dead);
    if (nodes.contains(dead)) {
      moves.exactly_once += users.size() == 1 ? 1 : 0;
    } else {
      moves.of_living += users == nodes ? 0 : 1;
    }
  }
  return moves;
}

// Until the last of the dead node's addresses was answered for, and until it was announced.
double last_first(const ArpRecord& record, const ArpRecord::Users& before, const std::string& dead,
                  double since, bool announced) {
  std::map<std::string, double> first;
  for (const ArpSeen& seen : record.all()) {
    if (seen.node != dead && before.at(seen.address).contains(dead) && seen.announced == announced)
      first.try_emplace(seen.address, seen.at);
  }
  double last = since;
  for (const auto& [address, at] : first)
    last = std::max(last, at);
  return (last - since) * 1000;
}

void judge_death(Lab& lab, const ArpRecord::Users& before, const std::string& dead, BarsTable& table) {
  const int had = held(before)[dead];
  ArpWatch watch(lab, kFirst, kAddresses, kQuestionsASecond);
  const double killed = seconds_now();
  lab.run("kill " + dead);
  lab.let_pass("8s");
  const ArpRecord record = watch.stop().between(killed);
  const Moves moves = moves_of(before, record.users(), dead);
  table.add("  one dies: its addresses move exactly once", moves.exactly_once == had,
            std::to_string(moves.exactly_once) + " of its " + std::to_string(had));
  table.add("  and no other address moves", moves.of_living == 0, std::to_string(moves.of_living) + " moved");
  table.add("  announced within a second by one node",
            record.most_announced_within(kNearlyASecond) <= kBudget,
            std::to_string(record.most_announced_within(kNearlyASecond)) + " frames, at most " +
                std::to_string(kBudget));
  std::printf("  all answered for after %.0f ms (each is asked twice a second), announced after %.0f ms\n",
              last_first(record, before, dead, killed, false),
              last_first(record, before, dead, killed, true));
}

}  // namespace

void a_thousand_addresses(BarsTable& table) {
  Lab lab({"--nodes", "3", "--controllers", "1"});
  if (!lab.is_up()) return table.add("a lab for 1,000 addresses", false, "did not come up");
  furnish(lab);
  const ArpRecord record = settled(lab);
  const auto users = record.users();
  judge_spread(held(users), table);
  if (!users.empty()) judge_death(lab, users, *users.begin()->second.begin(), table);
}

}  // namespace herald::e2e
