// The plan loop's end of the wire loop: starts it, keeps what it is to be told until it is there, and tells
// the plan loop what comes back: reports, how the BGP peers stand, that it has gone. Knows nothing of
// Kubernetes.
#pragma once

#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/task.h"
#include "speaker/events.h"
#include "speaker/peer_standings.h"
#include "speaker/shell_wire_port.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace herald::speaker {

class WireLink {
 public:
  struct Parts {
    const runtime::Clock& clock;
    runtime::Logger& logger;
    WireFactory make;
    std::function<void(Event)> tell;
    std::function<void(const report::Report&)> observe;
  };
  // What the wire loop has to know of its node.
  struct Node {
    own::Member self;
    std::vector<std::string> cluster_keys;  // bytes; the first signs, each is believed
    std::vector<std::string> interfaces;
  };

  WireLink(runtime::Executor executor, Parts parts);

  // Works until the wire loop has ended.
  [[nodiscard]] runtime::Task<> run(Node node);
  // There will be no wire loop, or none any more, and without one the process is of no use.
  void give_up(std::string problem);

  void push(order::Orders orders);
  void push(bgp_order::Orders orders);
  void stop();
  // After this there is no thread left.
  void drop() { port_.reset(); }

  [[nodiscard]] bool started() const { return port_ != nullptr; }
  [[nodiscard]] bool over() const { return over_; }
  // Why it could not go on; empty: nothing was wrong.
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] WireTotals totals() const;
  [[nodiscard]] std::vector<bgp_report::PeerStatus> peers() const;

 private:
  [[nodiscard]] runtime::Task<> hear();
  void look_at_peers();
  void left();

  runtime::Executor executor_;
  Parts parts_;
  ReportMailbox reports_;
  std::unique_ptr<WirePort> port_;
  PeerStandings standings_;
  std::unique_ptr<runtime::Timer> look_again_;
  order::Orders held_orders_;  // until there is a wire loop
  bgp_order::Orders held_bgp_orders_;
  bool told_to_stop_ = false;
  bool over_ = false;
  std::string problem_;
};

}  // namespace herald::speaker
