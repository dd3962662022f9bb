// Which interfaces of this node are in one LAN: what the one announces comes in by the other. Both answer for
// an address then, and its neighbours hold now the one MAC, now the other.
#pragma once

#include "core/base/time.h"
#include "speaker/reports.h"

#include <map>
#include <string>

namespace herald::speaker::wire {

class TwinLinks {
 public:
  // By the names of the two, in whichever order. True: that is news.
  bool heard(Instant now, const std::string& one, const std::string& other);
  // Forgets those that have not been heard for `kept`. True: there were some.
  bool forget_former(Instant now, Duration kept);

  [[nodiscard]] report::TwinLinks report() const;

 private:
  std::map<report::TwinLinks::Pair, Instant> heard_;  // when last
};

}  // namespace herald::speaker::wire
