// A LAN in virtual time: speakers (nothing but their layer 2 brains), a router, a stranger, and a client that
// sends to each address every 10 ms, to the MAC that its neighbour cache holds. Whoever has that MAC serves,
// if he lives and has a link, as a node with a service proxy does. Frames and datagrams take their time; the
// kernel's filter and multicast memberships are kept to.
#pragma once

#include "speaker/wire_layer2.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <vector>

namespace herald::speaker::wire {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Frame = std::vector<std::uint8_t>;

inline constexpr std::uint16_t kRingPort = 7947;
inline constexpr InterfaceIndex kRingInterface{2};
inline constexpr InterfaceIndex kSecondInterface{3};

[[nodiscard]] net::IpAddress ip(std::string_view text);
[[nodiscard]] net::IpAddress service_ip(std::uint32_t n);                 // 192.168.100.0 and on
[[nodiscard]] std::vector<net::IpAddress> services(std::uint32_t count);  // the first of them

struct NodeOptions {
  bool second_interface = false;  // "lan1", for the addresses; the ring stays on "eth0"
  bool one_lan = false;           // ... in the LAN of "eth0"
};

struct Node {
  std::uint8_t number = 0;
  own::Member member;
  NodeOptions options;
  std::unique_ptr<Layer2> brain;
  std::map<InterfaceIndex, Interface> interfaces;
  bool alive = false;          // the machine
  bool paused = false;         // the process
  bool ring_blocked = false;   // its UDP port is: frames go on
  bool ring_deaf = false;      // only inbound
  Instant unheard_until{};     // what it says over the ring
  bool unheard_waits = false;  // and arrives then
  std::set<net::MacAddress> macs_in_lease;
  bool left = false;
  Capture capture;
  std::set<std::pair<InterfaceIndex, net::IpAddress>> groups;
  report::Reports reports;
  std::vector<Event> waiting;  // of a paused process
  std::size_t orders = 0;      // batches that it was given

  [[nodiscard]] bool has_link(InterfaceIndex index) const {
    const auto found = interfaces.find(index);
    return alive && found != interfaces.end() && found->second.up;
  }
  template <class Report>
  [[nodiscard]] std::vector<Report> told() const {
    std::vector<Report> told;
    for (const auto& report : reports) {
      if (const auto* one = std::get_if<Report>(&report)) told.push_back(*one);
    }
    return told;
  }
};

// When the client did not reach an address.
struct Gap {
  Instant from;
  Instant until;
  [[nodiscard]] Duration length() const { return until - from; }
};

class Lan {
 public:
  explicit Lan(std::uint8_t nodes, const NodeOptions& options = {}, std::uint64_t seed = 1);

  Node& node(std::uint8_t number) { return nodes_.at(number); }
  std::map<std::uint8_t, Node>& nodes() { return nodes_; }
  [[nodiscard]] Instant now() const { return now_; }

  void run(Duration span);
  void order(std::uint8_t number, order::Orders orders);
  // To all that live, now and when they start.
  void want(const std::vector<net::IpAddress>& addresses, const std::vector<std::string>& interfaces = {});
  void configure(const order::Layer2Settings& settings);

  void crash(std::uint8_t number);
  void restart(std::uint8_t number);
  void stop(std::uint8_t number);
  void set_link(std::uint8_t number, InterfaceIndex index, bool up);
  void pause(std::uint8_t number);
  void resume(std::uint8_t number);  // as a loop would: what waits first, then time
  void block_ring(std::uint8_t number, bool blocked) { nodes_.at(number).ring_blocked = blocked; }
  void deafen_ring(std::uint8_t number) { nodes_.at(number).ring_deaf = true; }
  // What it says over the ring in that time is lost, or arrives at its end.
  void unheard(std::uint8_t number, Duration time, bool waits);
  void block_api() { api_reachable_ = false; }
  void set_router(bool alive) { router_alive_ = alive; }
  // A machine that is no speaker uses the address.
  void set_stranger(std::optional<net::IpAddress> address) { stranger_ = address; }

  // Who would answer for the address now.
  [[nodiscard]] std::vector<std::uint8_t> answering(const net::IpAddress& address) const;
  [[nodiscard]] std::uint8_t owner(const net::IpAddress& address) const;  // the only one; 0: none or several

  // The client's side. Addresses that it had resolved at least once.
  [[nodiscard]] std::vector<Gap> gaps(const net::IpAddress& address) const;
  [[nodiscard]] Duration worst_gap() const;
  void forget_gaps();
  // How long two or more answered for one address at once, at most.
  [[nodiscard]] Duration worst_overlap() const { return worst_overlap_; }
  void resolve_all();

 private:
  struct Happening {
    Instant when;
    std::uint64_t order;
    std::function<void()> what;
    friend bool operator<(const Happening& a, const Happening& b) {
      return std::tie(b.when, b.order) < std::tie(a.when, a.order);
    }
  };
  struct Target {
    std::optional<net::MacAddress> mac;
    std::optional<Instant> unreachable_since;
    std::vector<Gap> gaps;
    std::optional<Instant> overlap_since;
  };

  void at(Instant when, std::function<void()> what);
  void start(Node& node);
  void feed(Node& node, const Event& event);
  void perform(Node& node, const Effect& effect);
  void transmit(const net::MacAddress& source, std::uint8_t sender, InterfaceIndex segment, Frame frame);
  void receive(Node& node, InterfaceIndex index, const Frame& frame);
  void router_hears(const Frame& frame);
  void stranger_hears(const Frame& frame);
  void client_hears(const Frame& frame);
  void client_probes();
  [[nodiscard]] bool passes(const Node& node, InterfaceIndex index, const Frame& frame) const;
  [[nodiscard]] bool serves(const net::MacAddress& mac) const;
  [[nodiscard]] order::Roster roster() const;
  void publish(Node& node, const report::Macs& told);

  Instant now_ = Instant{} + std::chrono::hours(2);
  std::uint64_t seed_;
  std::uint64_t happenings_ = 0;
  std::priority_queue<Happening> queue_;
  std::map<std::uint8_t, Node> nodes_;
  std::map<net::IpAddress, order::Want> wants_;
  std::optional<order::Layer2Settings> settings_;
  std::map<net::IpAddress, Target> client_;
  bool router_alive_ = true;
  bool api_reachable_ = true;
  std::optional<net::IpAddress> stranger_;
  Duration worst_overlap_{};
};

}  // namespace herald::speaker::wire
