// Who announces which address, by what the speakers report in their Leases. A report that has run out, or
// whose speaker has taken its leave, no longer counts.
//
// A conflict with a MAC that a speaker announces from is none: speakers that cannot hear each other (a packet
// filter) may take each other for strangers, and no address is the worse for it. Whose Lease has run out is
// still a speaker in this, for it may be alive.
//
// Two reports may claim one address: a node that died is spoken of by its Lease for up to a minute. The one
// that claimed it last is right: only who takes over claims anew.
#pragma once

#include "core/base/time.h"
#include "core/model/reason.h"
#include "core/net/ip.h"
#include "core/net/ip_range_set.h"
#include "core/net/mac.h"
#include "kube/lease_sightings.h"
#include "kube/speaker_report.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace herald::controller {

// A Lease in our namespace: those that are no speaker's show that the API server is alive.
struct LeaseSeen {
  std::string name;
  kube::UnixMicros renewed;
  std::optional<kube::SpeakerReport> report;  // absent: nobody's, or it makes no sense
};

// A stranger on the LAN, and one of the nodes that see him.
struct SeenConflict {
  std::string node;
  kube::LanConflict conflict;

  friend bool operator==(const SeenConflict&, const SeenConflict&) = default;
};

class Announcers {
 public:
  struct Changes {
    std::set<net::IpAddress> addresses;             // of those that are followed
    std::vector<kube::LanConflict> conflicts_seen;  // begun, or another than before
    std::vector<net::IpAddress> conflicts_over;
    std::set<net::IpAddress> node_addresses;  // perhaps another node's now, or no node's any more
  };

  void see(Instant now, LeaseSeen lease, Changes& changes);
  void lose(const std::string& lease, Changes& changes);

  // Addresses that Services have: nobody is asked of others.
  void follow(net::IpAddress address);
  void unfollow(net::IpAddress address) { claims_.erase(address); }

  // Empty: nobody.
  [[nodiscard]] std::string announcer(net::IpAddress address) const;
  // Why nobody can, as far as a speaker says so.
  [[nodiscard]] std::optional<model::Reason> obstacle(net::IpAddress address) const;
  // The node whose own address it is, as far as a speaker says so; empty: none.
  [[nodiscard]] std::string node_at(net::IpAddress address) const;
  // The stranger on it; nothing when none is reported who is no speaker. `announced`: by whichever of us.
  [[nodiscard]] std::optional<SeenConflict> conflict(net::IpAddress address) const;
  // Whether a speaker was ever heard of: without any there is nothing to say about announcing.
  [[nodiscard]] bool any_speaker() const { return any_speaker_; }

 private:
  using Reports = std::map<std::string, kube::SpeakerReport>;  // by Lease

  // Of the two only the reports differ, never the node.
  void compare(const kube::SpeakerReport& before, const kube::SpeakerReport& after, Changes& changes);
  void compare_owned(const std::string& node, const net::IpRangeSet& before, const net::IpRangeSet& after,
                     Changes& changes);
  void touch_followed(const net::IpRangeSet& ranges, Changes& changes) const;
  void compare_conflicts(const kube::SpeakerReport& before, const kube::SpeakerReport& after,
                         Changes& changes);
  static void compare_nodes(const kube::NodesByAddress& before, const kube::NodesByAddress& after,
                            Changes& changes);
  void drop(const std::string& lease, Changes& changes);
  void set_macs(const std::string& lease, std::set<net::MacAddress> macs, Changes& changes);
  using Believed = std::map<net::IpAddress, std::optional<SeenConflict>>;
  void tell_difference(const Believed& before, Changes& changes) const;

  bool any_speaker_ = false;
  kube::LeaseSightings sightings_;
  std::map<std::string, kube::UnixMicros> renewed_;  // by Lease
  std::set<std::string> lapsed_;                     // Leases that ran out: only a renewal brings one back
  std::map<std::string, std::set<net::MacAddress>> macs_;  // by Lease, as long as there is one
  std::map<net::MacAddress, std::size_t> speakers_;        // so many Leases name it
  Reports reports_;
  std::map<net::IpAddress, std::vector<std::string>> claims_;                     // nodes, the latest last
  std::map<net::IpAddress, std::map<std::string, kube::LanConflict>> conflicts_;  // by the node that sees it
};

}  // namespace herald::controller
