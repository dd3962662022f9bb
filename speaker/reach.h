// Whether this node is cut off. A node that hears no other speaker either is the last one alive or has lost
// the LAN; it cannot know which, but its default gateways can tell: they are asked by ARP or NS, and who
// answers is proof of a LAN. When nothing answers, the node is cut off until something does.
//
// Sockets, sessions and what follows from being cut off are others' affairs: this is told and asked.
#pragma once

#include "core/base/time.h"
#include "core/l2/link.h"
#include "core/net/ip.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace herald::speaker::wire {

inline constexpr Duration kAskInterval = std::chrono::milliseconds(100);  // while in doubt
inline constexpr Duration kAskAgain = std::chrono::seconds(1);            // once it is known
inline constexpr int kAsks = 3;
// Coming back: sessions have so long to come up before a gateway's word is enough. Ownership then hears from
// the others first what has been decided meanwhile.
inline constexpr Duration kReunion = std::chrono::seconds(1);

class Reach {
 public:
  using Gateways = std::vector<std::pair<l2::Link, net::IpAddress>>;

  // No session is up: asks from now on, until somebody is heard.
  void isolated(Instant now);
  // This node stood still for so long that the others must have given it up: cut off until it is known to be
  // back.
  void presumed_dead(Instant now);
  // A session is up.
  void connected();
  // The link of the ring's own address went down, or came up.
  void set_link(Instant now, bool down);
  void set_gateways(Gateways gateways) { gateways_ = std::move(gateways); }

  // An answer of somebody who was asked; of others it is no proof, they may be on this very node.
  void answered(Instant now, const net::IpAddress& by);
  // Who is to be asked now. Judges, too: only here does time pass.
  Gateways tick(Instant now);

  [[nodiscard]] Instant next_deadline() const { return asking_ ? due_ : kNever; }
  [[nodiscard]] bool is_asking() const { return asking_; }
  // Nothing before the first judgement since it was asked for.
  [[nodiscard]] std::optional<bool> cut_off() const { return cut_off_; }

 private:
  Gateways gateways_;
  bool asking_ = false;
  bool link_down_ = false;
  std::optional<bool> cut_off_;
  Instant due_{};
  int unanswered_ = 0;              // asked, since somebody answered
  std::optional<Instant> reunion_;  // a gateway's word does not count before
};

}  // namespace herald::speaker::wire
