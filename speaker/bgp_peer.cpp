#include "speaker/bgp_peer.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace herald::speaker::peering {
namespace {

// What may wait in the transport before the next UPDATE is made: a few of the largest messages.
constexpr std::size_t kWindow = 262'144;

constexpr Duration kBetweenFlaws = std::chrono::minutes(1);

// Whether the router behind the one path takes who comes by the other for the same neighbour.
bool same_neighbor(const Path& a, const Path& b) {
  const bool one_link = !a.address || a.address->is_link_local();
  return a.address == b.address && a.port == b.port && a.source == b.source &&
         (!one_link || a.interface == b.interface);
}

bool is_update(const bgp::RibOut::Message& message) {
  return message[18] == static_cast<std::uint8_t>(bgp::MessageType::update);
}

}  // namespace

Peer::Peer(const bgp_order::PeerWanted& wanted, bgp::RouteTable& table, Numbers numbers)
    : wanted_(wanted),
      numbers_(numbers),
      path_(wanted.path),
      session_(wanted.session, numbers.seed, numbers.first_dial),
      rib_(table) {}

void Peer::run(Instant now, Effects& effects) {
  running_ = true;
  if (!can_begin()) return;
  start_bfd();
  hear(now, bgp::session::Start{}, effects);
}

void Peer::stop(Instant now, const std::optional<bgp::Notification>& farewell, Effects& effects) {
  running_ = false;
  hear(now, bgp::session::Stop{farewell}, effects);
  stop_bfd(now, effects);
}

void Peer::change(Instant now, const bgp_order::PeerWanted& wanted, Effects& effects) {
  using bgp::session::PathChange;
  const bgp_order::PeerWanted before = std::exchange(wanted_, wanted);
  const Path path_before = path_;
  const bool moved = before.path != wanted_.path;
  if (moved) follow_path(before.path);
  const PathChange path = !moved                              ? PathChange::none
                          : same_neighbor(path_before, path_) ? PathChange::same_peer
                                                              : PathChange::another_peer;
  if (!can_begin()) hear(now, bgp::session::Stop{bgp::notification(bgp::Cease::peer_deconfigured)}, effects);
  hear(now, bgp::session::ConfigChanged{wanted_.session, path}, effects);
  if (bfd_has_moved() || (bfd_ && !can_begin())) stop_bfd(now, effects);
  if (!running_) return;
  change_bfd(now, before.bfd, effects);
  if (can_begin()) hear(now, bgp::session::Start{}, effects);
}

// A neighbour that was found stays found while its interface is the same.
void Peer::follow_path(const Path& before) {
  const auto found = path_.address;
  path_ = wanted_.path;
  if (!path_.address && !before.address && before.interface == path_.interface) path_.address = found;
}

// Somebody else on the link changes nothing for a session that is up.
void Peer::see_neighbor(Instant now, net::IpAddress address, Effects& effects) {
  if (path_.address == address || session_.state() == bgp::SessionState::established) return;
  path_.address = address;
  stop_bfd(now, effects);
  hear(now, bgp::session::ConfigChanged{wanted_.session, bgp::session::PathChange::another_peer}, effects);
  if (running_) run(now, effects);
}

void Peer::hear(Instant now, const bgp::Session::Event& event, Effects& effects) {
  follow(now, session_.step(now, event), effects);
}

// Whatever it was for: what was in its queue has gone with it.
void Peer::closed(Instant now, const TransportClosed& closed, Effects& effects) {
  waiting_.erase(closed.id);
  hear(now, bgp::session::TransportClosed{closed.id, closed.why}, effects);
}

void Peer::local_changed(Instant now, const LocalChanged& changed, Effects& effects) {
  hear(now, bgp::session::LocalChanged{changed.id, changed.local}, effects);
  if (up_ == changed.id) rib_.move(changed.local);
}

void Peer::bytes_sent(Instant now, const BytesSent& sent, Effects& effects) {
  const auto found = waiting_.find(sent.id);
  if (found == waiting_.end()) return;
  found->second -= std::min(found->second, sent.count);
  hear(now, bgp::session::SendProgress{sent.id, found->second}, effects);
}

void Peer::tick(Instant now, Effects& effects) {
  hear(now, bgp::session::Tick{}, effects);
  if (bfd_) follow(now, bfd_->step(now, bfd::session::Tick{}), effects);
}

std::size_t Peer::pump(Instant now, std::size_t most, Effects& effects) {
  if (!up_) return 0;
  bgp::session::Queued queued{*up_};
  std::vector<std::uint8_t> bytes;
  while (bytes.size() < most && waiting_[*up_] + bytes.size() < kWindow) {
    const auto message = rib_.next_message();
    if (!message) break;
    ++(is_update(*message) ? queued.updates : queued.refreshes);
    bytes.insert(bytes.end(), message->begin(), message->end());
  }
  const std::size_t made = bytes.size();
  if (made == 0) return 0;
  hand_over(*up_, std::move(bytes), effects);
  hear(now, queued, effects);
  return made;
}

Instant Peer::next_deadline() const {
  return std::min(session_.next_deadline(), bfd_ ? bfd_->next_deadline() : kNever);
}

bool Peer::silent() const {
  if (!up_) return true;
  const auto queue = waiting_.find(*up_);
  return !rib_.has_more() && (queue == waiting_.end() || queue->second == 0);
}

bool Peer::may_keep_our_routes() const {
  const bgp::Agreement* agreed = session_.agreement();
  return agreed == nullptr || agreed->dialect.their_restart.has_value();
}

bool Peer::is_from(net::IpAddress address, const std::string& interface) const {
  if (path_.address != address) return false;
  return !address.is_link_local() || path_.interface.empty() || path_.interface == interface;
}

void Peer::follow(Instant now, bgp::Session::Effects done, Effects& effects) {
  using bgp::session::AttemptFailed;
  using bgp::session::Down;
  using bgp::session::Established;
  using bgp::session::RefreshRequested;
  using bgp::session::UpdateFlawed;
  for (auto& effect : done) {
    if (const auto* dial = std::get_if<bgp::session::Dial>(&effect)) {
      effects.emplace_back(peering::Dial{dial->id, path_});
    } else if (const auto* close = std::get_if<bgp::session::Close>(&effect)) {
      waiting_.erase(close->id);
      effects.emplace_back(peering::Close{close->id});
    } else if (auto* send = std::get_if<bgp::session::SendBytes>(&effect)) {
      hand_over(send->id, std::move(send->bytes), effects);
    } else if (const auto* up = std::get_if<Established>(&effect)) {
      on_established(*up, effects);
    } else if (const auto* down = std::get_if<Down>(&effect)) {
      on_down(down->loss, effects);
    } else if (const auto* failed = std::get_if<AttemptFailed>(&effect)) {
      on_unreachable(failed->loss, effects);
    } else if (const auto* refresh = std::get_if<RefreshRequested>(&effect)) {
      rib_.refresh(refresh->family);
    } else if (const auto* flawed = std::get_if<UpdateFlawed>(&effect)) {
      on_flawed(now, *flawed, effects);
    }
  }
}

void Peer::on_established(const bgp::session::Established& up, Effects& effects) {
  up_ = up.id;
  told_.clear();
  flaws_due_ = {};
  flaws_untold_ = 0;
  rib_.up({.agreed = up.agreed, .local_as = wanted_.session.local_as, .local = up.local});
  effects.emplace_back(Tell{bgp_report::PeerUp{wanted_.name, up.agreed}});
}

void Peer::on_down(const bgp::session::Loss& loss, Effects& effects) {
  up_.reset();
  rib_.down();
  effects.emplace_back(Tell{bgp_report::PeerDown{wanted_.name, text_of(loss), loss.cause}});
}

void Peer::on_unreachable(const bgp::session::Loss& loss, Effects& effects) {
  const std::string why = text_of(loss);
  if (std::exchange(told_, why) == why) return;
  effects.emplace_back(Tell{bgp_report::PeerUnreachable{wanted_.name, why}});
}

void Peer::on_flawed(Instant now, const bgp::session::UpdateFlawed& flawed, Effects& effects) {
  if (now < flaws_due_) {
    ++flaws_untold_;
    return;
  }
  flaws_due_ = now + kBetweenFlaws;
  effects.emplace_back(Tell{bgp_report::PeerFlawed{wanted_.name, bgp::text_of(flawed.error.notification),
                                                   std::exchange(flaws_untold_, 0)}});
}

void Peer::hand_over(ConnectionId id, std::vector<std::uint8_t> bytes, Effects& effects) {
  waiting_[id] += bytes.size();
  effects.emplace_back(peering::SendBytes{id, std::move(bytes)});
}

}  // namespace herald::speaker::peering
