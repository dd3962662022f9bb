// The plan loop's mind: what the wire loop shall announce, and what the API server is told of it.
//
// Until everything that exists has been listed the wire loop is told nothing, because half of the truth would
// move addresses. From then on it gets differences, and when the API server goes away, it simply gets none:
// what holds, holds on.
//
// The Lease is written once the wire loop runs: a process that cannot have the ring's port, because another
// one of this node has it, must not take that one's Lease away. Nor must one that is not the real speaker of
// its node's name (roster.h): the others would talk to the two in turn.
#pragma once

#include "config/config.h"
#include "core/base/machine.h"
#include "core/base/time.h"
#include "core/own/types.h"
#include "speaker/bgp_plan.h"
#include "speaker/effects.h"
#include "speaker/event_text.h"
#include "speaker/events.h"
#include "speaker/l2_plan.h"
#include "speaker/lease_keeper.h"
#include "speaker/orders.h"
#include "speaker/reports.h"
#include "speaker/roster.h"
#include "speaker/snapshot.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace herald::speaker {

class Brain {
 public:
  using Event = speaker::Event;
  using Effects = speaker::Effects;

  struct Settings {
    own::Member self;
    std::string load_balancer_class;  // empty: Services without a class
    LeaseTimes lease;
    // Most that the wire loop may take for its farewell, and the API server to hear of it: together within
    // the ten seconds that a Pod has.
    Duration wire_farewell = std::chrono::seconds(5);
    Duration lease_farewell = std::chrono::milliseconds(1500);
    std::uint64_t seed = 0;  // for jitter
  };

  explicit Brain(Settings settings);

  Effects step(Instant now, Event event);
  [[nodiscard]] Instant next_deadline() const;

  struct Owning {
    report::Gained gained;
    UnixSeconds since;
  };
  using Owned = std::map<net::IpAddress, Owning>;
  using Conflicts = std::map<net::IpAddress, report::Conflict>;
  using Unable = std::map<own::InterfaceNeed, std::string>;

  [[nodiscard]] bool synced() const { return synced_; }
  [[nodiscard]] bool draining() const { return draining_; }
  // Why: somebody asks for it, or the node carries the label that keeps load balancers off it. Or both.
  [[nodiscard]] bool asked_to_drain() const { return drain_ordered_ || drain_asked_; }
  [[nodiscard]] bool excluded() const;
  [[nodiscard]] bool config_is_stale() const { return config_is_stale_; }
  [[nodiscard]] bool lease_is_known() const { return lease_.known(); }
  [[nodiscard]] const Snapshot& snapshot() const { return snapshot_; }
  [[nodiscard]] const Layer2Plan& plan() const { return plan_; }
  [[nodiscard]] const BgpPlan& bgp_plan() const { return bgp_plan_; }
  [[nodiscard]] const Roster& roster() const { return roster_; }
  [[nodiscard]] const Owned& owned() const { return owned_; }
  [[nodiscard]] const Conflicts& conflicts() const { return conflicts_; }
  [[nodiscard]] const Unable& unable() const { return unable_; }
  // As the wire loop last saw them, and with those of the roster.
  [[nodiscard]] const std::vector<report::NodeProblem>& node_problems() const { return node_problems_; }

 private:
  enum class Phase : std::uint8_t { working, wire_leaving, releasing, stopped };

  void on(ServiceChanged&& event);
  void on(ServiceGone&& event);
  void on(EndpointsChanged&& event);
  void on(EndpointsGone&& event);
  void on(NodeChanged&& event);
  void on(NodeGone&& event);
  void on(LeaseChanged&& event);
  void on(LeaseGone&& event);
  void on(ConfigChanged&& event);
  void on(ConfigRejected&& event);
  void on(ConfigGone&& event);
  void on(PasswordsChanged&& event);
  void on(Synced&& event);
  void on(Reported&& event);
  void on(PeersStand&& event);
  void on(WireUp&& event);
  void on(WireLeft&& event);
  void on(LeaseWritten&& event);
  void on(Drain&& event);
  void on(Tick&& event);
  void on(Stop&& event);

  void hear(const report::Gained& gained);
  void hear(const report::Lost& lost);
  void hear(const report::Conflict& conflict);
  void hear(const report::ConflictOver& over);
  void hear(const report::Unable& unable);
  void hear(const report::MemberSeen& seen);
  void hear(const report::Emptied& emptied);
  void hear(const report::NodeProblems& seen);
  void hear(const report::Peering& peering);
  void hear(const report::RingAddressGone& gone);
  void hear(const report::Macs& told);
  void hear(const report::TwinLinks& twins);

  void nodes_changed();
  void report_for_all();
  void note(Roster::Change change);
  void tell_problems();
  void tell(const kube::ObjectReference& about, EventText text);
  void tell_services(net::IpAddress address, const EventText& text);
  void give_orders();
  [[nodiscard]] bgp_order::Orders bgp_orders(const Snapshot::Touched& touched, bool drain_changed);
  [[nodiscard]] bool may_write_lease() const { return wire_up_ && !roster_.rival(); }
  void write_lease();
  void leave_step_by_step();
  [[nodiscard]] model::Labels compose_report() const;

  Settings settings_;
  Instant now_{};
  Effects effects_;  // of the step under way

  Phase phase_ = Phase::working;
  Instant farewell_ = kNever;
  bool wire_up_ = false;
  bool synced_ = false;
  bool complete_told_ = false;

  Snapshot snapshot_;
  Snapshot::Touched touched_;
  Layer2Plan plan_;
  BgpPlan bgp_plan_;
  Roster roster_;
  bool roster_changed_ = true;  // since the wire loop was told
  LeaseKeeper lease_;

  order::Layer2Settings layer2_;
  std::optional<order::Layer2Settings> layer2_told_;
  bool config_is_stale_ = true;

  bool drain_ordered_ = false;  // by a Drain event
  bool drain_asked_ = false;    // by the annotation on our Lease
  bool draining_ = false;       // what the wire loop was told last

  Owned owned_;
  UnixSeconds reported_at_;
  Conflicts conflicts_;
  Unable unable_;
  std::set<net::MacAddress> macs_;
  std::vector<kube::PeerStanding> peers_;
  std::vector<report::NodeProblem> wire_problems_;
  report::TwinLinks twins_;
  std::vector<report::NodeProblem> node_problems_;  // all
};

static_assert(Machine<Brain>);

// The part of the configuration that the wire loop needs.
[[nodiscard]] order::Layer2Settings layer2_settings(const config::Config& config);

}  // namespace herald::speaker
