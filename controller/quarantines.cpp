#include "controller/quarantines.h"

namespace herald::controller {

void Quarantines::seen(net::IpAddress address) {
  const auto at = lingering_.find(address);
  if (at == lingering_.end()) return;
  ends_.erase({at->second, address});
  lingering_.erase(at);
}

void Quarantines::no_longer_reported(Instant now, net::IpAddress address) {
  seen(address);
  lingering_[address] = now + kLinger;
  ends_.emplace(now + kLinger, address);
}

std::vector<net::IpAddress> Quarantines::take_over(Instant now) {
  std::vector<net::IpAddress> over;
  while (!ends_.empty() && ends_.begin()->first <= now) {
    over.push_back(ends_.begin()->second);
    lingering_.erase(ends_.begin()->second);
    ends_.erase(ends_.begin());
  }
  return over;
}

}  // namespace herald::controller
