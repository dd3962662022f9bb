// The speaker's BGP half, whole but for its orders: brain, sockets and loop, in a thread of its own inside a
// network namespace.
#pragma once

#include "speaker/bgp_orders.h"
#include "speaker/bgp_reports.h"
#include "tests/integration/netns/network_namespace.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace herald::interop {

class Speaker {
 public:
  explicit Speaker(const netns::NetworkNamespace& where);
  Speaker(const Speaker&) = delete;
  Speaker& operator=(const Speaker&) = delete;
  ~Speaker();

  void order(speaker::bgp_order::Orders orders);
  // Takes leave and ends the thread; `restart`: peers with graceful restart keep the routes.
  void stop(bool restart);

  [[nodiscard]] std::vector<speaker::bgp_report::PeerStatus> status() const;
  // Of the only peer.
  [[nodiscard]] speaker::bgp_report::PeerStatus peer() const;
  [[nodiscard]] speaker::bgp_report::PeerStatus peer(const std::string& name) const;
  [[nodiscard]] bool established() const;
  // What was reported so far, a line each: "up", "down: ...", "unreachable: ...", "bfd up" ...
  [[nodiscard]] std::vector<std::string> news() const;
  [[nodiscard]] bool has_news(const std::string& text) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace herald::interop
