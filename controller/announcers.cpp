#include "controller/announcers.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace herald::controller {

void Announcers::see(Instant now, LeaseSeen lease, Changes& changes) {
  for (const std::string& expired : sightings_.saw(now, lease.name, lease.renewed)) {
    lapsed_.insert(expired);
    drop(expired, changes);
  }
  if (!kube::is_speaker_lease(lease.name)) return;
  any_speaker_ = true;
  kube::UnixMicros& renewed = renewed_[lease.name];
  if (lapsed_.contains(lease.name) && renewed == lease.renewed) return;
  lapsed_.erase(lease.name);
  renewed = lease.renewed;
  set_macs(lease.name, lease.report ? lease.report->macs : std::set<net::MacAddress>(), changes);
  if (!lease.report) return drop(lease.name, changes);
  kube::SpeakerReport& known = reports_[lease.name];
  const kube::SpeakerReport before = std::exchange(known, *std::move(lease.report));
  compare(before, known, changes);
}

void Announcers::lose(const std::string& lease, Changes& changes) {
  sightings_.forget(lease);
  lapsed_.erase(lease);
  renewed_.erase(lease);
  drop(lease, changes);
  set_macs(lease, {}, changes);
}

// What was a stranger's may be a speaker's now, and the other way round.
void Announcers::set_macs(const std::string& lease, std::set<net::MacAddress> macs, Changes& changes) {
  const auto known = macs_.find(lease);
  const std::set<net::MacAddress> old = known == macs_.end() ? std::set<net::MacAddress>() : known->second;
  if (old == macs) return;
  Believed before;
  for (const auto& [address, seen] : conflicts_)
    before.emplace(address, conflict(address));
  for (const net::MacAddress& mac : macs)
    ++speakers_[mac];
  for (const net::MacAddress& mac : old) {
    const auto at = speakers_.find(mac);
    if (--at->second == 0) speakers_.erase(at);
  }
  if (macs.empty()) {
    macs_.erase(lease);
  } else {
    macs_[lease] = std::move(macs);
  }
  tell_difference(before, changes);
}

void Announcers::tell_difference(const Believed& before, Changes& changes) const {
  for (const auto& [address, was] : before) {
    const auto is = conflict(address);
    if (is == was) continue;
    // What was told of it in the same step is outdated.
    std::erase(changes.conflicts_over, address);
    std::erase_if(changes.conflicts_seen, [&](const auto& seen) { return seen.address == address; });
    if (is) {
      changes.conflicts_seen.push_back(is->conflict);
    } else {
      changes.conflicts_over.push_back(address);
    }
  }
}

void Announcers::drop(const std::string& lease, Changes& changes) {
  const auto at = reports_.find(lease);
  if (at == reports_.end()) return;
  const kube::SpeakerReport before = std::move(at->second);
  reports_.erase(at);
  kube::SpeakerReport nothing;
  nothing.member.node = before.member.node;
  compare(before, nothing, changes);
}

void Announcers::compare(const kube::SpeakerReport& before, const kube::SpeakerReport& after,
                         Changes& changes) {
  if (before.owned != after.owned) compare_owned(after.member.node, before.owned, after.owned, changes);
  compare_conflicts(before, after, changes);
  compare_nodes(before.node_addresses, after.node_addresses, changes);
  if (before.silent == after.silent) return;
  for (const kube::SpeakerReport* const report : {&before, &after}) {
    for (const auto& [reason, ranges] : report->silent)
      touch_followed(ranges, changes);
  }
}

void Announcers::compare_owned(const std::string& node, const net::IpRangeSet& before,
                               const net::IpRangeSet& after, Changes& changes) {
  Changes touched;
  touch_followed(before, touched);
  touch_followed(after, touched);
  for (const net::IpAddress address : touched.addresses) {
    const bool owns = after.contains(address);
    if (owns == before.contains(address)) continue;
    std::vector<std::string>& claimants = claims_.at(address);
    std::erase(claimants, node);
    if (owns) claimants.push_back(node);
    changes.addresses.insert(address);
  }
}

void Announcers::touch_followed(const net::IpRangeSet& ranges, Changes& changes) const {
  for (const auto& [first, last] : ranges.ranges()) {
    for (auto at = claims_.lower_bound(first); at != claims_.end() && at->first <= last; ++at)
      changes.addresses.insert(at->first);
  }
}

void Announcers::compare_conflicts(const kube::SpeakerReport& before, const kube::SpeakerReport& after,
                                   Changes& changes) {
  if (before.conflicts == after.conflicts) return;
  Believed known;
  for (const kube::SpeakerReport* const report : {&before, &after}) {
    for (const kube::LanConflict& each : report->conflicts)
      known.try_emplace(each.address, conflict(each.address));
  }
  const std::string& node = after.member.node;
  for (const kube::LanConflict& each : before.conflicts) {
    const auto at = conflicts_.find(each.address);
    if (at != conflicts_.end() && at->second.erase(node) > 0 && at->second.empty()) conflicts_.erase(at);
  }
  for (const kube::LanConflict& each : after.conflicts)
    conflicts_[each.address].insert_or_assign(node, each);
  tell_difference(known, changes);
}

void Announcers::compare_nodes(const kube::NodesByAddress& before, const kube::NodesByAddress& after,
                               Changes& changes) {
  std::vector<kube::NodesByAddress::value_type> moved;
  std::ranges::set_symmetric_difference(before, after, std::back_inserter(moved));
  for (const auto& [address, node] : moved)
    changes.node_addresses.insert(address);
}

void Announcers::follow(net::IpAddress address) {
  const auto [at, is_new] = claims_.try_emplace(address);
  if (!is_new) return;
  for (const auto& [lease, report] : reports_) {
    if (report.owned.contains(address)) at->second.push_back(report.member.node);
  }
}

std::string Announcers::announcer(net::IpAddress address) const {
  const auto at = claims_.find(address);
  return at == claims_.end() || at->second.empty() ? std::string() : at->second.back();
}

std::optional<SeenConflict> Announcers::conflict(net::IpAddress address) const {
  const auto at = conflicts_.find(address);
  if (at == conflicts_.end()) return std::nullopt;
  std::optional<SeenConflict> seen;
  for (const auto& [node, conflict] : at->second) {
    if (speakers_.contains(conflict.mac)) continue;
    const bool announced = conflict.announced || (seen && seen->conflict.announced);
    if (!seen) seen = SeenConflict{node, conflict};
    seen->conflict.announced = announced;
  }
  return seen;
}

std::optional<model::Reason> Announcers::obstacle(net::IpAddress address) const {
  for (const auto& [lease, report] : reports_) {
    for (const auto& [reason, ranges] : report.silent) {
      if (ranges.contains(address)) return reason;
    }
  }
  return std::nullopt;
}

std::string Announcers::node_at(net::IpAddress address) const {
  for (const auto& [lease, report] : reports_) {
    const auto at = report.node_addresses.find(address);
    if (at != report.node_addresses.end()) return at->second;
  }
  return {};
}

}  // namespace herald::controller
