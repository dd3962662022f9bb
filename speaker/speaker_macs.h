// Whose announcement was that? Speakers tell each other the MACs that they announce from, so that a frame for
// an address of ours can be told apart: from another speaker it is news about ownership, from anybody else a
// conflict. They tell it twice: by hello, which is quick, and in their Leases, which arrive where a packet
// filter lets no hello through. Both hold, so that neither has to be the newer one. Nothing is guessed: who
// has never told is a stranger. What a member told holds also while it cannot be heard, and for a while
// behind the end of its membership: a Lease runs out, but its speaker may be alive on the other side of a
// partition.
//
// A hello (a ring message, whose envelope vouches for the cluster but not for its age):
//    8 bytes  incarnation of the sender's process
//    8 bytes  its sequence number, rising: a hello that is played again changes nothing
//    1 byte   how many MACs, 6 bytes each
#pragma once

#include "core/base/time.h"
#include "core/net/mac.h"
#include "core/own/types.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace herald::speaker::wire {

struct Hello {
  own::Incarnation incarnation;
  std::uint64_t sequence = 0;
  std::set<net::MacAddress> macs;  // at most kMostMacs

  friend bool operator==(const Hello&, const Hello&) = default;
};

inline constexpr std::size_t kMostMacs = 128;

void append_to(std::vector<std::uint8_t>& out, const Hello& hello);
// Nothing for what is none.
[[nodiscard]] std::optional<Hello> parse_hello(std::span<const std::uint8_t> bytes);

class SpeakerMacs {
 public:
  static constexpr Duration kFarewell = std::chrono::minutes(10);  // remembered behind the roster's end
  static constexpr std::size_t kMostFormer = 256;

  // Whether it was new.
  bool learn(const own::NodeName& node, const Hello& hello);
  void told_by_lease(const own::NodeName& node, const std::set<net::MacAddress>& macs);
  // These are the members.
  void follow(Instant now, const std::set<own::NodeName>& nodes);
  void forget_former(Instant now);
  [[nodiscard]] bool contains(const net::MacAddress& mac) const;

 private:
  using Macs = std::set<net::MacAddress>;
  struct Speaker {
    Hello hello;  // the newest
    Macs lease;
    Instant forgotten_at = kNever;  // of a former member
  };
  using Speakers = std::map<own::NodeName, Speaker>;

  void replace(Macs& known, const Macs& told);
  void forget(Speakers::iterator speaker);

  Speakers speakers_;
  std::map<net::MacAddress, std::size_t> times_told_;  // frames are asked about one by one
};

}  // namespace herald::speaker::wire
