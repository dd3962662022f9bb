// What a speaker says of itself in the annotations of its Lease, `speaker-<node>`: who it is, where its ring
// port listens, and in short what became of its addresses. Written by the speaker; read by the other speakers
// (who takes part), by the controller (who announces what) and by heraldctl. One codec for all of them.
//
// Lists of addresses are runs in order, "10.0.0.1,10.0.0.4-10.0.0.9", and bounded: a list that is cut short
// ends in "...". An annotation that is absent is an empty list; those nobody here knows are ignored, so that
// versions may differ during an upgrade.
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/model/reason.h"
#include "core/model/selector.h"
#include "core/net/ip_range_set.h"
#include "core/net/mac.h"
#include "core/own/types.h"
#include "kube/objects.h"
#include "kube/speaker_peers.h"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace herald::kube {

namespace annotation {
inline constexpr std::string_view kSpeakerAddress = "lb.herald/speaker-address";  // "192.0.2.1:7947"
inline constexpr std::string_view kIncarnation = "lb.herald/speaker-incarnation";
inline constexpr std::string_view kMacs = "lb.herald/macs";  // "02:00:00:00:00:01,..."
inline constexpr std::string_view kDraining = "lb.herald/draining";
inline constexpr std::string_view kOwned = "lb.herald/owned";
inline constexpr std::string_view kSince = "lb.herald/since";  // "1700000000=10.0.0.1;..." of what is owned
inline constexpr std::string_view kConflicts = "lb.herald/conflicts";  // "10.0.0.7=02:00:00:00:00:01@eth0"
// Of these conflicts, those on addresses that the stranger had before this speaker announced them.
inline constexpr std::string_view kUnannounced = "lb.herald/unannounced";  // "10.0.0.7"
inline constexpr std::string_view kUnable = "lb.herald/unable";            // "<need>=<why>", one to a line
inline constexpr std::string_view kSilent = "lb.herald/silent";            // "NoReadyEndpoints=10.0.0.8;..."
inline constexpr std::string_view kPeers = "lb.herald/peers";              // speaker_peers.h
// "10.0.0.2=node-a,10.0.0.3=node-b", of those that a Service has or could be given.
inline constexpr std::string_view kNodeAddresses = "lb.herald/node-addresses";
// Not the speaker's: who sets it to "true" wants the node emptied. Speakers leave it alone.
inline constexpr std::string_view kDrain = "lb.herald/drain";
}  // namespace annotation

// All that a report consists of: what is not in the present one shall not stay from an older one.
inline constexpr std::array kReportAnnotations = {
    annotation::kSpeakerAddress, annotation::kIncarnation, annotation::kDraining,      annotation::kOwned,
    annotation::kConflicts,      annotation::kUnannounced, annotation::kUnable,        annotation::kSilent,
    annotation::kPeers,          annotation::kSince,       annotation::kNodeAddresses, annotation::kMacs};

// Addresses that nodes have for themselves, and the name of such a node.
using NodesByAddress = std::map<net::IpAddress, own::NodeName>;

// Somebody who is no speaker answers for an address.
struct LanConflict {
  net::IpAddress address;
  net::MacAddress mac;
  std::string interface;
  bool announced = true;  // by us, all the same: we had it first

  friend bool operator==(const LanConflict&, const LanConflict&) = default;
};

struct SpeakerReport {
  own::Member member;
  std::set<net::MacAddress> macs;  // that it announces from: what else comes from them is no stranger's
  bool draining = false;
  net::IpRangeSet owned;
  std::map<UnixSeconds, net::IpRangeSet> since;  // of the owned ones, by when they came here
  std::vector<LanConflict> conflicts;
  std::map<own::InterfaceNeed, std::string> unable;  // what this node announces nothing of, and why
  // Addresses that nobody can announce, by reason. All speakers know them; one of them says so.
  std::map<model::Reason, net::IpRangeSet> silent;
  NodesByAddress node_addresses;    // likewise: one speaker says so
  std::vector<PeerStanding> peers;  // BGP

  friend bool operator==(const SpeakerReport&, const SpeakerReport&) = default;
};

[[nodiscard]] std::string speaker_lease_name(std::string_view node);
[[nodiscard]] bool is_speaker_lease(std::string_view lease_name);

// Without the empty ones.
[[nodiscard]] model::Labels encode_speaker_report(const SpeakerReport& report);

// Nothing when nobody holds the Lease: its speaker has taken its leave. The error says what is wrong.
[[nodiscard]] Result<std::optional<SpeakerReport>, std::string> read_speaker_report(
    const Object<Lease>& lease);
// The same without the long lists: what one speaker has to know of another.
[[nodiscard]] Result<std::optional<SpeakerReport>, std::string> read_speaker_member(
    const Object<Lease>& lease);

// When `address` came to this speaker; nothing when it does not have it, or does not say.
[[nodiscard]] std::optional<UnixSeconds> owned_since(const SpeakerReport& report, net::IpAddress address);

// Whether somebody asks for the node to be emptied.
[[nodiscard]] bool asks_to_drain(const Lease& lease);

}  // namespace herald::kube
