// What a refused Service waits for, and what a change may have freed: the two sides of a targeted wake-up.
#pragma once

#include "core/net/ip.h"

#include <compare>
#include <set>
#include <string>

namespace herald::alloc {

// A place for one more address of a family: its pool may have plenty of the other one.
struct Room {
  std::string pool;
  net::Family family = net::Family::ipv4;

  friend auto operator<=>(const Room&, const Room&) = default;
};

struct Waits {
  std::set<Room> room;                 // one of these
  std::set<net::IpAddress> addresses;  // one of these let go
  std::set<std::string, std::less<>>
      sharing_keys;  // a holder with one of these appearing, leaving or changing

  [[nodiscard]] bool empty() const { return room.empty() && addresses.empty() && sharing_keys.empty(); }
  void merge(const Waits& other) {
    room.insert(other.room.begin(), other.room.end());
    addresses.insert(other.addresses.begin(), other.addresses.end());
    sharing_keys.insert(other.sharing_keys.begin(), other.sharing_keys.end());
  }

  friend bool operator==(const Waits&, const Waits&) = default;
};

}  // namespace herald::alloc
