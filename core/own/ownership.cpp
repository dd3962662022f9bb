#include "core/own/ownership.h"

#include "core/own/message.h"

namespace herald::own {

Ownership::Ownership(const Member&) {}

Ownership::Effects Ownership::step(Instant, const Event&) {
  return {};
}
Ownership::Effects Ownership::step(Instant, const std::vector<Event>&) {
  return {};
}
Instant Ownership::next_deadline() const {
  return kNever;
}

bool Ownership::announces(const net::IpAddress&) const {
  return false;
}
std::size_t Ownership::announced() const {
  return 0;
}

bool is_message(std::span<const std::uint8_t> datagram) {
  return !datagram.empty() && (datagram[0] & 0xe0) != 0x20;
}

}  // namespace herald::own
