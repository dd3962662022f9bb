#include "tests/sim/bgp/life.h"

#include "tests/sim/bgp/network.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace herald::sim {
namespace {

using namespace speaker::bgp_order;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kRouters = 5;
constexpr std::size_t kMostQueued = 400'000;    // the window, and one answer to a refresh that came with it
constexpr Duration kTimeToHeal = seconds(150);  // the longest retry, and a dial that leads nowhere

class Life {
 public:
  Life(std::uint64_t seed, Duration length) : net_(seed, kRouters), end_(Instant{} + length) {
    for (std::size_t i = 0; i < kRouters; ++i)
      add_peer(i);
    net_.order({Complete{}});
  }

  LifeSummary run() {
    while (net_.time().now() < end_ && summary_.complaint.empty()) {
      trouble();
      heal();
    }
    for (std::size_t i = 0; i < kRouters; ++i) {
      summary_.sessions += net_.router(i).report().established;
      summary_.losses += net_.router(i).report().flaps;
    }
    return summary_;
  }

 private:
  void wait(Duration time) {
    net_.time().run_until(net_.time().now() + time, [] { return false; });
  }

  void trouble() {
    const std::uint64_t acts = 5 + net_.random().below(60);
    for (std::uint64_t i = 0; i < acts; ++i) {
      act();
      wait(milliseconds(net_.random().below(net_.random().chance(1, 8) ? 20'000 : 500)));
    }
  }

  void act() {
    Random& random = net_.random();
    const std::size_t router = random.below(kRouters);
    switch (random.below(23)) {
      case 0:
        return net_.reset_connections(router);
      case 1:
        return net_.blackhole(router, random.chance(1, 2));
      case 2:
        return net_.refuse(router, random.chance(1, 3));
      case 3:
        return net_.stop_reading(router, random.chance(1, 2));
      case 4:
        return net_.ask_again(router, random.chance(1, 2) ? net::Family::ipv4 : net::Family::ipv6);
      case 5:
        if (random.chance(1, 4)) restart(random.chance(1, 2) ? Network::Exit::crash : Network::Exit::restart);
        return;
      case 6:
        if (random.chance(1, 3)) edit_peer(router);
        return;
      case 7:
        if (router != Network::kDialer) net_.call_node(router);
        return;
      case 8:
        if (random.chance(1, 4)) bulk();
        return;
      case 9:
        return swap_names(router, random.below(kRouters));
      case 10:
        drained_ = !drained_ && random.chance(1, 4);
        return net_.order({Drain{drained_}});
      default:
        return wish();
    }
  }

  // As the plan calls it at present.
  [[nodiscard]] std::string name(std::size_t router) const { return Network::name(called_.at(router)); }
  [[nodiscard]] PeerWanted peer(std::size_t router) const {
    PeerWanted wanted = Network::peer(router);
    wanted.name = name(router);
    return wanted;
  }

  void add_peer(std::size_t router) {
    present_.insert(router);
    net_.order({peer(router)});
    tell_all_routes();
  }

  void tell_all_routes() {
    Orders all;
    for (const auto& [prefix, offers] : wanted_)
      all.emplace_back(RouteWanted{prefix, offers});
    net_.order(std::move(all));
  }

  // Each has the routes of the other from then on, and the session that it had.
  void swap_names(std::size_t a, std::size_t b) {
    const std::size_t known_by_name = Network::kDialer;  // to the network
    if (a == b || a == known_by_name || b == known_by_name) return;
    PeersRenamed renamed;
    if (present_.contains(a)) renamed.to[name(a)] = name(b);
    if (present_.contains(b)) renamed.to[name(b)] = name(a);
    const auto before = sessions();
    net_.order({renamed});
    if (sessions() != before) return complain("a new name cost a session");
    std::swap(called_.at(a), called_.at(b));
    tell_all_routes();
  }

  [[nodiscard]] std::map<net::IpAddress, bgp::SessionState> sessions() const {
    std::map<net::IpAddress, bgp::SessionState> states;
    for (const auto& peer : net_.node().status())
      states[*peer.address] = peer.session.state;
    return states;
  }

  void edit_peer(std::size_t router) {
    if (!present_.contains(router)) return add_peer(router);
    if (net_.random().chance(1, 2)) {
      present_.erase(router);
      return net_.order({PeerUnwanted{name(router)}});
    }
    PeerWanted edited = peer(router);
    edited.session.hold_time = seconds(30 + net_.random().below(3));
    const auto promised = promise([router](std::size_t i) { return i == router; });
    net_.order({edited});
    wait_and_watch(seconds(5), promised, "an edit");
  }

  // What routers that keep routes must not be without from now on.
  template <class Concerns>
  std::map<std::size_t, std::set<net::Cidr>> promise(Concerns concerns) {
    std::map<std::size_t, std::set<net::Cidr>> promised;
    for (std::size_t i = 0; i < kRouters && !drained_; ++i) {
      if (concerns(i) && net_.healthy(i) && present_.contains(i)) promised[i] = wanted_and_told(i);
    }
    return promised;
  }

  // A process goes and the next one comes. Nothing else happens meanwhile, so routers that keep routes
  // through a restart must never be without one that is wanted before and after.
  void restart(Network::Exit exit) {
    const auto promised = promise([](std::size_t) { return true; });
    net_.restart_node(exit);
    drained_ = false;
    Orders all;
    for (const std::size_t router : present_)
      all.emplace_back(peer(router));
    net_.order(std::move(all));
    // The API server is slow, or the session is quick.
    wait_and_watch(milliseconds(net_.random().below(3000)), promised, "a restart");
    Orders routes;
    for (const auto& [prefix, offers] : wanted_)
      routes.emplace_back(RouteWanted{prefix, offers});
    routes.emplace_back(Complete{});
    net_.order(std::move(routes));
    wait_and_watch(seconds(20), promised, "a restart");
  }

  std::set<net::Cidr> wanted_and_told(std::size_t router) {
    std::set<net::Cidr> both;
    for (const auto& [prefix, offers] : wanted_) {
      if (offers->contains(name(router)) && net_.router(router).table().contains(prefix)) both.insert(prefix);
    }
    return both;
  }

  void wait_and_watch(Duration time, const std::map<std::size_t, std::set<net::Cidr>>& promised,
                      const std::string& what) {
    std::map<std::size_t, std::uint64_t> seen;  // tables of tens of thousands: only what may differ is read
    for (Duration waited{}; waited < time; waited += milliseconds(100)) {
      wait(milliseconds(100));
      for (const auto& [router, prefixes] : promised) {
        const std::uint64_t version = net_.router(router).table_version();
        if (const auto [at, first] = seen.emplace(router, version); !first && at->second == version) continue;
        seen[router] = version;
        if (const auto lost = missing_in(net_.router(router).table(), prefixes))
          return complain(name(router) + " was without " + lost->to_string() + " during " + what);
      }
    }
  }

  // Both are in the same order.
  static std::optional<net::Cidr> missing_in(const std::map<net::Cidr, bgp::PathAttributes>& table,
                                             const std::set<net::Cidr>& prefixes) {
    auto entry = table.begin();
    for (const net::Cidr& prefix : prefixes) {
      while (entry != table.end() && entry->first < prefix)
        ++entry;
      if (entry == table.end() || prefix < entry->first) return prefix;
    }
    return std::nullopt;
  }

  net::Cidr some_prefix() {
    const auto number = static_cast<std::uint32_t>(net_.random().below(200));
    if (net_.random().chance(1, 2)) return *net::Cidr::make(net::IpAddress::v4(0x0a000000 + number), 32);
    return *net::Cidr::make(net::IpAddress::v6(net::U128{0x20010db8} << 96 | number), 128);
  }

  void wish() { net_.order({wish_for(some_prefix())}); }

  Order wish_for(const net::Cidr& prefix) {
    Random& random = net_.random();
    if (random.chance(1, 3)) {
      wanted_.erase(prefix);
      return RouteUnwanted{prefix};
    }
    auto offers = std::make_shared<Offers>();
    for (std::size_t i = 0; i < kRouters; ++i) {
      if (random.chance(3, 4)) (*offers)[name(i)].med = static_cast<std::uint32_t>(random.below(4));
    }
    wanted_[prefix] = offers;
    return RouteWanted{prefix, std::move(offers)};
  }

  // Many at once: more than a window holds.
  void bulk() {
    Orders orders;
    auto offers = std::make_shared<Offers>();
    const bool gone = net_.random().chance(1, 2);
    for (std::size_t i = 0; i < kRouters; ++i)
      (*offers)[name(i)].med = 9;
    for (std::uint32_t i = 0; i < 30'000; ++i) {
      const auto prefix = *net::Cidr::make(net::IpAddress::v6(net::U128{0x20010db9} << 96 | i), 128);
      if (gone)
        wanted_.erase(prefix);
      else
        wanted_[prefix] = offers;
      orders.emplace_back(gone ? Order(RouteUnwanted{prefix}) : Order(RouteWanted{prefix, offers}));
    }
    net_.order(std::move(orders));
  }

  void heal() {
    for (std::size_t i = 0; i < kRouters; ++i) {
      net_.refuse(i, false);
      net_.blackhole(i, false);
      net_.stop_reading(i, false);
    }
    if (std::exchange(drained_, false)) net_.order({Drain{false}});
    wait(kTimeToHeal);
    for (std::size_t i = 0; i < kRouters; ++i)
      compare(i);
    if (!net_.complaint().empty()) complain(net_.complaint());
    if (net_.longest_queue() > kMostQueued) complain("a queue of " + std::to_string(net_.longest_queue()));
  }

  void compare(std::size_t router) {
    ++summary_.comparisons;
    const Router& found = net_.router(router);
    if (!found.complaint().empty()) return complain(found.complaint());
    if (!present_.contains(router)) {
      if (!found.table().empty() && !found.up()) complain(name(router) + " keeps routes of a stranger");
      return;
    }
    if (!found.up()) return complain(name(router) + " is not up");
    std::map<net::Cidr, std::uint32_t> told;
    for (const auto& [prefix, path] : found.table())
      told[prefix] = path.communities.empty() ? path.med.value_or(0) : 99;
    std::map<net::Cidr, std::uint32_t> wanted;
    for (const auto& [prefix, offers] : wanted_) {
      if (const auto offer = offers->find(name(router)); offer != offers->end())
        wanted[prefix] = offer->second.med.value_or(0);
    }
    if (told != wanted)
      complain(name(router) + " has " + std::to_string(told.size()) + " routes where " +
               std::to_string(wanted.size()) + " are wanted, or other ones");
  }

  void complain(const std::string& what) {
    if (!summary_.complaint.empty()) return;
    const auto at = std::chrono::duration_cast<seconds>(net_.time().now() - Instant{}).count();
    summary_.complaint = "after " + std::to_string(at) + " s " + what;
  }

  Network net_;
  Instant end_;
  bool drained_ = false;
  std::set<std::size_t> present_;
  std::array<std::size_t, kRouters> called_{0, 1, 2, 3, 4};
  std::map<net::Cidr, std::shared_ptr<const Offers>> wanted_;
  LifeSummary summary_;
};

}  // namespace

LifeSummary live(std::uint64_t seed, Duration length) {
  return Life(seed, length).run();
}

}  // namespace herald::sim
