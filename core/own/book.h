// The book of addresses: what is wanted, who claims it, what this node makes of it. It keeps the indexes that
// let a change cost what it touches: by owner, by bucket (for anti-entropy), by deadline. It decides nothing.
//
// Claims to addresses that are not wanted here are remembered for a while: the claim may be faster than the
// API server. They are bounded in number and age, and are not passed on.
#pragma once

#include "core/base/sorted_runs.h"
#include "core/base/time.h"
#include "core/own/claim.h"
#include "core/own/ring.h"
#include "core/own/types.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace herald::own {

// What this node does about an address.
enum class Role : std::uint8_t {
  bystander,
  announcing,
  yielding,   // announcing until the successor is heard, or too long
  suspended,  // another speaker announced it: silent, until somebody claims it, or nobody does
};
inline constexpr std::size_t kRoles = 4;

// What is wanted of an address.
struct Terms {
  std::shared_ptr<const NodeSet> eligible;
  InterfaceNeed need;
};

// How often something happened, and when last.
struct Tally {
  std::uint8_t times = 0;
  Instant last{};
};

// What happens to few addresses, and rarely.
struct Past {
  // Of an orphan: to whom it was dealt, in vain.
  std::vector<NodeId> passed;
  // Who held it, and was entitled to, when the present claim was heard; and when that was. If the claimant
  // turns out to be dead at once (a node that hears nobody takes everything), it goes back to where it was.
  std::optional<NodeId> deposed;
  Instant deposed_at{};
  // Of late: it was taken from this node although it was entitled to it.
  Tally disputes;
  // Of late: another speaker was found to announce it, although no better claim is known.
  Tally doubts;
  Instant asserted_at{};
};

inline const Past kNothingRemembered;

// Each speaker has one for every address of the cluster.
struct Slot {
  Claim claim;
  std::optional<Terms> wanted;
  // The API objects, as last changed, do not let its owner have it. A claim that comes after is believed to
  // know better: or two speakers whose knowledge differs would take it from each other for ever.
  bool contested = false;
  bool rewanted = false;  // nobody wanted it since it was last claimed

  Role role = Role::bystander;
  bool orphan = false;
  bool dealt = false;              // to somebody, or to nobody because nobody may have it
  std::optional<NodeId> dealt_to;  // the orphan
  Instant alarm = kNever;          // what for, is the role's or the orphan's affair
  Instant settled_at{};  // when this node last claimed it, or heard that another had or has the worse claim

  std::unique_ptr<Past> memory;  // null: nothing is remembered

  [[nodiscard]] const Past& past() const { return memory ? *memory : kNothingRemembered; }
  [[nodiscard]] Past& remember() {
    if (!memory) memory = std::make_unique<Past>();
    return *memory;
  }
};

class Book {
 public:
  static constexpr std::size_t kBuckets = 64;
  static constexpr std::size_t kMostUnasked = 65536;
  static constexpr Duration kUnaskedFor = std::chrono::minutes(10);
  using Fingerprints = std::array<std::uint64_t, kBuckets>;
  using Slots = std::map<net::IpAddress, Slot>;
  using Addresses = SortedRuns<net::IpAddress>;

  [[nodiscard]] Slot* find(const net::IpAddress& address);
  [[nodiscard]] const Slot* find(const net::IpAddress& address) const;

  // True when it beats what was known; then it is known.
  bool record(Instant now, const net::IpAddress& address, const Claim& claim);
  Slot& want(Instant now, const Wanted& wanted);
  void unwant(Instant now, const net::IpAddress& address);
  void forget_unasked(Instant now);

  void set_orphan(const net::IpAddress& address, Slot& slot, bool orphan);
  // To whom an orphan has been dealt stays written in it, so that it is seen when it is the same again.
  void set_dealt(const net::IpAddress& address, Slot& slot, std::optional<NodeId> to);
  void deal_anew(const net::IpAddress& address, Slot& slot);
  void deal_all_anew();
  void set_alarm(const net::IpAddress& address, Slot& slot, Instant when);
  void set_role(Slot& slot, Role role);
  // Addresses whose alarm is due, in the order of time.
  [[nodiscard]] std::vector<net::IpAddress> take_alarms(Instant now);
  [[nodiscard]] Instant next_alarm() const;

  [[nodiscard]] std::size_t wanted() const { return wanted_; }
  [[nodiscard]] std::size_t with_role(Role role) const { return roles_[static_cast<std::size_t>(role)]; }
  [[nodiscard]] const Addresses& orphans() const { return orphans_; }
  // The orphans that are not dealt, or have to be again.
  [[nodiscard]] const Addresses& undealt() const { return undealt_; }
  // Also what is not wanted, and what it released.
  [[nodiscard]] const Addresses& claimed_by(NodeId owner) const;
  // Wanted addresses of which it is the present, unreleased claimant.
  [[nodiscard]] std::size_t load_of(NodeId owner) const;
  // Orphans that were dealt to it, and that it has not claimed yet.
  [[nodiscard]] std::size_t awaited_of(NodeId node) const;
  [[nodiscard]] const Slots& slots() const { return slots_; }

  [[nodiscard]] static std::size_t bucket_of(const net::IpAddress& address);
  [[nodiscard]] const Fingerprints& fingerprints() const { return fingerprints_; }
  [[nodiscard]] Instant changed_at(std::size_t bucket) const { return changed_at_[bucket]; }
  [[nodiscard]] std::vector<AddressClaim> in_buckets(std::uint64_t mask) const;

 private:
  struct Holdings {
    Addresses addresses;
    std::size_t load = 0;
  };

  void account(Instant now, const net::IpAddress& address, const Slot& slot);
  void discount(Instant now, const net::IpAddress& address, const Slot& slot);
  void remember_unasked(Instant now, const net::IpAddress& address);
  void asked_for(const net::IpAddress& address);
  void drop(net::IpAddress address);

  Slots slots_;
  std::size_t wanted_ = 0;
  std::array<std::size_t, kRoles> roles_{};
  std::map<NodeId, Holdings> holdings_;
  Addresses orphans_;
  Addresses undealt_;
  std::map<NodeId, std::size_t> awaited_;
  std::set<std::pair<Instant, net::IpAddress>> alarms_;
  // Since when they are not asked for, by time and by address.
  std::set<std::pair<Instant, net::IpAddress>> unasked_;
  std::map<net::IpAddress, Instant> unasked_since_;

  std::array<Addresses, kBuckets> buckets_;
  Fingerprints fingerprints_{};
  std::array<Instant, kBuckets> changed_at_{};
};

}  // namespace herald::own
