// The wire loop's brain for layer 2: a Machine (core/base/machine.h) that puts together who owns what
// (core/own), whom this node hears (liveness.h), what it announces and answers (core/l2) and what its
// interfaces are. No sockets, no clocks: wire_events.h is all that goes in and out.
//
// answer() is the fast path, and const: the loop calls it with every frame, sends what it says, and hands to
// step() only frames that l2::worth_a_look() picks.
//
// Time. Only Tick gives up on anybody, however late it comes. A loop that was stalled need not know it: when
// a step comes later than the deadline by more than a liveness interval, judging and announcing are put off
// by a moment (kDrainTime), in which the loop reads what waits in its sockets. It should read the ring's port
// before it answers frames that have waited: what they ask for may have been taken over meanwhile.
//
// When a link goes down. A node that loses the only link it has can tell nobody: the others need the
// detection time. One whose ring runs over another link than its addresses do says at once that it can no
// longer announce them, and they move within a round trip. A node whose ring link is down says nothing about
// others, and when it hears nobody any more, it is silent until it does.
#pragma once

#include "core/base/sorted_map.h"
#include "core/base/time.h"
#include "core/bfd/authentication.h"
#include "core/l2/announcer.h"
#include "core/l2/responder.h"
#include "core/l2/sighting.h"
#include "core/net/ip_range_set.h"
#include "core/own/events.h"
#include "core/own/ownership.h"
#include "core/own/types.h"
#include "speaker/group_set.h"
#include "speaker/liveness.h"
#include "speaker/reach.h"
#include "speaker/speaker_macs.h"
#include "speaker/twin_links.h"
#include "speaker/wire_counters.h"
#include "speaker/wire_events.h"
#include "speaker/wire_interfaces.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace herald::speaker::wire {

struct Layer2Options {
  own::Member self;
  std::vector<bfd::AuthKey> keys;  // of the liveness sessions: the first signs, each is accepted
  std::uint64_t seed = 0;
};

inline constexpr Duration kDrainTime = std::chrono::milliseconds(20);
inline constexpr int kLongStall = 10;  // detection times: about when a socket full of messages overflows
inline constexpr Duration kHelloInterval = std::chrono::seconds(60);
// Of announcements, before two interfaces count as parted again.
inline constexpr int kMissedRefreshes = 3;
// So long an interface that is up may lack the ring's address before it counts as gone for good: DHCP and
// whoever restarts the network take their time.
inline constexpr Duration kRenumbering = std::chrono::seconds(30);

class Layer2 {
 public:
  using Event = wire::Event;
  using Effects = wire::Effects;

  explicit Layer2(const Layer2Options& options);

  Effects step(Instant now, const Event& event);
  [[nodiscard]] Instant next_deadline() const;

  // `reply` is empty afterwards unless the verdict is `replied`. Allocates nothing once its buffer is warm.
  [[nodiscard]] l2::Answer answer(InterfaceIndex interface, std::span<const std::uint8_t> frame,
                                  std::vector<std::uint8_t>& reply) const;

  [[nodiscard]] bool announces(const net::IpAddress& address) const { return responder_.announces(address); }
  [[nodiscard]] const own::Ownership& ownership() const { return own_; }
  [[nodiscard]] const Liveness& liveness() const { return liveness_; }
  [[nodiscard]] const Layer2Counters& counters() const { return counters_; }

 private:
  // An address that ownership has given to this node.
  struct Held {
    own::InterfaceNeed need;
    own::effect::Gained gained;
    bool told = false;                   // that it is announced
    bool conflict = false;               // told, too
    std::optional<Instant> owner_heard;  // of one that came from a dead node, until it is announced
  };

  void on(Instant now, const InterfaceChanged& event);
  void on(Instant now, const InterfaceGone& event);
  void on(Instant now, const FrameReceived& event);
  void on(Instant now, const MessageReceived& event);
  void on(Instant now, const BfdReceived& event);
  void on(Instant now, const Ordered& event);
  void on(Instant now, const Tick& event);
  void on(Instant now, const Stop& event);

  void obey(Instant now, const order::Want& order);
  void obey(Instant now, const order::Unwant& order);
  void obey(Instant now, const order::Roster& order);
  void obey(Instant now, const order::Layer2Settings& order);
  void obey(Instant now, const order::Drain& order);
  void obey(Instant now, const order::Complete& order);
  void obey(Instant now, const order::Macs& order);

  void perform(Instant now, const own::effect::Send& effect);
  void perform(Instant now, const own::effect::Watch& effect);
  void perform(Instant now, const own::effect::Gained& effect);
  void perform(Instant now, const own::effect::Lost& effect);
  void perform(Instant now, const own::effect::MemberSeen& effect);
  void perform(Instant now, const own::effect::HeardAgain& effect);
  void perform(Instant now, const own::effect::Isolated& effect);
  void perform(Instant now, const own::effect::Emptied& effect);
  void perform(Instant now, const own::effect::Left& effect);
  void announce(Instant now, const l2::Announcer::Event& event);
  void perform(Instant now, const l2::announcer::Transmit& effect);
  void perform(Instant now, const l2::announcer::Announced& effect);
  void perform(Instant now, const l2::announcer::Conflict& effect);
  void perform(Instant now, const l2::announcer::ConflictOver& effect);
  void perform(Instant now, const Liveness::Effects& effects);
  void follow_sessions(Instant now);

  void notice_stall(Instant now);
  void settle(Instant now);
  void decide(Instant now);
  void interfaces_changed(Instant now);
  void follow_ring_link(Instant now);
  void follow_ring_address(Instant now, bool there);
  void miss_ring_address(Instant now);
  void sync_links(Instant now);
  void tell_unable(const std::set<own::InterfaceNeed>& unmet);
  void sync_groups();
  void sync_capture();
  void judge_silence(Instant now);
  void ask_around(Instant now);
  void judge_reach();
  void say_hello(Instant now, const std::vector<own::Endpoint>& to);
  void greet(Instant now, const own::NodeName& node);
  void follow_macs(Instant now);
  void hear_ourselves(Instant now, InterfaceIndex by, const l2::Sighting& seen);
  void forget_former_twins(Instant now);
  void count_members();
  [[nodiscard]] static bool is_anothers(const l2::Sighting& seen, const Held& held);
  void tell(report::Report report) { effects_.emplace_back(Tell{std::move(report)}); }
  [[nodiscard]] Instant judging_deadline() const;
  [[nodiscard]] Duration detection_time() const {
    return settings_.liveness_interval * settings_.liveness_multiplier;
  }
  [[nodiscard]] std::vector<own::Endpoint> others() const;

  own::Member self_;
  order::Layer2Settings settings_;
  own::Ownership own_;
  Liveness liveness_;
  Reach reach_;
  l2::Announcer announcer_;
  l2::Responder responder_;
  Interfaces interfaces_;
  SpeakerMacs speaker_macs_;
  TwinLinks twins_;
  GroupSet groups_;
  Layer2Counters counters_;

  SortedMap<net::IpAddress, own::InterfaceNeed> wanted_;
  net::IpRangeSet wanted_ranges_;
  std::map<net::IpAddress, Held> held_;
  std::map<own::NodeName, own::Member> roster_;
  std::map<own::Endpoint, own::NodeName> speaks_from_;
  std::map<own::NodeName, report::MemberState> seen_;

  std::vector<own::Ownership::Event> for_own_;  // collected in a step, decided together
  std::map<own::InterfaceNeed, std::vector<l2::Link>> links_told_;
  std::set<own::InterfaceNeed> unable_;
  bool able_told_ = false;
  bool links_dirty_ = true;
  bool groups_dirty_ = false;
  bool capture_dirty_ = true;
  Capture captured_;

  std::set<net::MacAddress> macs_told_;
  std::uint64_t hello_sequence_ = 0;
  Instant hello_due_ = kNever;

  std::string ring_link_;  // the interface that has the ring's address, or had it last; empty: none yet
  Instant ring_address_missed_at_ = kNever;
  bool ring_link_down_ = false;
  Instant trust_silence_at_{};      // before it, silence is no news: this node itself was away
  std::set<own::NodeName> silent_;  // down, but not told to ownership
  std::optional<bool> cut_off_told_;

  Instant last_step_{};
  Instant judge_at_{};  // not before: a stall was noticed
  bool left_ = false;
  Effects effects_;
};

}  // namespace herald::speaker::wire
