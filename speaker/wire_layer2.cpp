// What comes in, and in which order things are settled; what the parts ask for is in
// wire_layer2_effects.cpp, what concerns the LAN in wire_layer2_lan.cpp.
#include "speaker/wire_layer2.h"

#include "core/l2/sighting.h"
#include "speaker/ring_message.h"

#include <algorithm>
#include <utility>

namespace herald::speaker::wire {
namespace {

bfd::Timers timers_of(const order::Layer2Settings& settings) {
  const auto interval = std::chrono::duration_cast<bfd::Interval>(settings.liveness_interval);
  return {.transmit = interval,
          .receive = interval,
          .multiplier = static_cast<std::uint8_t>(settings.liveness_multiplier)};
}

}  // namespace

Layer2::Layer2(const Layer2Options& options)
    : self_(options.self),
      own_(options.self),
      liveness_(
          {.timers = timers_of(settings_), .keys = options.keys, .seed = hash_combine(options.seed, 1)}),
      announcer_({.refresh = settings_.refresh}, hash_combine(options.seed, 2)) {}

Effects Layer2::step(Instant now, const Event& event) {
  if (left_) return {};
  notice_stall(now);
  std::visit([&](const auto& e) { on(now, e); }, event);
  settle(now);
  last_step_ = now;
  return std::exchange(effects_, {});
}

Instant Layer2::judging_deadline() const {
  return std::min(liveness_.next_deadline(), own_.next_deadline());
}

Instant Layer2::next_deadline() const {
  if (left_) return kNever;
  const Instant silence = silent_.empty() || ring_link_down_ ? kNever : trust_silence_at_;
  const Instant judging = std::min({judging_deadline(), silence, announcer_.next_deadline()});
  return std::min(
      {std::max(judging, judge_at_), reach_.next_deadline(), hello_due_, ring_address_missed_at_});
}

// Whatever the step is for: what waits behind it in the sockets has to be heard before anybody is judged, and
// before anything is announced that others may have taken over meanwhile. Even then silence proves little:
// the sockets may have overflowed, and the sessions of those who gave us up have to come up again, slowly, as
// those that are down do.
// After a long stall not even the messages that told of it can be counted on: silent, until the others are
// heard. After a short one they can; and if the whole machine stood still with all its nodes, nobody was
// given up.
void Layer2::notice_stall(Instant now) {
  const Instant busy_at = std::max(last_step_, judge_at_);
  if (now - busy_at <= settings_.liveness_interval) return;  // the usual case: no deadline need be computed
  const Instant due = std::max(judging_deadline(), busy_at);
  if (due == kNever || now - due <= settings_.liveness_interval) return;
  judge_at_ = now + kDrainTime;
  const bool given_up = now - due >= detection_time();
  trust_silence_at_ = std::max(trust_silence_at_, now + (given_up ? kReunion : 2 * detection_time()));
  if (now - due < kLongStall * detection_time() || liveness_.watched() == 0) return;
  reach_.presumed_dead(now);
  capture_dirty_ = true;
}

void Layer2::on(Instant now, const Tick&) {
  if (now >= hello_due_) {
    say_hello(now, others());
    speaker_macs_.forget_former(now);
    forget_former_twins(now);
  }
  miss_ring_address(now);
  if (now < judge_at_) return;
  if (liveness_.next_deadline() <= now) perform(now, liveness_.tick(now));
  follow_sessions(now);
  judge_silence(now);
  if (own_.next_deadline() <= now) for_own_.emplace_back(own::event::Tick{});
}

void Layer2::on(Instant, const Stop&) {
  for_own_.emplace_back(own::event::Stop{});
}

void Layer2::on(Instant now, const InterfaceChanged& event) {
  if (interfaces_.change(event.interface)) interfaces_changed(now);
}

void Layer2::on(Instant now, const InterfaceGone& event) {
  if (interfaces_.remove(event.index)) interfaces_changed(now);
}

void Layer2::on(Instant, const MessageReceived& event) {
  const auto message = opened(event.body);
  if (!message) return;
  const own::Endpoint from{event.from, event.port};
  if (message->kind == RingMessage::ownership) {
    for_own_.emplace_back(own::event::MessageHeard{from, {message->content.begin(), message->content.end()}});
    return;
  }
  const auto hello = parse_hello(message->content);
  const auto sender = speaks_from_.find(from);
  if (hello && sender != speaks_from_.end()) speaker_macs_.learn(sender->second, *hello);
}

void Layer2::on(Instant now, const BfdReceived& event) {
  perform(now, liveness_.hear(now, {event.from, event.port}, event.packet));
}

void Layer2::on(Instant now, const Ordered& event) {
  for (const order::Order& order : event.orders)
    std::visit([&](const auto& o) { obey(now, o); }, order);
}

void Layer2::obey(Instant now, const order::Want& order) {
  const net::IpAddress address = order.wanted.address;
  interfaces_.add_need(order.wanted.need, order.interfaces);
  const auto [known, added] = wanted_.try_emplace(address, order.wanted.need);
  if (added) {
    wanted_ranges_.insert(net::IpRange::single(address));
    capture_dirty_ = true;
  } else {
    interfaces_.drop_need(std::exchange(wanted_.value(known), order.wanted.need));
  }
  links_dirty_ = true;
  for_own_.emplace_back(own::event::Wanted{order.wanted});
  const auto held = held_.find(address);
  if (held == held_.end() || held->second.need == order.wanted.need) return;
  sync_links(now);  // the need may be new
  held->second.need = order.wanted.need;
  const l2::Scope scope(order.wanted.need.value());
  if (held->second.told) responder_.announce(address, scope);
  announce(now, l2::announcer::Gain{address, scope, /*brand_new=*/true});
  groups_dirty_ = true;
}

void Layer2::obey(Instant, const order::Unwant& order) {
  const auto known = wanted_.find(order.address);
  if (known == wanted_.end()) return;
  interfaces_.drop_need(known->second);
  wanted_.erase(known);
  wanted_ranges_.erase(net::IpRange::single(order.address));
  links_dirty_ = capture_dirty_ = true;
  for_own_.emplace_back(own::event::Unwanted{order.address});
}

void Layer2::obey(Instant now, const order::Roster& order) {
  std::vector<own::Endpoint> strangers;
  std::set<own::NodeName> nodes;
  const auto before = std::exchange(roster_, {});
  speaks_from_.clear();
  for (const own::Member& member : order.members) {
    const own::Endpoint endpoint{member.address, member.port};
    nodes.insert(member.node);
    roster_.insert_or_assign(member.node, member);
    speaks_from_.insert_or_assign(endpoint, member.node);
    const auto known = before.find(member.node);
    const bool stranger = known == before.end() || known->second != member;
    if (stranger && member.node != self_.node) strangers.push_back(endpoint);
  }
  speaker_macs_.follow(now, nodes);
  std::erase_if(seen_, [&](const auto& entry) { return !nodes.contains(entry.first); });
  count_members();
  say_hello(now, strangers);
  for_own_.emplace_back(own::event::RosterChanged{order.members});
}

void Layer2::obey(Instant now, const order::Layer2Settings& order) {
  const order::Layer2Settings old = std::exchange(settings_, order);
  perform(now, liveness_.configure(now, timers_of(settings_)));
  if (old.refresh != order.refresh) announce(now, l2::announcer::RefreshChanged{order.refresh});
  if (old.sticky != order.sticky) for_own_.emplace_back(own::event::PolicyChanged{order.sticky});
  if (interfaces_.ignore(order.ignore_interfaces)) interfaces_changed(now);
}

void Layer2::obey(Instant, const order::Drain& order) {
  for_own_.emplace_back(own::event::Drain{order.draining});
}

void Layer2::obey(Instant, const order::Macs& order) {
  if (roster_.contains(order.node)) speaker_macs_.told_by_lease(order.node, order.macs);
}

void Layer2::obey(Instant, const order::Complete&) {
  for_own_.emplace_back(own::event::Complete{});
}

// Links first, so that what is gained knows where to go; then decisions, and what they lead to, until nothing
// is left to decide; frames last, when it is known whom they are to be captured from.
void Layer2::settle(Instant now) {
  do {
    sync_links(now);
    decide(now);
    judge_reach();
  } while (!for_own_.empty());
  if (left_) return;
  sync_groups();
  sync_capture();
  ask_around(now);
  decide(now);
  if (now >= judge_at_ && announcer_.next_deadline() <= now) announce(now, l2::announcer::Tick{});
  sync_groups();
}

void Layer2::decide(Instant now) {
  while (!for_own_.empty()) {
    for (const auto& effect : own_.step(now, std::exchange(for_own_, {})))
      std::visit([&](const auto& e) { perform(now, e); }, effect);
  }
}

l2::Answer Layer2::answer(InterfaceIndex interface, std::span<const std::uint8_t> frame,
                          std::vector<std::uint8_t>& reply) const {
  const Interface* received_on = interfaces_.find(interface);
  if (received_on != nullptr) return responder_.answer({interface, received_on->mac}, frame, reply);
  reply.clear();
  return {};
}

}  // namespace herald::speaker::wire
