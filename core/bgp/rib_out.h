// What one peer shall know, what it has been told, and the UPDATEs that make the two equal: withdrawals
// first, then as many prefixes of equal attributes in a message as fit.
//
// Messages are made one at a time, when the transport has room, from the wishes of that moment: a peer that
// reads slowly costs no queue, and what changed twice in the meantime is told once. A change costs its own
// prefix, whatever else there is. Everything that waits in a list here is only a hint where to look; whether
// there is something to tell is judged by the prefix's own slot.
#pragma once

#include "core/bgp/outlet.h"
#include "core/bgp/route_table.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace herald::bgp {

class RibOut {
 public:
  using Message = std::vector<std::uint8_t>;

  // `table` is shared with other peers and outlives them.
  explicit RibOut(RouteTable& table) : table_(table) {}
  RibOut(const RibOut&) = delete;
  RibOut& operator=(const RibOut&) = delete;
  ~RibOut();

  // Wishes survive the session; they replace what was wanted of the prefix before.
  void want(const Prefix& prefix, const RouteAttributes& attributes);
  void unwant(const Prefix& prefix);

  // All that will be wanted at the start has been said: End-of-RIB may follow. Before that it would make a
  // peer with graceful restart drop routes that we are about to repeat.
  void complete() { complete_ = true; }

  // Survives the session, like wishes; so do the wishes that it overrules.
  void leave(Leaving leaving);

  void up(Outlet outlet);
  void down();
  // Our addresses on the link of the session are others: so may be next hops.
  void move(const LocalAddresses& local);
  // The peer asks for everything of this family again (RFC 2918, RFC 7313).
  void refresh(net::Family family);

  // The next message, whole; nothing when the peer has been told everything. What it says counts as told.
  [[nodiscard]] std::optional<Message> next_message();

  // Whether next_message() would look for one. It may find none: what waits are hints.
  [[nodiscard]] bool has_more() const;

  [[nodiscard]] std::size_t wanted(net::Family family) const { return wanted_[index(family)]; }
  [[nodiscard]] std::size_t advertised(net::Family family) const { return advertised_[index(family)]; }
  // Routes whose attributes alone fill a message.
  [[nodiscard]] std::uint64_t oversized() const { return oversized_; }
  [[nodiscard]] const std::optional<Outlet>& outlet() const { return outlet_; }

 private:
  struct Slot {
    AttributesNumber wanted = 0;
    AttributesNumber advertised = 0;
    bool withdrawal_queued = false;
    bool announcement_queued = false;
    bool again = false;  // asked for by a refresh
  };
  struct Announcement {
    net::Family family;
    AttributesNumber attributes;
    PrefixNumber prefix;

    friend auto operator<=>(const Announcement&, const Announcement&) = default;
  };

  [[nodiscard]] static std::size_t index(net::Family family) { return static_cast<std::size_t>(family); }
  [[nodiscard]] net::Family family_of(PrefixNumber prefix) const {
    return table_.prefixes.value(prefix).family();
  }
  Slot& slot_of(PrefixNumber prefix);
  void set(AttributesNumber Slot::* side, PrefixNumber prefix, AttributesNumber to);
  void queue_withdrawal(PrefixNumber prefix);
  void queue_announcement(PrefixNumber prefix);
  void queue_everything();
  // What the peer shall know in the end, while the session is up.
  [[nodiscard]] AttributesNumber aim(PrefixNumber prefix) const;
  void say_again(PrefixNumber prefix);

  [[nodiscard]] std::optional<Message> next_withdrawal();
  [[nodiscard]] std::optional<Message> withdraw(net::Family family);
  [[nodiscard]] std::vector<PrefixNumber> next_withdrawn(net::Family family);
  [[nodiscard]] std::optional<Message> next_announcement();
  [[nodiscard]] std::optional<Message> end_of_batch();
  enum class Begun : std::uint8_t { batch, nothing };
  Begun begin_batch();
  void begin_refresh(net::Family family);
  [[nodiscard]] std::vector<PrefixNumber> next_run();
  [[nodiscard]] bool due(const Announcement& announcement) const;
  [[nodiscard]] Message announce(const Announcement& first, const std::vector<PrefixNumber>& run);
  void finish_batch();

  RouteTable& table_;
  std::vector<Slot> slots_;  // by prefix number
  std::array<std::size_t, 2> wanted_{};
  std::array<std::size_t, 2> advertised_{};
  std::uint64_t oversized_ = 0;
  bool complete_ = false;
  Leaving leaving_ = Leaving::no;

  // While the session is up:
  std::optional<Outlet> outlet_;
  std::array<std::vector<PrefixNumber>, 2> withdrawals_;  // by family
  std::vector<PrefixNumber> announcements_;               // for the next batch
  std::vector<Announcement> batch_;                       // sorted, so that equal attributes are neighbours
  std::size_t batch_at_ = 0;
  std::optional<Message> begin_of_refresh_;
  std::set<net::Family> end_of_rib_due_;
  std::set<net::Family> refresh_due_;
  std::optional<net::Family> refreshing_;
};

}  // namespace herald::bgp
