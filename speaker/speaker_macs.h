// Whose announcement was that? Speakers tell each other the MACs that they announce from, so that a frame for
// an address of ours can be told apart: from another speaker it is news about ownership, from anybody else a
// conflict. Nothing is guessed: who has never told is a stranger, and what a member told holds until the
// roster no longer has it, also while it cannot be heard.
//
// A hello (a ring message, whose envelope vouches for the cluster but not for its age):
//    8 bytes  incarnation of the sender's process
//    8 bytes  its sequence number, rising: a hello that is played again changes nothing
//    1 byte   how many MACs, 6 bytes each
#pragma once

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
  // Whether it was new.
  bool learn(const own::NodeName& node, const Hello& hello);
  void keep_only(const std::set<own::NodeName>& nodes);
  [[nodiscard]] bool contains(const net::MacAddress& mac) const;

 private:
  void count(const Hello& hello);
  void discount(const Hello& hello);

  std::map<own::NodeName, Hello> hellos_;            // the newest of each
  std::map<net::MacAddress, std::size_t> speakers_;  // that told of it: frames are asked about one by one
};

}  // namespace herald::speaker::wire
