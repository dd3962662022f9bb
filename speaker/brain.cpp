#include "speaker/brain.h"

#include "speaker/found_problems.h"
#include "speaker/node_addresses.h"
#include "speaker/peer_standings.h"
#include "speaker/silent.h"

#include <algorithm>
#include <utility>

namespace herald::speaker {
namespace {

// What container networks and load balancers leave on a node: an address announced there reaches nobody.
const std::vector<std::string>& usual_container_devices() {
  static const std::vector<std::string> devices = {"cali*",      "cni*",   "docker*",     "flannel*",
                                                   "kube-ipvs*", "lxc*",   "tunl*",       "veth*",
                                                   "virbr*",     "dummy*", "nodelocaldns"};
  return devices;
}

// Routers are numbered by 32 bits: a node without an IPv4 address needs a router-id in its peers' settings.
NodeIdentity identity_of(const own::Member& self) {
  NodeIdentity identity{.name = self.node};
  if (self.address.is_v4()) identity.address = self.address;
  return identity;
}

// As the kubelet writes it: people look for a node's Events by its name.
kube::ObjectReference this_node(const own::NodeName& name) {
  return {.kind = "Node", .key = {"", name}, .uid = name};
}

}  // namespace

order::Layer2Settings layer2_settings(const config::Config& config) {
  return {.liveness_interval = config.layer2.liveness_interval,
          .liveness_multiplier = config.layer2.liveness_multiplier,
          .refresh = config.layer2.refresh,
          .conflict_probe = config.layer2.conflict_probe,
          .sticky = config.layer2.sticky,
          .ignore_interfaces = config.layer2.ignore_interfaces.value_or(usual_container_devices())};
}

Brain::Brain(Settings settings)
    : settings_(std::move(settings)),
      snapshot_(settings_.load_balancer_class),
      bgp_plan_(identity_of(settings_.self)),
      roster_(settings_.self),
      lease_(settings_.lease, settings_.seed),
      layer2_(layer2_settings({})) {}

Effects Brain::step(Instant now, Event event) {
  now_ = now;
  std::visit([this](auto& each) { on(std::move(each)); }, event);
  if (!synced_) touched_.clear();
  if (phase_ == Phase::working && synced_) give_orders();
  write_lease();
  leave_step_by_step();
  return std::exchange(effects_, {});
}

Instant Brain::next_deadline() const {
  if (phase_ == Phase::stopped) return kNever;
  return may_write_lease() ? std::min(lease_.next_deadline(), farewell_) : farewell_;
}

// ---- the cluster

void Brain::on(ServiceChanged&& event) {
  snapshot_.see(event.service, touched_);
}

void Brain::on(ServiceGone&& event) {
  snapshot_.forget(event.key, touched_);
}

void Brain::on(EndpointsChanged&& event) {
  snapshot_.see(event.slice, event.endpoints, touched_);
}

void Brain::on(EndpointsGone&& event) {
  snapshot_.forget_slice(event.slice, touched_);
}

void Brain::on(NodeChanged&& event) {
  if (snapshot_.see(event.node, touched_) == Snapshot::NodeChange::matters) nodes_changed();
}

void Brain::on(NodeGone&& event) {
  if (snapshot_.forget_node(event.name, touched_) == Snapshot::NodeChange::matters) nodes_changed();
}

void Brain::nodes_changed() {
  plan_.nodes_changed(snapshot_);
  bgp_plan_.nodes_changed(snapshot_);
  report_for_all();
}

// Of addresses that no Service has, too: is one of a pool a node's own? The controller is to know before it
// gives it away. What turns out to be the same as before is not written.
void Brain::report_for_all() {
  if (roster_.speaks_for_all()) lease_.report_changed(now_);
}

void Brain::on(LeaseChanged&& event) {
  const bool had_rival = roster_.rival().has_value();
  note(roster_.saw(now_, event));
  if (had_rival && !roster_.rival()) lease_.lost(now_);
  if (event.name != kube::speaker_lease_name(settings_.self.node)) return;
  drain_asked_ = event.drain_asked;
  // Another wrote over ours, who is not the real one: what we say is to stand there whole.
  if (event.report && event.report->member != settings_.self && !roster_.rival()) lease_.lost(now_);
}

// Ours is made anew at once: without it the others would leave us out.
void Brain::on(LeaseGone&& event) {
  note(roster_.gone(event.name));
  if (event.name != kube::speaker_lease_name(settings_.self.node)) return;
  drain_asked_ = false;
  lease_.lost(now_);
}

void Brain::on(ConfigChanged&& event) {
  config_is_stale_ = !event.text.has_value();
  layer2_ = layer2_settings(*event.config);
  plan_.configure(*event.config, snapshot_);
  bgp_plan_.configure(*event.config, snapshot_);
  report_for_all();
}

void Brain::on(ConfigRejected&&) {
  config_is_stale_ = true;
}

void Brain::on(ConfigGone&&) {
  config_is_stale_ = true;
}

void Brain::on(PasswordsChanged&& event) {
  bgp_plan_.set_passwords(std::move(event.passwords));
}

// Until now nothing was looked at: now everything is.
void Brain::on(Synced&&) {
  synced_ = true;
  snapshot_.touch_all(touched_);
}

// Who speaks for all, and what he says of addresses that nobody announces, hangs on the others.
void Brain::note(Roster::Change change) {
  if (change == Roster::Change::members) {
    roster_changed_ = true;
    tell_problems();
  }
  if (change != Roster::Change::nothing) lease_.report_changed(now_);
}

// ---- the wire

void Brain::on(Reported&& event) {
  reported_at_ = event.at;
  for (const report::Report& report : event.reports)
    std::visit([this](const auto& each) { hear(each); }, report);
}

void Brain::hear(const report::Gained& gained) {
  owned_.insert_or_assign(gained.address, Owning{.gained = gained, .since = reported_at_});
  lease_.report_changed(now_);
  tell_services(gained.address, event_text(gained, settings_.self.node));
}

void Brain::hear(const report::Lost& lost) {
  owned_.erase(lost.address);
  conflicts_.erase(lost.address);  // nobody looks for the stranger any more
  lease_.report_changed(now_);
  if (const auto text = event_text(lost, settings_.self.node)) tell_services(lost.address, *text);
}

void Brain::hear(const report::Conflict& conflict) {
  conflicts_.insert_or_assign(conflict.address, conflict);
  lease_.report_changed(now_);
  tell_services(conflict.address, event_text(conflict, settings_.self.node));
}

void Brain::hear(const report::ConflictOver& over) {
  if (conflicts_.erase(over.address) > 0) lease_.report_changed(now_);
}

void Brain::hear(const report::Unable& unable) {
  if (unable.why.empty()) {
    unable_.erase(unable.need);
  } else {
    unable_.insert_or_assign(unable.need, unable.why);
  }
  lease_.report_changed(now_);
}

void Brain::hear(const report::MemberSeen& seen) {
  note(roster_.ring_says(seen));
}

void Brain::hear(const report::Emptied& /*emptied*/) {
  lease_.report_changed(now_);
}

// With a farewell: others are to hear, by the Lease too, that this node has let go. The next process takes
// the address that the node has by then.
void Brain::hear(const report::RingAddressGone& /*gone*/) {
  on(Stop{});
}

// What is new must be known before it is seen on the wire. What is gone does no harm, and waits for the next
// time that the Lease is written anyway.
void Brain::hear(const report::Macs& told) {
  if (!std::ranges::includes(macs_, told.macs)) lease_.report_changed(now_);
  macs_ = told.macs;
}

// Sessions that end because the process does are no news.
void Brain::hear(const report::Peering& peering) {
  if (phase_ != Phase::working) return;
  if (auto text = event_text(peering.what)) tell(this_node(settings_.self.node), *std::move(text));
}

void Brain::hear(const report::NodeProblems& seen) {
  wire_problems_ = seen.problems;
  tell_problems();
}

void Brain::hear(const report::TwinLinks& twins) {
  twins_ = twins;
  tell_problems();
}

// Each once, until it has been gone.
void Brain::tell_problems() {
  std::vector<report::NodeProblem> problems = wire_problems_;
  const auto is_new = [this](const report::NodeProblem& problem) {
    return std::ranges::find(node_problems_, problem) == node_problems_.end();
  };
  for (const auto& found : {roster_problems(roster_), twin_problems(twins_)}) {
    for (const report::NodeProblem& problem : found) {
      if (is_new(problem)) effects_.emplace_back(NoteProblem{problem});
      problems.push_back(problem);
    }
  }
  for (const report::NodeProblem& problem : problems) {
    if (is_new(problem)) tell(this_node(settings_.self.node), event_text(problem));
  }
  node_problems_ = std::move(problems);
}

// Counts wait for the next time that the Lease is written anyway.
void Brain::on(PeersStand&& event) {
  if (is_news(peers_, event.peers)) lease_.report_changed(now_);
  peers_ = std::move(event.peers);
}

void Brain::tell(const kube::ObjectReference& about, EventText text) {
  effects_.emplace_back(RecordEvent{.about = about,
                                    .type = text.type,
                                    .reason = std::move(text.reason),
                                    .message = std::move(text.message)});
}

void Brain::tell_services(net::IpAddress address, const EventText& text) {
  for (const Snapshot::Service* const service : snapshot_.tenants_of(address))
    tell({.kind = "Service", .key = service->key.key(), .uid = service->tenant.unpack().uid}, text);
}

// ---- orders

bool Brain::excluded() const {
  const auto node = snapshot_.nodes().find(settings_.self.node);
  return node != snapshot_.nodes().end() && node->second.excluded();
}

void Brain::on(Drain&& event) {
  drain_ordered_ = event.draining;
}

// That this node is to be emptied goes ahead of the addresses that it may no longer announce: it hands them
// over instead of dropping them.
void Brain::give_orders() {
  order::Orders orders;
  if (layer2_told_ != layer2_) orders.emplace_back(*(layer2_told_ = layer2_));
  if (roster_changed_) orders.emplace_back(order::Roster{roster_.members()});
  for (const own::NodeName& node : roster_.take_told_macs())
    orders.emplace_back(order::Macs{node, roster_.peers().at(node).report->macs});
  const bool drain_changed = (asked_to_drain() || excluded()) != draining_;
  if (drain_changed) {
    draining_ = !draining_;
    orders.emplace_back(order::Drain{draining_});
    lease_.report_changed(now_);
  }
  const Snapshot::Touched touched = std::exchange(touched_, {});
  plan_.touch(touched);
  const bool settled = plan_.settle(snapshot_, orders) == Layer2Plan::Settled::something;
  if (settled) report_for_all();
  roster_changed_ = false;
  bgp_order::Orders bgp = bgp_orders(touched, drain_changed);
  if (!std::exchange(complete_told_, true)) {
    orders.emplace_back(order::Complete{});
    bgp.emplace_back(bgp_order::Complete{});
  }
  if (!orders.empty()) effects_.emplace_back(SendOrders{std::move(orders)});
  if (!bgp.empty()) effects_.emplace_back(SendBgpOrders{std::move(bgp)});
}

// Drained first, too: routers are asked for other ways while the routes still stand.
bgp_order::Orders Brain::bgp_orders(const Snapshot::Touched& touched, bool drain_changed) {
  bgp_order::Orders orders;
  if (drain_changed) orders.emplace_back(bgp_order::Drain{draining_});
  bgp_plan_.touch(touched);
  bgp_plan_.settle(snapshot_, orders);
  for (const net::IpAddress address : bgp_plan_.take_contradictory(snapshot_))
    tell_services(address, contradiction_text(address));
  return orders;
}

// ---- the Lease

void Brain::on(LeaseWritten&& event) {
  lease_.written(now_, event);
}

void Brain::write_lease() {
  if (!may_write_lease()) return;
  auto write = lease_.take(now_, [this] { return compose_report(); });
  if (!write) return;
  const auto node = snapshot_.nodes().find(settings_.self.node);
  if (node != snapshot_.nodes().end()) write->node_uid = node->second.uid;
  effects_.emplace_back(*std::move(write));
}

model::Labels Brain::compose_report() const {
  kube::SpeakerReport report;
  report.member = settings_.self;
  report.macs = macs_;
  report.draining = draining_;
  if (phase_ != Phase::releasing) {
    for (const auto& [address, owning] : owned_) {
      report.owned.insert(net::IpRange::single(address));
      report.since[owning.since].insert(net::IpRange::single(address));
    }
    for (const auto& [address, conflict] : conflicts_)
      report.conflicts.push_back({address, conflict.mac, conflict.interface, conflict.announced});
    report.unable = unable_;
    report.peers = peers_;
    if (synced_ && roster_.speaks_for_all()) {
      report.silent = silent_addresses(plan_.desires(), roster_, unable_);
      report.node_addresses = node_addresses_at_stake(snapshot_, plan_.pools());
    }
  }
  return kube::encode_speaker_report(report);
}

// ---- the end

void Brain::on(Tick&&) {}

void Brain::on(Stop&&) {
  if (phase_ != Phase::working) return;
  phase_ = Phase::wire_leaving;
  farewell_ = now_ + settings_.wire_farewell;
  effects_.emplace_back(StopWire{});
}

void Brain::on(WireUp&&) {
  wire_up_ = true;
}

// Also when nobody asked for it: a speaker without its wire loop is none.
void Brain::on(WireLeft&&) {
  if (phase_ == Phase::working || phase_ == Phase::wire_leaving) {
    phase_ = Phase::wire_leaving;
    farewell_ = now_;
  }
}

// Only when nothing is announced here any more is the Lease given away: the others take that for a farewell.
void Brain::leave_step_by_step() {
  if (phase_ == Phase::wire_leaving && now_ >= farewell_) {
    phase_ = Phase::releasing;
    farewell_ = now_ + settings_.lease_farewell;
    lease_.release(now_);
    write_lease();
  }
  if (phase_ == Phase::releasing && (!may_write_lease() || lease_.released() || now_ >= farewell_)) {
    phase_ = Phase::stopped;
    effects_.emplace_back(Stopped{});
  }
}

}  // namespace herald::speaker
