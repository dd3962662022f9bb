#include "speaker/roster.h"

#include <algorithm>
#include <utility>

namespace herald::speaker {
namespace {

constexpr std::string_view kPrefix = "speaker-";
// Far beyond what clocks may differ by: such a Lease is what a dead node left behind.
constexpr Duration kAncient = std::chrono::minutes(10);

std::string node_of(const std::string& lease) {
  return kube::is_speaker_lease(lease) ? lease.substr(kPrefix.size()) : std::string();
}

// What of a peer the wire loop is told.
std::optional<own::Member> member_of(const Roster::Peer& peer) {
  return peer.takes_part() ? std::optional(peer.report->member) : std::nullopt;
}

}  // namespace

bool Roster::is_own(const std::string& lease) const {
  return lease == kube::speaker_lease_name(self_.node);
}

Roster::Change Roster::saw(Instant now, const LeaseChanged& lease) {
  Change change = Change::nothing;
  for (const std::string& expired : sightings_.saw(now, lease.name, lease.renewed))
    change = std::max(change, lapse(expired));
  const std::string node = node_of(lease.name);
  if (node.empty()) return change;
  return std::max(change, is_own(lease.name) ? see_own(lease) : seen_again(node, lease));
}

// What stands there at first may be of a process that is dead, whose clock was ahead: only a renewal tells.
Roster::Change Roster::see_own(const LeaseChanged& lease) {
  const auto before = std::exchange(own_renewed_, lease.renewed);
  if (!before || *before == lease.renewed) return Change::nothing;
  if (!lease.report) return set_rival(std::nullopt);
  const own::Member& writer = lease.report->member;
  const bool elsewhere = writer.address != self_.address || writer.port != self_.port;
  if (!elsewhere || writer.incarnation <= self_.incarnation) return Change::nothing;
  return set_rival(writer);
}

Roster::Change Roster::set_rival(const std::optional<own::Member>& rival) {
  return std::exchange(rival_, rival) == rival ? Change::nothing : Change::members;
}

// A list shows also Leases that have long run out: only a renewal brings one back.
Roster::Change Roster::seen_again(const std::string& node, const LeaseChanged& lease) {
  const auto [at, is_new] = peers_.try_emplace(node);
  Peer& peer = at->second;
  const auto before = member_of(peer);
  if (is_new || peer.renewed != lease.renewed) peer.lapsed = is_new && lease.age > kAncient;
  peer.renewed = lease.renewed;
  peer.has_lease = true;
  bool able_as_before = true;
  if (lease.report) {
    if (lease.report->macs != (peer.report ? peer.report->macs : std::set<net::MacAddress>()))
      macs_changed_.insert(node);
    able_as_before = peer.report && peer.report->unable == lease.report->unable;
    peer.report = lease.report;
  } else {
    peer.lapsed = true;
  }
  if (before != member_of(peer)) {
    remember_macs(*at);
    return Change::members;
  }
  return able_as_before || !peer.takes_part() ? Change::nothing : Change::standing;
}

Roster::Change Roster::gone(const std::string& lease) {
  sightings_.forget(lease);
  if (is_own(lease)) return set_rival(std::nullopt);
  const auto at = peers_.find(node_of(lease));
  if (at == peers_.end()) return Change::nothing;
  at->second.has_lease = false;
  const Change change = lapse(lease);
  forget_if_gone(at);
  return change;
}

Roster::Change Roster::lapse(const std::string& lease) {
  if (is_own(lease)) return set_rival(std::nullopt);
  const auto at = peers_.find(node_of(lease));
  if (at == peers_.end()) return Change::nothing;
  const bool before = at->second.takes_part();
  at->second.lapsed = true;
  return before == at->second.takes_part() ? Change::nothing : Change::members;
}

Roster::Change Roster::ring_says(const report::MemberSeen& seen) {
  const auto at = peers_.find(seen.node);
  if (at == peers_.end()) return Change::nothing;
  const bool before = at->second.takes_part();
  const bool heard_anew = std::exchange(at->second.ring, seen.state) != seen.state;
  const bool after = at->second.takes_part();
  if (after && !before) remember_macs(*at);
  forget_if_gone(at);
  if (before != after) return Change::members;
  return heard_anew ? Change::standing : Change::nothing;
}

void Roster::forget_if_gone(Peers::iterator peer) {
  if (!peer->second.has_lease && !peer->second.takes_part()) peers_.erase(peer);
}

std::vector<own::Member> Roster::members() const {
  std::vector<own::Member> members{self_};
  if (rival_) members.push_back(*rival_);
  for (const auto& [node, peer] : peers_) {
    if (peer.takes_part()) members.push_back(peer.report->member);
  }
  std::ranges::sort(members, {}, &own::Member::node);
  return members;
}

// Who has not been a member for a while may have been forgotten.
void Roster::remember_macs(const Peers::value_type& peer) {
  const auto& [node, what] = peer;
  if (what.takes_part() && !what.report->macs.empty()) macs_changed_.insert(node);
}

std::vector<own::NodeName> Roster::take_told_macs() {
  std::vector<own::NodeName> nodes;
  for (const own::NodeName& node : std::exchange(macs_changed_, {})) {
    const auto at = peers_.find(node);
    if (at != peers_.end() && at->second.takes_part()) nodes.push_back(node);
  }
  return nodes;
}

bool Roster::takes_part(const own::NodeName& node) const {
  if (node == self_.node) return true;
  const auto at = peers_.find(node);
  return at != peers_.end() && at->second.takes_part();
}

bool Roster::speaks_for_all() const {
  return std::ranges::none_of(peers_, [&](const auto& entry) {
    const auto& [node, peer] = entry;
    return node < self_.node && peer.takes_part() && peer.ring != report::MemberState::down &&
           peer.ring != report::MemberState::leaving;
  });
}

}  // namespace herald::speaker
