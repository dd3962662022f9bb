// The laws of layer 2, checked as it happens and at rest. The judge sees what the speakers do and knows the
// truth of the cluster; it never looks at what a speaker thinks.
//
// Always:
//  - No frame speaks for an address of which its sender has not been told that it owns it, or has just lost.
//  - While the LAN is whole, no two nodes announce an address for longer than kDoubleAtMost.
//  - While the LAN is whole, an address does not leave a node that lives, is not drained and may have it.
//  - No process announces more than kFramesPerSecond in any second. What the one before it on its node has
//    sent it cannot know; and its first frames move traffic, they are not to wait a second for that.
// At rest: each wanted address has exactly one announcer, if a node lives that may have it, and else none.
#pragma once

#include "tests/sim/lan/cluster.h"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace herald::sim::lan {

// The detection window, and what the losing side needs to hear of it.
inline constexpr std::size_t kFramesPerSecond = 200;
inline constexpr Duration kDoubleAtMost = milliseconds(400);
// After a disturbance, news of it is still on its way for so long: three rounds of anti-entropy.
inline constexpr Duration kCalm = seconds(4);

class Judge {
 public:
  explicit Judge(Cluster& cluster) : cluster_(cluster) { cluster.set_judge(this); }
  ~Judge() { cluster_.set_judge(nullptr); }
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  // ---- what happens
  void gained(const Node& node, const report::Gained& told);
  void lost(const Node& node, const net::IpAddress& address);
  void announced(const Node& node);  // a frame, unasked
  void sent(const Node& node, const std::vector<std::uint8_t>& frame);
  void silenced(const Node& node);     // it died, or has no link: nobody hears what it announces
  void heard_again(const Node& node);  // its link is back
  void disturbed() { disturbed_at_ = cluster_.now(); }
  void wanted_changed(const net::IpAddress& address) { slots_[address].wanted_changed = cluster_.now(); }

  // ---- at rest
  // Empty when all is as it has to be.
  [[nodiscard]] std::string complaint() const;
  [[nodiscard]] std::size_t changes() const { return changes_; }

  // From now on, nobody who lives lets go of an address before somebody else announces it.
  void expect_no_gap() { no_gap_ = true; }

  // From now on, a Gained that follows a crash counts: how long after it.
  void expect_failover(const Node& crashed);
  [[nodiscard]] const std::vector<Duration>& failovers() const { return failovers_; }

 private:
  struct Slot {
    std::map<std::size_t, Instant> announcers;  // since when
    Instant double_since = kNever;
    Instant wanted_changed{};
    std::map<std::size_t, Instant> lost_at;
  };

  void enter(const Node& node, Slot& slot);
  void leave(const Node& node, Slot& slot, const net::IpAddress& address);
  void check_double(Slot& slot, const net::IpAddress& address);
  void check_healthy(const Node& taker, const net::IpAddress& address, const Slot& slot);
  [[nodiscard]] bool calm() const;
  [[nodiscard]] bool may_serve(const Node& node, const own::Wanted& wanted) const;

  Cluster& cluster_;
  std::map<net::IpAddress, Slot> slots_;
  std::map<net::IpAddress, Instant> awaited_;  // a successor, since
  std::vector<Duration> failovers_;
  // Of the last second of each process: by node and life.
  std::map<std::pair<std::size_t, std::uint64_t>, std::deque<Instant>> frames_;
  bool no_gap_ = false;
  Instant disturbed_at_{};
  std::size_t changes_ = 0;
};

}  // namespace herald::sim::lan
