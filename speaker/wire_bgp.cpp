#include "speaker/wire_bgp.h"

#include "core/base/check.h"
#include "core/base/hash.h"
#include "core/bfd/packet.h"
#include "core/bgp/shutdown.h"
#include "speaker/bfd_hops.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

namespace herald::speaker::wire {

using namespace peering;  // NOLINT(google-build-using-namespace): the words that this brain is written in
using std::chrono::seconds;

namespace {

constexpr Duration kTimeToFindOtherWays = seconds(2);
constexpr Duration kTimeToWithdraw = seconds(3);  // at most; a peer that reads is done at once

constexpr std::uint8_t kGeneralizedTtl = 255;  // RFC 5881 section 5: not a hop away

// Some 13,000 IPv4 routes: making them takes a few milliseconds.
constexpr std::size_t kMostInOneStep = 65'000;

// Peers with serial numbers number their dials far apart.
constexpr int kDialsPerPeer = 32;

}  // namespace

Bgp::Effects Bgp::step(Instant now, const Event& event) {
  std::visit([&](const auto& e) { on(now, e); }, event);
  pump(now);
  take_leave(now);
  forget_closed();
  tell_listeners();
  return std::exchange(effects_, {});
}

Instant Bgp::next_deadline() const {
  Instant deadline = std::min(stage_ends_, pump_at_);
  for (const auto& [name, peer] : peers_)
    deadline = std::min(deadline, peer.next_deadline());
  return deadline;
}

std::vector<bgp_report::PeerStatus> Bgp::status() const {
  std::vector<bgp_report::PeerStatus> all;
  all.reserve(peers_.size());
  for (const auto& [name, peer] : peers_)
    all.push_back(peer.status());
  return all;
}

// ---- the transport

void Bgp::on(Instant now, const TransportUp& event) {
  if (Peer* peer = owner(event.id))
    peer->hear(now, bgp::session::TransportUp{event.id, event.local}, effects_);
  else
    effects_.emplace_back(Close{event.id});
}

void Bgp::on(Instant now, const TransportFailed& event) {
  if (Peer* peer = owner(event.id))
    peer->hear(now, bgp::session::TransportFailed{event.id, event.why}, effects_);
  accepted_.erase(event.id);
}

void Bgp::on(Instant now, const TransportClosed& event) {
  if (Peer* peer = owner(event.id)) peer->closed(now, event, effects_);
  accepted_.erase(event.id);
}

void Bgp::on(Instant now, const Incoming& event) {
  for (auto& [name, peer] : peers_) {
    if (!peer.is_from(event.from, event.interface)) continue;
    accepted_[event.id] = name;
    return peer.hear(now, bgp::session::Accepted{event.id, event.local}, effects_);
  }
  effects_.emplace_back(Close{event.id});
}

void Bgp::on(Instant now, const LocalChanged& event) {
  if (Peer* peer = owner(event.id)) peer->local_changed(now, event, effects_);
}

void Bgp::on(Instant now, const BytesReceived& event) {
  if (Peer* peer = owner(event.id))
    peer->hear(now, bgp::session::BytesReceived{event.id, event.bytes}, effects_);
}

void Bgp::on(Instant now, const BytesSent& event) {
  if (Peer* peer = owner(event.id)) peer->bytes_sent(now, event, effects_);
}

void Bgp::on(Instant, const ListenFailed& event) {
  effects_.emplace_back(Tell{bgp_report::CannotListen{event.to, event.why}});
}

void Bgp::on(Instant now, const NeighborSeen& event) {
  for (auto& [name, peer] : peers_) {
    if (peer.unnumbered() && peer.path().interface == event.interface)
      peer.see_neighbor(now, event.address, effects_);
  }
}

void Bgp::on(Instant now, const BfdReceived& event) {
  const auto packet = bfd::parse(event.packet);
  if (!packet) return;
  Peer* peer = addressee(event, packet->your_discriminator);
  if (peer == nullptr || !may_be_at(hops_of(peer->path()), event.multihop)) return;
  const int least = event.multihop ? peer->wanted().bfd->minimum_ttl : kGeneralizedTtl;
  if (event.ttl >= least) peer->hear_bfd(now, *packet, event.multihop, effects_);
}

void Bgp::on(Instant now, const Tick&) {
  for (auto& [name, peer] : peers_)
    peer.tick(now, effects_);
}

// A peer that would not keep our routes anyway is told why they go. So is everybody once the node is being
// drained: who drains a node is about to switch it off, and does not wait for us to be done.
void Bgp::on(Instant now, const Stop& event) {
  const auto farewell = bgp::cease_with_message(bgp::Cease::administrative_shutdown, "the speaker stops");
  const bool comes_back = event.restart && stage_ == Stage::here;
  for (auto& [name, peer] : peers_) {
    const bool wordless = comes_back && peer.may_keep_our_routes();
    peer.stop(now, wordless ? std::nullopt : std::optional(farewell), effects_);
  }
  stage_ = Stage::closed;
  stage_ends_ = kNever;
  effects_.emplace_back(Left{bfd_for_last()});
}

// Of the effects of this step.
std::vector<SendBfd> Bgp::bfd_for_last() {
  std::vector<SendBfd> last;
  for (const auto& effect : effects_) {
    if (const auto* packet = std::get_if<SendBfd>(&effect)) last.push_back(*packet);
  }
  std::erase_if(effects_, [](const auto& effect) { return std::holds_alternative<SendBfd>(effect); });
  return last;
}

Peer* Bgp::owner(ConnectionId id) {
  const auto serial = serials_.find(id.value() >> kDialsPerPeer);
  const auto accepted = accepted_.find(id);
  if (serial == serials_.end() && accepted == accepted_.end()) return nullptr;
  const auto peer = peers_.find(serial != serials_.end() ? serial->second : accepted->second);
  return peer == peers_.end() ? nullptr : &peer->second;
}

// RFC 5880 section 6.8.6: by our discriminator once they know it, before that by where it comes from; and
// from nowhere else.
Peer* Bgp::addressee(const BfdReceived& received, std::uint32_t discriminator) {
  for (auto& [name, peer] : peers_) {
    if (!peer.discriminator() || !peer.is_from(received.from, received.interface)) continue;
    if (discriminator == 0 || peer.discriminator() == discriminator) return &peer;
  }
  return nullptr;
}

// ---- orders

void Bgp::on(Instant now, const Ordered& event) {
  for (const bgp_order::Order& order : event.orders)
    std::visit([&](const auto& o) { obey(now, o); }, order);
  orders_follow_ = event.more_follow;
}

void Bgp::obey(Instant now, const bgp_order::PeerWanted& order) {
  if (const auto known = peers_.find(order.name); known != peers_.end())
    return known->second.change(now, order, effects_);
  Peer& peer = peers_.try_emplace(order.name, order, table_, next_numbers()).first->second;
  serials_[serial_] = order.name;
  if (complete_) peer.rib().complete();
  peer.rib().leave(leaving());
  if (stage_ != Stage::closed) peer.run(now, effects_);
}

void Bgp::obey(Instant now, const bgp_order::PeerUnwanted& order) {
  const auto known = peers_.find(order.name);
  if (known == peers_.end()) return;
  known->second.stop(now, bgp::notification(bgp::Cease::peer_deconfigured), effects_);
  const auto is_its = [&](const auto& entry) { return entry.second == order.name; };
  std::erase_if(accepted_, is_its);
  std::erase_if(serials_, is_its);
  peers_.erase(known);
}

// All are taken out before the first is put back: one may get the name of another.
void Bgp::obey(Instant, const bgp_order::PeersRenamed& order) {
  std::vector<decltype(peers_)::node_type> renamed;
  for (const auto& [from, to] : order.to) {
    auto peer = peers_.extract(from);
    HERALD_CHECK(!peer.empty());
    peer.key() = to;
    peer.mapped().rename(to);
    renamed.push_back(std::move(peer));
  }
  for (auto& peer : renamed) {
    const auto put_back = peers_.insert(std::move(peer));
    HERALD_CHECK(put_back.inserted);
  }
  const auto rename = [&](PeerName& name) {
    if (const auto found = order.to.find(name); found != order.to.end()) name = found->second;
  };
  for (auto& [serial, name] : serials_)
    rename(name);
  for (auto& [id, name] : accepted_)
    rename(name);
}

void Bgp::obey(Instant, const bgp_order::RouteWanted& order) {
  for (auto& [name, peer] : peers_) {
    const auto offer = order.offers->find(name);
    if (offer == order.offers->end())
      peer.rib().unwant(order.prefix);
    else
      peer.rib().want(order.prefix, offer->second);
  }
}

void Bgp::obey(Instant, const bgp_order::RouteUnwanted& order) {
  for (auto& [name, peer] : peers_)
    peer.rib().unwant(order.prefix);
}

void Bgp::obey(Instant, const bgp_order::Complete&) {
  complete_ = true;
  for (auto& [name, peer] : peers_)
    peer.rib().complete();
}

void Bgp::obey(Instant now, const bgp_order::Drain& order) {
  // Whoever has heard nothing from us needs no other way; a process that begins on such a node says nothing.
  const bool heard = std::ranges::any_of(peers_, [](const auto& entry) { return entry.second.is_up(); });
  if (order.draining && stage_ == Stage::here) {
    if (heard)
      enter(now, Stage::asked);
    else
      close_all(now);
  }
  if (!order.draining && stage_ != Stage::here) enter(now, Stage::here);
}

// ---- leaving

bgp::Leaving Bgp::leaving() const {
  if (stage_ == Stage::here) return bgp::Leaving::no;
  return stage_ == Stage::asked ? bgp::Leaving::soon : bgp::Leaving::now;
}

void Bgp::enter(Instant now, Stage stage) {
  const bool was_closed = stage_ == Stage::closed;
  stage_ = stage;
  stage_ends_ = stage == Stage::asked       ? now + kTimeToFindOtherWays
                : stage == Stage::withdrawn ? now + kTimeToWithdraw
                                            : kNever;
  for (auto& [name, peer] : peers_) {
    peer.rib().leave(leaving());
    if (was_closed) peer.run(now, effects_);
  }
  pump(now);
}

void Bgp::take_leave(Instant now) {
  if (stage_ == Stage::asked && now >= stage_ends_) enter(now, Stage::withdrawn);
  if (stage_ != Stage::withdrawn) return;
  const bool all_told = std::ranges::all_of(peers_, [](const auto& entry) { return entry.second.silent(); });
  if (all_told || now >= stage_ends_) close_all(now);
}

void Bgp::close_all(Instant now) {
  enter(now, Stage::closed);
  const auto farewell = bgp::cease_with_message(bgp::Cease::administrative_shutdown, "the node is drained");
  for (auto& [name, peer] : peers_)
    peer.stop(now, farewell, effects_);
}

// ---- what follows from a step

Peer::Numbers Bgp::next_numbers() {
  ++serial_;
  const auto process = static_cast<std::uint32_t>(mix64(seed_) >> 48);
  return {.seed = hash_combine(seed_, serial_),
          .first_dial = ConnectionId(serial_ << kDialsPerPeer | 1),
          .discriminator = process << 16 | static_cast<std::uint32_t>(serial_ & 0xffff)};
}

// Beginning behind the peer that spoke last, so that each has its turn.
void Bgp::pump(Instant now) {
  pump_at_ = kNever;
  if (orders_follow_) return;
  std::size_t made = 0;
  auto next = peers_.upper_bound(pumped_);
  for (std::size_t i = 0; i < peers_.size(); ++i, ++next) {
    if (next == peers_.end()) next = peers_.begin();
    const std::size_t by_this_one = next->second.pump(now, kMostInOneStep - made, effects_);
    if (by_this_one > 0) pumped_ = next->first;
    made += by_this_one;
    if (made >= kMostInOneStep) {
      pump_at_ = now;
      return;
    }
  }
}

void Bgp::forget_closed() {
  for (const auto& effect : effects_) {
    if (const auto* close = std::get_if<Close>(&effect)) accepted_.erase(close->id);
  }
}

// The listener serves all peers as soon as one of them is passive: the others may dial us too.
void Bgp::tell_listeners() {
  std::vector<bgp_order::Path> listening;
  std::set<std::string> watching;
  WatchBfd bfd;
  const bool listens =
      std::ranges::any_of(peers_, [](const auto& entry) { return entry.second.wanted().session.passive; });
  for (const auto& [name, peer] : peers_) {
    if (listens && stage_ != Stage::closed && peer.can_begin()) listening.push_back(peer.path());
    const bool with_bfd = peer.wanted().bfd.has_value();
    if (with_bfd && may_be_at(hops_of(peer.path()), false)) bfd.single_hop = true;
    if (with_bfd && may_be_at(hops_of(peer.path()), true)) bfd.multihop = true;
    if (peer.unnumbered()) watching.insert(peer.path().interface);
  }
  if (listening != listening_) effects_.emplace_back(Listen{listening_ = std::move(listening)});
  if (bfd != bfd_) effects_.emplace_back(bfd_ = bfd);
  std::vector<std::string> interfaces(watching.begin(), watching.end());
  if (interfaces != watching_) effects_.emplace_back(WatchNeighbors{watching_ = std::move(interfaces)});
}

}  // namespace herald::speaker::wire
