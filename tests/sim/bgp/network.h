// The node's BGP brain, its routers and the network between them, in virtual time from one seed. TCP
// connections have latency, a limited window and everything that can befall them: refusals, silence, resets,
// half-open ends, readers that stop reading.
#pragma once

#include "core/base/random.h"
#include "speaker/wire_bgp.h"
#include "tests/sim/bgp/router.h"
#include "tests/sim/scheduler.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace herald::sim {

class Network {
 public:
  Network(std::uint64_t seed, std::size_t routers);

  // ---- what the scenario does

  void order(speaker::bgp_order::Orders orders) { tell(speaker::peering::Ordered{std::move(orders)}); }
  // A new process: its predecessor is gone, with a farewell or without.
  enum class Exit : std::uint8_t { crash, restart };
  void restart_node(Exit exit);

  void reset_connections(std::size_t router);
  void blackhole(std::size_t router, bool on);  // silence in both directions; connections stay half-open
  void refuse(std::size_t router, bool on);
  void stop_reading(std::size_t router, bool on);
  void ask_again(std::size_t router, net::Family family);
  // A router that only waits otherwise dials, as one does whose process was replaced.
  void call_node(std::size_t router);

  // ---- what the checks look at

  [[nodiscard]] Scheduler& time() { return time_; }
  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] const Router& router(std::size_t index) const { return *routers_[index].router; }
  [[nodiscard]] const speaker::wire::Bgp& node() const { return *node_; }
  // Up, with nothing in its way nor on its way, and keeping routes through a restart of its peer.
  [[nodiscard]] bool healthy(std::size_t router) const;
  // The most that ever waited in a connection's queue on the node.
  [[nodiscard]] std::size_t longest_queue() const { return longest_queue_; }
  [[nodiscard]] std::uint64_t node_messages() const { return node_messages_; }
  // A connection that was given up as a dead process's while both ends of it lived; empty: none was.
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

  // This one dials as the node does, from so far away that their dials often cross; all others wait.
  static constexpr std::size_t kDialer = 4;
  [[nodiscard]] static std::string name(std::size_t router) { return "r" + std::to_string(router); }
  [[nodiscard]] static speaker::bgp_order::PeerWanted peer(std::size_t router);

 private:
  using Id = bgp::ConnectionId;
  struct Place {
    std::unique_ptr<Router> router;
    bool blackholed = false;
    bool refuses = false;
    bool reads = true;
    Instant tick_at = kNever;
  };
  // One TCP connection; the node's number for it is the key. Bytes are delivered in order.
  struct Line {
    std::size_t router = 0;
    Id at_router;
    std::deque<std::uint8_t> to_router{};  // sent by the node, not yet taken by its kernel or the router
    bool node_open = true;
    bool router_open = true;
    bool moving = false;
  };

  void tell(const speaker::peering::Event& event);
  void perform(const speaker::peering::Effects& effects);
  void perform(const speaker::peering::Dial& dial);
  void judge(const speaker::bgp_report::PeerDown& down, bool alive);
  void tell_router(std::size_t index, const bgp::Session::Event& event);
  void perform_router(std::size_t index, const bgp::Session::Effects& effects);
  void connect(std::size_t router, Id at_node, Id at_router);
  void connect_to_node(std::size_t router, Id at_router);
  void move_bytes(Id at_node);
  void close_from_node(Id id);
  void close_from_router(std::size_t index, Id at_router);
  void drop(Id at_node);
  void schedule_ticks();
  [[nodiscard]] bool alive(std::optional<Id> at_node) const;
  [[nodiscard]] std::optional<Id> line_of(std::size_t router, Id at_router) const;
  [[nodiscard]] Duration latency(std::size_t router);

  Random random_;
  Scheduler time_;
  std::vector<Place> routers_;
  std::unique_ptr<speaker::wire::Bgp> node_;
  std::uint64_t processes_ = 0;
  std::map<Id, Line> lines_;
  std::uint64_t last_accepted_ = 0;
  std::uint64_t last_router_id_ = 1'000'000;
  Instant node_tick_at_ = kNever;
  std::size_t longest_queue_ = 0;
  std::uint64_t node_messages_ = 0;
  std::string complaint_;
};

}  // namespace herald::sim
