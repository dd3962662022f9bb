// What is to be done when, for thousands of addresses: adding, removing and picking cost O(log n), asking for
// the next O(1). Two classes: what moves traffic (an address's first announcement) goes before everything
// else, but every eighth turn belongs to the others, so that gains without end starve no refresh.
#pragma once

#include "core/base/time.h"
#include "core/l2/link.h"
#include "core/net/ip.h"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <set>

namespace herald::l2 {

struct Errand {
  Instant due;
  net::IpAddress address;
  std::optional<InterfaceIndex> interface;  // to be announced on; none: the address is to be checked

  friend auto operator<=>(const Errand&, const Errand&) = default;
};

class Agenda {
 public:
  void add(const Errand& errand, bool urgent) { (urgent ? urgent_ : ordinary_).insert(errand); }
  void remove(const Errand& errand) {
    urgent_.erase(errand);
    ordinary_.erase(errand);
  }

  // When the next one falls due.
  [[nodiscard]] Instant next() const {
    const Instant urgent = urgent_.empty() ? kNever : urgent_.begin()->due;
    return ordinary_.empty() ? urgent : std::min(urgent, ordinary_.begin()->due);
  }
  // Whose turn it is.
  [[nodiscard]] std::optional<Errand> pick(Instant now) const {
    const bool urgent = !urgent_.empty() && urgent_.begin()->due <= now;
    const bool ordinary = !ordinary_.empty() && ordinary_.begin()->due <= now;
    if (urgent && (!ordinary || in_a_row_ < kInARow)) return *urgent_.begin();
    if (ordinary) return *ordinary_.begin();
    return std::nullopt;
  }
  void done(const Errand& errand) {
    in_a_row_ = urgent_.erase(errand) != 0 ? in_a_row_ + 1 : 0;
    ordinary_.erase(errand);
  }

 private:
  static constexpr int kInARow = 7;

  std::set<Errand> urgent_;
  std::set<Errand> ordinary_;
  int in_a_row_ = 0;
};

}  // namespace herald::l2
