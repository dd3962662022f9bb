// The BFD session of a BGP peer (RFC 5881, 5882, 5883) and what its verdict means to the BGP session.
#include "core/bfd/packet.h"
#include "speaker/bfd_hops.h"
#include "speaker/bgp_peer.h"

#include <tuple>
#include <utility>

namespace herald::speaker::peering {

void Peer::start_bfd() {
  if (bfd_ || !wanted_.bfd || !can_begin()) return;
  bfd_path_ = path_;
  bfd_.emplace(bfd::SessionOptions{.discriminator = numbers_.discriminator,
                                   .timers = wanted_.bfd->timers,
                                   .passive = wanted_.bfd->passive,
                                   .authentication = {}},
               numbers_.seed);
}

// What is of the connection alone, such as its password, is none of BFD's concern: a session that has been
// closed for an edit is dialled anew, and a router that keeps the routes meanwhile must not think that the
// path failed.
bool Peer::bfd_has_moved() const {
  const auto end_points = [](const Path& path) {
    return std::tie(path.address, path.interface, path.source, path.internal, path.multihop,
                    path.ttl_security);
  };
  return bfd_ && end_points(bfd_path_) != end_points(path_);
}

// Said before it goes silent: the peer shall not take this for a failure (RFC 5882 section 4.2).
void Peer::stop_bfd(Instant now, Effects& effects) {
  if (!bfd_) return;
  follow(now, bfd_->step(now, bfd::session::AdminDown{}), effects);
  bfd_.reset();
}

void Peer::change_bfd(Instant now, const std::optional<bgp_order::Bfd>& before, Effects& effects) {
  if (bfd_ && wanted_.bfd && before && before->passive == wanted_.bfd->passive) {
    if (before->timers != wanted_.bfd->timers)
      follow(now, bfd_->step(now, bfd::session::ConfigChanged{wanted_.bfd->timers}), effects);
    return;
  }
  if (bfd_ && before == wanted_.bfd) return;
  stop_bfd(now, effects);
  start_bfd();
}

void Peer::hear_bfd(Instant now, const bfd::ControlPacket& packet, bool multihop, Effects& effects) {
  if (!bfd_) return;
  heard_afar_ = multihop;
  follow(now, bfd_->step(now, bfd::session::PacketReceived{packet}), effects);
}

// As long as nobody is heard, a peer at an unknown distance may wait on either port.
bool Peer::says_bfd(bool multihop) const {
  const bool heard = bfd_->remote().discriminator != 0;
  const Hops hops = hops_of(bfd_path_);
  if (hops == Hops::unknown && heard) return multihop == heard_afar_;
  return may_be_at(hops, multihop);
}

void Peer::follow(Instant now, const bfd::Session::Effects& done, Effects& effects) {
  for (const auto& effect : done) {
    if (const auto* send = std::get_if<bfd::session::Send>(&effect)) {
      std::vector<std::uint8_t> bytes;
      ByteWriter out(bytes);
      append_to(out, send->packet);
      for (const bool multihop : {false, true}) {
        if (says_bfd(multihop)) effects.emplace_back(SendBfd{*bfd_path_.address, bfd_path_, multihop, bytes});
      }
    } else if (const auto* change = std::get_if<bfd::session::StateChanged>(&effect)) {
      on_bfd(now, *change, effects);
    }
  }
}

// A peer that was told to stop BFD says nothing about the path, and neither do we (RFC 5882 section 4.2).
void Peer::on_bfd(Instant now, const bfd::session::StateChanged& change, Effects& effects) {
  const bool is_up = change.to == bfd::State::up;
  const bool was_up = change.from == bfd::State::up;
  if (!is_up && !was_up) return;
  effects.emplace_back(Tell{bgp_report::BfdChanged{wanted_.name, is_up, change.diagnostic}});
  if (is_up || change.to == bfd::State::admin_down) return;
  if (bfd_->remote().state == bfd::State::admin_down) return;
  ++bfd_failures_;
  hear(now, bgp::session::BfdDown{}, effects);
}

std::optional<std::uint32_t> Peer::discriminator() const {
  return bfd_ ? std::optional(numbers_.discriminator) : std::nullopt;
}

}  // namespace herald::speaker::peering
