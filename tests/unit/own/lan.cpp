#include "tests/unit/own/lan.h"

#include <algorithm>

namespace herald::own {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Duration kLatency = microseconds(50);
constexpr Duration kBeat = milliseconds(100);
constexpr Duration kDetection = milliseconds(300);
constexpr std::size_t kSocketBuffer = 300;

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

}  // namespace

Lan::Lan(std::size_t nodes, std::uint64_t seed) : random_(seed), nodes_(nodes) {
  for (std::size_t i = 0; i < nodes; ++i) {
    nodes_[i].member = {"node-" + std::to_string(i), Incarnation(1),
                        net::IpAddress::v4(static_cast<std::uint32_t>(0xc0000000 + i)), 7947};
  }
}

std::vector<Member> Lan::roster() const {
  std::vector<Member> members;
  for (const Node& node : nodes_)
    members.push_back(node.member);
  return members;
}

void Lan::start(std::size_t node) {
  Node& n = nodes_[node];
  crash(node);
  n.member.incarnation = Incarnation(++incarnation_);
  n.left = n.emptied = n.paused = false;
  n.machine = std::make_unique<Ownership>(n.member);
  for (std::size_t other = 0; other < nodes_.size(); ++other) {
    if (alive(other)) feed(other, event::RosterChanged{roster()});
  }
  std::vector<Ownership::Event> wanted;
  for (const auto& [_, each] : wanted_)
    wanted.emplace_back(event::Wanted{each});
  wanted.emplace_back(event::Complete{});
  perform(node, n.machine->step(now_, wanted));
}

void Lan::crash(std::size_t node) {
  Node& n = nodes_[node];
  for (const net::IpAddress& each : std::set<net::IpAddress>(n.announces))
    note(node, each, false);
  n.machine.reset();
  n.partners.clear();
  n.heard.clear();
  n.up.clear();
  n.inbox.clear();
}

void Lan::resume(std::size_t node) {
  Node& n = nodes_[node];
  n.paused = false;
  for (auto& [from, bytes] : std::exchange(n.inbox, {}))
    feed(node, event::MessageHeard{from, std::move(bytes)});
  for (auto& [name, heard] : n.heard)
    heard = now_;  // their beats were waiting too
}

void Lan::partition(const std::set<std::size_t>& side) {
  for (std::size_t a = 0; a < nodes_.size(); ++a) {
    for (std::size_t b = 0; b < nodes_.size(); ++b) {
      if (side.contains(a) != side.contains(b)) block(a, b);
    }
  }
}

void Lan::unplug(std::size_t node, bool unplugged) {
  nodes_[node].gateway_answers = !unplugged;
  if (unplugged) {
    partition({node});
    return;
  }
  heal();
  if (alive(node)) feed(node, event::ReachJudged{false});
}

void Lan::want(const std::vector<net::IpAddress>& addresses) {
  auto everybody = std::make_shared<NodeSet>();
  for (const Node& node : nodes_)
    everybody->push_back(node.member.node);
  std::sort(everybody->begin(), everybody->end());
  std::vector<Ownership::Event> events;
  for (const net::IpAddress& each : addresses) {
    wanted_[each] = {each, everybody, {}};
    events.emplace_back(event::Wanted{wanted_[each]});
  }
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if (alive(node)) perform(node, nodes_[node].machine->step(now_, events));
  }
}

void Lan::want(const net::IpAddress& address, const NodeSet& eligible) {
  wanted_[address] = {address, std::make_shared<NodeSet>(eligible), {}};
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    feed(node, event::Wanted{wanted_[address]});
}

void Lan::unwant(const net::IpAddress& address) {
  wanted_.erase(address);
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    feed(node, event::Unwanted{address});
}

void Lan::feed(std::size_t node, const Ownership::Event& event) {
  if (alive(node)) perform(node, nodes_[node].machine->step(now_, event));
}

Instant Lan::next_event() const {
  Instant next = beat_at_;
  if (!wire_.empty()) next = std::min(next, wire_.begin()->first.first);
  for (const Node& node : nodes_) {
    if (node.machine && !node.paused) next = std::min(next, node.machine->next_deadline());
  }
  return std::max(next, now_);
}

void Lan::run(Duration time) {
  const Instant end = now_ + time;
  while (next_event() <= end) {
    now_ = next_event();
    if (!wire_.empty() && wire_.begin()->first.first <= now_) {
      const auto delivery = wire_.extract(wire_.begin());
      deliver(delivery.mapped());
      continue;
    }
    if (beat_at_ <= now_) beat();
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
      const Node& n = nodes_[node];
      if (n.machine && !n.paused && n.machine->next_deadline() <= now_) feed(node, event::Tick{});
    }
  }
  now_ = end;
}

void Lan::perform(std::size_t node, const Ownership::Effects& effects) {
  Node& n = nodes_[node];
  for (const Ownership::Effect& each : effects) {
    if (observer) observer(node, each);
    std::visit(
        Overloaded{[&](const effect::Send& send) { post(node, send); },
                   [&](const effect::Watch& watch) {
                     n.partners.clear();
                     for (const Member& member : watch.members)
                       n.partners.insert(member.node);
                     std::erase_if(n.up, [&](const auto& e) { return !n.partners.contains(e.first); });
                   },
                   [&](const effect::Gained& gained) {
                     ++n.gained;
                     ++changes_;
                     note(node, gained.address, true);
                   },
                   [&](const effect::Lost& lost) {
                     ++n.lost;
                     ++changes_;
                     note(node, lost.address, false);
                   },
                   [&](const effect::Isolated&) { feed(node, event::ReachJudged{!n.gateway_answers}); },
                   [&](const effect::Emptied&) { n.emptied = true; },
                   [&](const effect::Left&) { n.left = true; }, [&](const effect::MemberSeen&) {},
                   [&](const effect::HeardAgain&) {}},
        each);
  }
  if (n.left) crash(node);
}

void Lan::post(std::size_t from, const effect::Send& send) {
  for (const Endpoint& endpoint : send.to) {
    ++nodes_[from].sent;
    const auto to = static_cast<std::size_t>(endpoint.address.value() - 0xc0000000);
    if (!path(from, to) || random_.chance(loss_, 1000)) continue;
    const int copies = random_.chance(doubled_, 1000) ? 2 : 1;
    for (int copy = 0; copy < copies; ++copy) {
      const Duration delay = kLatency + microseconds(jitter_ == 0 ? 0 : random_.below(jitter_));
      const Endpoint sender{nodes_[from].member.address, nodes_[from].member.port};
      wire_.emplace(std::pair{now_ + delay, order_++}, Delivery{to, sender, send.bytes});
    }
  }
}

void Lan::deliver(const Delivery& delivery) {
  Node& n = nodes_[delivery.to];
  if (!n.machine) return;
  if (!n.paused) return feed(delivery.to, event::MessageHeard{delivery.from, delivery.bytes});
  if (n.inbox.size() < kSocketBuffer) n.inbox.emplace_back(delivery.from, delivery.bytes);
}

// A session needs both ends to name each other; each end hears the other's beats, and a session that one end
// gives up goes down at the other as well.
void Lan::beat() {
  beat_at_ = now_ + kBeat;
  const auto beats = [&](std::size_t from, std::size_t to) {
    return alive(from) && alive(to) && !nodes_[from].paused && path(from, to) &&
           nodes_[from].partners.contains(nodes_[to].member.node) && !random_.chance(loss_, 1000);
  };
  const auto hears = [&](std::size_t a, std::size_t b) {
    const auto heard = nodes_[a].heard.find(nodes_[b].member.node);
    return heard != nodes_[a].heard.end() && now_ <= heard->second + kDetection;
  };
  for (std::size_t a = 0; a < nodes_.size(); ++a) {
    for (std::size_t b = 0; b < nodes_.size(); ++b) {
      if (a != b && beats(b, a)) nodes_[a].heard[nodes_[b].member.node] = now_;
    }
  }
  for (std::size_t a = 0; a < nodes_.size(); ++a) {
    for (std::size_t b = 0; b < nodes_.size(); ++b) {
      if (a != b && alive(a) && !nodes_[a].paused) tell_liveness(a, b, hears(a, b) && hears(b, a));
    }
  }
}

void Lan::tell_liveness(std::size_t node, std::size_t other, bool up) {
  Node& n = nodes_[node];
  const NodeName& name = nodes_[other].member.node;
  if (!n.partners.contains(name)) return;
  const auto told = n.up.find(name);
  if (told == n.up.end() ? !up : told->second == up) return;
  n.up[name] = up;
  feed(node, event::LivenessChanged{name, up ? Liveness::up : Liveness::down});
}

void Lan::note(std::size_t node, const net::IpAddress& address, bool announces) {
  const std::size_t before = announcers(address).size();
  if (announces) {
    nodes_[node].announces.insert(address);
  } else {
    nodes_[node].announces.erase(address);
  }
  const std::size_t after = announcers(address).size();
  if (before < 2 && after >= 2) double_since_[address] = now_;
  if (before >= 2 && after < 2)
    longest_double_ = std::max(longest_double_, now_ - double_since_.extract(address).mapped());
}

std::vector<std::size_t> Lan::announcers(const net::IpAddress& address) const {
  std::vector<std::size_t> found;
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if (nodes_[node].announces.contains(address)) found.push_back(node);
  }
  return found;
}

std::size_t Lan::owner(const net::IpAddress& address) const {
  const auto found = announcers(address);
  if (found.empty()) return nodes_.size();
  return found.size() == 1 ? found.front() : nodes_.size() + 1;
}

std::map<net::IpAddress, std::size_t> Lan::owners() const {
  std::map<net::IpAddress, std::size_t> all;
  for (const auto& [each, wanted] : wanted_)
    all[each] = owner(each);
  return all;
}

std::string Lan::complaint() const {
  for (const auto& [each, wanted] : wanted_) {
    const auto found = announcers(each);
    if (found.size() != 1) return each.to_string() + " has " + std::to_string(found.size()) + " announcers";
  }
  return {};
}

std::size_t Lan::sent() const {
  std::size_t sum = 0;
  for (const Node& node : nodes_)
    sum += node.sent;
  return sum;
}

}  // namespace herald::own
