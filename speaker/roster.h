// Who takes part: this speaker, and every other whose Lease says so.
//
// A Lease that runs out (kube/lease_sightings.h: never while the API server is away), is released or deleted
// takes its speaker out, with one exception: as long as the ring sees it alive, it stays. Such a speaker only
// cannot reach the API server, it still announces, and to deal its addresses out anew would make two answer
// for each. It leaves when the ring loses it, and is back when the ring hears it again. What the ring says of
// a member is a function of views that all speakers hear, so all decide alike.
//
// A Lease belongs to a node's name. When another process elsewhere renews the one of our name, and started
// later than we did, then it is the real one (two machines of one name, a cloned disk): it is among the
// members, which is what silences us, until its renewals end.
#pragma once

#include "core/base/time.h"
#include "core/own/types.h"
#include "kube/lease_sightings.h"
#include "kube/speaker_report.h"
#include "speaker/events.h"
#include "speaker/reports.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace herald::speaker {

class Roster {
 public:
  // `standing`: the same members, but what one can do, or whether the ring hears it, is not as it was.
  enum class Change : std::uint8_t { nothing, standing, members };

  struct Peer {
    std::optional<kube::SpeakerReport> report;  // the last one that made sense
    kube::UnixMicros renewed;
    bool lapsed = false;  // its Lease has run out, is nobody's or is gone
    bool has_lease = true;
    report::MemberState ring = report::MemberState::unknown;

    [[nodiscard]] bool takes_part() const { return report && (!lapsed || ring == report::MemberState::up); }
  };
  using Peers = std::map<own::NodeName, Peer>;  // all but this one

  explicit Roster(own::Member self) : self_(std::move(self)) {}

  Change saw(Instant now, const LeaseChanged& lease);
  Change gone(const std::string& lease);
  Change ring_says(const report::MemberSeen& seen);

  [[nodiscard]] std::vector<own::Member> members() const;  // by name; a rival behind or before this one
  [[nodiscard]] bool takes_part(const own::NodeName& node) const;
  // Of those who take part: who came, and who has other MACs, since the last call.
  [[nodiscard]] std::vector<own::NodeName> take_told_macs();
  [[nodiscard]] const own::Member& self() const { return self_; }
  [[nodiscard]] const Peers& peers() const { return peers_; }
  // Another process, elsewhere, of this node's name, that started later: our Lease is its Lease.
  [[nodiscard]] const std::optional<own::Member>& rival() const { return rival_; }

  // Whether it falls to this speaker to say what is nobody's to say: the first by name that is not down.
  [[nodiscard]] bool speaks_for_all() const;

 private:
  [[nodiscard]] bool is_own(const std::string& lease) const;
  Change lapse(const std::string& lease);
  Change see_own(const LeaseChanged& lease);
  Change set_rival(const std::optional<own::Member>& rival);
  Change seen_again(const std::string& node, const LeaseChanged& lease);
  void remember_macs(const Peers::value_type& peer);
  void forget_if_gone(Peers::iterator peer);

  own::Member self_;
  std::optional<own::Member> rival_;
  std::optional<kube::UnixMicros> own_renewed_;  // our Lease, when it was last seen
  Peers peers_;
  std::set<own::NodeName> macs_changed_;
  kube::LeaseSightings sightings_;
};

}  // namespace herald::speaker
