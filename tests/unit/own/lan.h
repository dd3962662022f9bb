// Several Ownership machines on one LAN that can lose, delay, double and reorder datagrams, in virtual time
// and from one seed. Liveness is modelled, not run: a session is up while both ends want it and a beat every
// 100 ms has got through both ways within the last 300 ms.
//
// It keeps books of who announces what, and for how long two did at once.
#pragma once

#include "core/base/random.h"
#include "core/own/ownership.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace herald::own {

inline net::IpAddress address(std::uint32_t n) {
  return net::IpAddress::v4(0x0a000000 + n);
}

class Lan {
 public:
  struct Node {
    Member member;
    std::unique_ptr<Ownership> machine;  // none: it has crashed, or left
    bool paused = false;
    std::vector<std::pair<Endpoint, std::vector<std::uint8_t>>> inbox;  // while paused
    std::set<NodeName> partners;
    std::map<NodeName, Instant> heard;  // beats
    std::map<NodeName, bool> up;        // as last told
    std::set<net::IpAddress> announces;
    bool left = false;
    bool emptied = false;
    bool gateway_answers = true;
    std::size_t gained = 0;
    std::size_t lost = 0;
    std::size_t sent = 0;  // datagrams
  };

  Lan(std::size_t nodes, std::uint64_t seed);

  // ---- doings
  void start(
      std::size_t node);  // a new process, later than any before; told the roster and all that is wanted
  void crash(std::size_t node);
  void pause(std::size_t node) { nodes_[node].paused = true; }
  void resume(std::size_t node);
  void stop(std::size_t node) { feed(node, event::Stop{}); }
  void drain(std::size_t node, bool draining) { feed(node, event::Drain{draining}); }
  // Nothing gets from `a` to `b`.
  void block(std::size_t a, std::size_t b) { blocked_.insert({a, b}); }
  // Both ways, between `side` and the others.
  void partition(const std::set<std::size_t>& side);
  void heal() { blocked_.clear(); }
  // Nobody to be heard, gateways neither.
  void unplug(std::size_t node, bool unplugged);
  void lossy(std::uint64_t lost_of_thousand) { loss_ = lost_of_thousand; }
  void jittery(std::uint64_t microseconds) { jitter_ = microseconds; }
  void doubling(std::uint64_t doubled_of_thousand) { doubled_ = doubled_of_thousand; }
  void want(const std::vector<net::IpAddress>& addresses);
  void want(const net::IpAddress& address, const NodeSet& eligible);
  void unwant(const net::IpAddress& address);
  void feed(std::size_t node, const Ownership::Event& event);

  void run(Duration time);

  // ---- findings
  [[nodiscard]] Node& operator[](std::size_t node) { return nodes_[node]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] std::vector<std::size_t> announcers(const net::IpAddress& address) const;
  // The one that announces it; nodes() when nobody does, nodes() + 1 when several do.
  [[nodiscard]] std::size_t owner(const net::IpAddress& address) const;
  // address -> owner, of all wanted ones.
  [[nodiscard]] std::map<net::IpAddress, std::size_t> owners() const;
  // Empty when each wanted address has exactly one announcer; else the first that has not.
  [[nodiscard]] std::string complaint() const;
  // The longest time that two nodes announced one address, since the last reset.
  [[nodiscard]] Duration longest_double() const { return longest_double_; }
  void reset_double() { longest_double_ = Duration::zero(); }
  [[nodiscard]] std::size_t changes() const { return changes_; }  // Gained and Lost, ever
  [[nodiscard]] std::size_t sent() const;
  // Is told of every effect.
  std::function<void(std::size_t, const Ownership::Effect&)> observer;

 private:
  struct Delivery {
    std::size_t to;
    Endpoint from;
    std::vector<std::uint8_t> bytes;
  };

  [[nodiscard]] bool alive(std::size_t node) const { return nodes_[node].machine != nullptr; }
  [[nodiscard]] bool path(std::size_t a, std::size_t b) const { return !blocked_.contains({a, b}); }
  [[nodiscard]] Instant next_event() const;
  void perform(std::size_t node, const Ownership::Effects& effects);
  void post(std::size_t from, const effect::Send& send);
  void deliver(const Delivery& delivery);
  void beat();
  void tell_liveness(std::size_t node, std::size_t other, bool up);
  void note(std::size_t node, const net::IpAddress& address, bool announces);
  [[nodiscard]] std::vector<Member> roster() const;

  Random random_;
  Instant now_{};
  std::uint64_t order_ = 0;
  std::uint64_t incarnation_ = 1;
  std::uint64_t loss_ = 0;
  std::uint64_t jitter_ = 0;
  std::uint64_t doubled_ = 0;
  std::vector<Node> nodes_;
  std::set<std::pair<std::size_t, std::size_t>> blocked_;
  std::set<std::size_t> unplugged_;
  std::map<std::pair<Instant, std::uint64_t>, Delivery> wire_;
  Instant beat_at_{};
  std::map<net::IpAddress, Wanted> wanted_;
  std::map<net::IpAddress, Instant> double_since_;
  Duration longest_double_{};
  std::size_t changes_ = 0;
};

}  // namespace herald::own
