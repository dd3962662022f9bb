// Those who are answered although nobody asked for them.
#include "speaker/liveness.h"

namespace herald::speaker::wire {

// Who begins says Down and names no session of ours (RFC 5880, 6.8.6): else it is a packet for one that is
// gone. What proves the secret is that the session believes its first packet.
void Liveness::hear_guest(Instant now, const own::Endpoint& from, const bfd::ControlPacket& packet) {
  const bfd::session::PacketReceived heard{packet};
  if (const auto known = guests_.find(from); known != guests_.end()) {
    bfd::Session& guest = known->second;
    const bool was_up = guest.state() == bfd::State::up;
    drive(now, from, guest, heard);
    if (!was_up && guest.state() == bfd::State::up) effects_.emplace_back(GuestUp{from});
    return;
  }
  if (packet.your_discriminator != 0 || packet.state != bfd::State::down || guests_.size() >= kMostGuests) {
    ++discarded_;
    return;
  }
  bfd::Session guest = new_session();
  if (drive(now, from, guest, heard)) guests_.emplace(from, std::move(guest));
}

void Liveness::tick_guests(Instant now) {
  for (auto guest = guests_.begin(); guest != guests_.end();) {
    auto& [endpoint, session] = *guest;
    if (session.next_deadline() <= now) drive(now, endpoint, session, bfd::session::Tick{});
    const bool silent = session.remote().discriminator == 0;
    guest = silent ? guests_.erase(guest) : std::next(guest);
  }
}

}  // namespace herald::speaker::wire
