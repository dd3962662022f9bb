// When an address on which a stranger was seen comes back into circulation. A speaker that is to announce it
// goes on looking, and says when he is gone; but once the Service has another address nobody looks any more,
// and that silence says nothing. So an address stays out for a while behind the last report.
#pragma once

#include "core/base/time.h"
#include "core/net/ip.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace herald::controller {

class Quarantines {
 public:
  static constexpr Duration kLinger = std::chrono::minutes(10);

  void seen(net::IpAddress address);
  void no_longer_reported(Instant now, net::IpAddress address);

  // Those that are over, each once.
  [[nodiscard]] std::vector<net::IpAddress> take_over(Instant now);
  [[nodiscard]] Instant next_deadline() const { return ends_.empty() ? kNever : ends_.begin()->first; }

 private:
  std::set<std::pair<Instant, net::IpAddress>> ends_;
  std::map<net::IpAddress, Instant> lingering_;
};

}  // namespace herald::controller
