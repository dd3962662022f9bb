// Two speakers that talk BGP over the loopback interface: one dials, the other is passive. Sockets are real,
// time is the test's.
#pragma once

#include "speaker/shell_bgp.h"
#include "tests/unit/runtime/loop.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace herald::speaker {

// A TCP port on which nobody listens.
[[nodiscard]] std::uint16_t free_port();

struct Side {
  std::unique_ptr<BgpShell> shell;
  bgp_report::Reports reports;

  template <class Report>
  [[nodiscard]] const Report* told() const {
    const Report* found = nullptr;
    for (const auto& report : reports) {
      if (const auto* candidate = std::get_if<Report>(&report)) found = candidate;
    }
    return found;
  }
  [[nodiscard]] bgp_report::PeerStatus peer() const { return shell->status().at(0); }
  [[nodiscard]] bool up() const { return peer().session.state == bgp::SessionState::established; }
};

class BgpPair : public runtime::LoopTest {
 protected:
  BgpPair();
  ~BgpPair() override;

  // Peers as each side sees the other; to be changed before order().
  bgp_order::PeerWanted as_dialer_sees_;
  bgp_order::PeerWanted as_listener_sees_;

  void order();
  // Runs the loop until it holds; the limit is only there to end a test that hangs.
  [[nodiscard]] bool until(const std::function<bool()>& holds);
  [[nodiscard]] bool until_both_up() {
    return until([this] { return dialer_.up() && listener_.up(); });
  }

  std::uint16_t port_;
  Side dialer_;
  Side listener_;

 private:
  [[nodiscard]] std::unique_ptr<BgpShell> shell(Side& side, std::uint64_t seed, std::uint16_t port);
  void start(Side& side);

  int running_ = 0;
};

}  // namespace herald::speaker
