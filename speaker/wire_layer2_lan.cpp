// What concerns the LAN: interfaces, who speaks on it, what to listen to, and whether it is there at all.
#include "core/l2/announcement.h"
#include "core/l2/sighting.h"
#include "core/net/solicited_node.h"
#include "speaker/ring_message.h"
#include "speaker/wire_layer2.h"

#include <algorithm>
#include <utility>

namespace herald::speaker::wire {

void Layer2::interfaces_changed(Instant now) {
  links_dirty_ = capture_dirty_ = true;
  reach_.set_gateways(interfaces_.gateways());
  follow_ring_link(now);
  follow_macs(now);
}

// One that was there and is gone is down. One that never was there is somebody else's affair: the ring may
// run over an address that is not on an Ethernet interface.
void Layer2::follow_ring_link(Instant now) {
  const Interface* const holder = interfaces_.holder_of(self_.address);
  if (holder != nullptr) ring_link_ = holder->name;
  follow_ring_address(now, holder != nullptr);
  const bool down = !ring_link_.empty() && (holder == nullptr || !holder->up);
  if (down == std::exchange(ring_link_down_, down)) return;
  if (!down) trust_silence_at_ = now + kReunion;
  reach_.set_link(now, down);
}

// The node was given another one, or it was temporary from the start (RFC 8981). Nobody would ever hear of
// this node again: the others know no other address of it, and no other can be taken while it runs.
void Layer2::follow_ring_address(Instant now, bool there) {
  if (there || !interfaces_.is_up(ring_link_)) {
    ring_address_missed_at_ = kNever;
  } else if (ring_address_missed_at_ == kNever) {
    ring_address_missed_at_ = now + kRenumbering;
  }
}

void Layer2::miss_ring_address(Instant now) {
  if (now < ring_address_missed_at_) return;
  ring_address_missed_at_ = kNever;
  tell(report::RingAddressGone{self_.address, ring_link_});
}

void Layer2::sync_links(Instant now) {
  if (!std::exchange(links_dirty_, false)) return;
  std::set<own::InterfaceNeed> unmet;
  for (const own::InterfaceNeed need : interfaces_.needs()) {
    std::vector<l2::Link> links = interfaces_.links_of(need);
    if (links.empty()) unmet.insert(need);
    std::vector<l2::Link>& told = links_told_[need];
    if (told == links) continue;
    told = std::move(links);
    std::vector<l2::InterfaceIndex> indices;
    indices.reserve(told.size());
    for (const l2::Link& link : told)
      indices.push_back(link.index);
    responder_.set_scope(l2::Scope(need.value()), std::move(indices));
    announce(now, l2::announcer::LinksChanged{l2::Scope(need.value()), told});
    groups_dirty_ = capture_dirty_ = true;
  }
  if (unmet == unable_ && able_told_) return;
  able_told_ = true;
  tell_unable(unmet);
  for_own_.insert(for_own_.begin(), own::event::AbleChanged{{unmet.begin(), unmet.end()}});
}

void Layer2::tell_unable(const std::set<own::InterfaceNeed>& unmet) {
  for (const own::InterfaceNeed need : unable_) {
    if (!unmet.contains(need)) tell(report::Unable{need, ""});
  }
  for (const own::InterfaceNeed need : unmet) {
    if (!unable_.contains(need)) tell(report::Unable{need, interfaces_.why_unmet(need)});
  }
  unable_ = unmet;
}

// From the moment that an address is ours: while it is probed for, the answers to our probes come to its
// group.
void Layer2::sync_groups() {
  if (!std::exchange(groups_dirty_, false)) return;
  GroupSet::Groups wanted;
  for (const auto& [address, held] : held_) {
    if (address.is_v4()) continue;
    for (const l2::Link& link : links_told_[held.need])
      wanted.emplace(link.index, net::solicited_node(address));
  }
  groups_.become(std::move(wanted), effects_);
}

// All that is wanted, not only what is ours: who has an address today is not worth a new filter, and at a
// takeover there is no time for one.
void Layer2::sync_capture() {
  if (!std::exchange(capture_dirty_, false)) return;
  std::set<InterfaceIndex> interfaces;
  for (const own::InterfaceNeed need : interfaces_.needs()) {
    for (const l2::Link& link : links_told_[need])
      interfaces.insert(link.index);
  }
  net::IpRangeSet targets = wanted_ranges_;
  if (reach_.is_asking()) {
    for (const auto& [link, gateway] : interfaces_.gateways()) {
      interfaces.insert(link.index);
      targets.insert(net::IpRange::single(gateway));
    }
  }
  Capture capture{.interfaces = {interfaces.begin(), interfaces.end()}, .targets = {}};
  for (const auto& [first, last] : targets.ranges())
    capture.targets.push_back(*net::IpRange::make(first, last));
  if (capture.interfaces == captured_.interfaces && capture.targets == captured_.targets) return;
  captured_ = capture;
  effects_.emplace_back(std::move(capture));
}

// While this node only looks whether an address is free, a speaker that answers has it, too.
bool Layer2::is_anothers(const l2::Sighting& seen, const Held& held) {
  return seen.use == l2::Use::announced || (seen.use == l2::Use::answered && !held.told);
}

// A speaker's announcement is news about ownership; its other frames (it may ask from an address that its
// kernel has) are not. Anybody else who uses an address is in conflict with us.
void Layer2::on(Instant now, const FrameReceived& event) {
  const auto seen = l2::sighting_of(event.frame);
  if (!seen) return;
  if (interfaces_.is_own(seen->mac)) return hear_ourselves(now, event.interface, *seen);
  if (seen->use != l2::Use::probed) reach_.answered(now, seen->address);
  const auto held = held_.find(seen->address);
  if (held == held_.end()) return;
  if (speaker_macs_.contains(seen->mac)) {
    if (is_anothers(*seen, held->second))
      for_own_.emplace_back(own::event::ForeignAnnouncement{seen->address});
    return;
  }
  if (seen->use == l2::Use::probed && held->second.told) return;  // answered already
  announce(now, l2::announcer::StrangerSeen{event.interface, seen->address, seen->mac});
}

// What we announce by one interface comes in by another: the two are in one LAN.
void Layer2::hear_ourselves(Instant now, InterfaceIndex by, const l2::Sighting& seen) {
  const auto held = held_.find(seen.address);
  if (held == held_.end() || seen.use != l2::Use::announced) return;
  const std::vector<l2::Link>& links = links_told_[held->second.need];
  const auto receiver = std::ranges::find(links, by, &l2::Link::index);
  const auto sender = std::ranges::find(links, seen.mac, &l2::Link::mac);
  if (receiver == links.end() || sender == links.end() || receiver->mac == seen.mac) return;
  const Interface* const one = interfaces_.find(sender->index);
  const Interface* const other = interfaces_.find(by);
  if (one == nullptr || other == nullptr) return;
  if (twins_.heard(now, one->name, other->name)) tell(twins_.report());
}

void Layer2::forget_former_twins(Instant now) {
  if (twins_.forget_former(now, kMissedRefreshes * settings_.refresh)) tell(twins_.report());
}

// After the link came back: who is still not heard is really gone.
void Layer2::judge_silence(Instant now) {
  if (ring_link_down_) {
    if (liveness_.watched() > 0 && liveness_.up() == 0) reach_.isolated(now);
    return;
  }
  if (now < trust_silence_at_) return;
  for (const own::NodeName& node : std::exchange(silent_, {}))
    for_own_.emplace_back(own::event::LivenessChanged{node, own::Liveness::down});
}

void Layer2::ask_around(Instant now) {
  if (reach_.next_deadline() > now) return;
  for (const auto& [link, gateway] : reach_.tick(now)) {
    effects_.emplace_back(SendFrame{link.index, l2::probe(link.mac, gateway)});
  }
  judge_reach();
}

void Layer2::judge_reach() {
  const auto cut_off = reach_.cut_off();
  if (!cut_off || cut_off == cut_off_told_) return;
  cut_off_told_ = cut_off;
  capture_dirty_ = true;
  for_own_.emplace_back(own::event::ReachJudged{*cut_off});
}

std::vector<own::Endpoint> Layer2::others() const {
  std::vector<own::Endpoint> others;
  for (const auto& [node, member] : roster_) {
    if (node != self_.node) others.push_back({member.address, member.port});
  }
  return others;
}

void Layer2::say_hello(Instant now, const std::vector<own::Endpoint>& to) {
  if (now >= hello_due_ || hello_due_ == kNever) hello_due_ = now + kHelloInterval;
  const Hello hello{.incarnation = self_.incarnation, .sequence = ++hello_sequence_, .macs = macs_told_};
  std::vector<std::uint8_t> bytes;
  append_to(bytes, hello);
  if (!to.empty()) effects_.emplace_back(SendMessage{to, wrapped(RingMessage::hello, bytes)});
}

// By hello to all at once, and into the Lease, for those who do not hear it.
void Layer2::follow_macs(Instant now) {
  std::set<net::MacAddress> macs = interfaces_.macs();
  while (macs.size() > kMostMacs)
    macs.erase(std::prev(macs.end()));
  if (macs == macs_told_) return;
  macs_told_ = std::move(macs);
  tell(report::Macs{macs_told_});
  say_hello(now, others());
}

void Layer2::greet(Instant now, const own::NodeName& node) {
  const auto known = roster_.find(node);
  if (known != roster_.end()) say_hello(now, {{known->second.address, known->second.port}});
}

}  // namespace herald::speaker::wire
