#include "tests/unit/speaker_wire/lan.h"

#include "core/base/hash.h"
#include "core/l2/announcement.h"
#include "core/l2/sighting.h"
#include "core/net/solicited_node.h"
#include "core/wire/arp.h"
#include "core/wire/arp_frames.h"
#include "core/wire/ethernet.h"
#include "core/wire/ndp.h"
#include "core/wire/ndp_frames.h"

#include <algorithm>
#include <utility>

namespace herald::speaker::wire {
namespace {

constexpr Duration kFrameTime = microseconds(50);
constexpr Duration kDatagramTime = microseconds(200);
constexpr Duration kLeaseTime = milliseconds(100);
constexpr net::MacAddress kRouterMac({2, 0, 0, 0, 0xaa, 1});
constexpr net::MacAddress kStrangerMac({2, 0, 0, 0, 0xbb, 1});
constexpr net::MacAddress kClientMac({2, 0, 0, 0, 0xcc, 1});

net::IpAddress router_ip() {
  return ip("192.168.23.1");
}
net::IpAddress client_ip() {
  return ip("192.168.23.250");
}
net::IpAddress client_ip6() {
  return ip("fe80::c");
}

net::MacAddress mac_of(std::uint8_t number, InterfaceIndex index) {
  return net::MacAddress({2, 0, 0, 0, number, static_cast<std::uint8_t>(index.value())});
}

// The address that a frame asks for.
std::optional<net::IpAddress> target_of(const Frame& frame) {
  const auto header = ::herald::wire::EthernetHeader::parse(frame).value();
  const auto payload = std::span(frame).subspan(header.size());
  if (header.type == ::herald::wire::kEtherTypeArp)
    return ::herald::wire::ArpPacket::parse(payload).value().target_ip;
  const auto packet = ::herald::wire::NdpPacket::parse(payload).value();
  const auto* asked = std::get_if<::herald::wire::NeighborSolicitation>(&packet.message);
  return asked == nullptr ? std::nullopt : std::optional(asked->target);
}

net::MacAddress destination_of(const Frame& frame) {
  return ::herald::wire::EthernetHeader::parse(frame).value().destination;
}

// What a machine that has `owned` says to the frame.
std::optional<Frame> answer_of(const Frame& frame, const net::IpAddress& owned, const net::MacAddress& mac) {
  l2::Responder responder;
  responder.set_scope(l2::Scope(0), {kRingInterface});
  responder.announce(owned, l2::Scope(0));
  Frame reply;
  const auto answer = responder.answer({kRingInterface, mac}, frame, reply);
  return answer.verdict == l2::Verdict::replied ? std::optional(reply) : std::nullopt;
}

}  // namespace

net::IpAddress ip(std::string_view text) {
  return net::IpAddress::parse(text).value();
}

net::IpAddress service_ip(std::uint32_t n) {
  return net::IpAddress::v4(0xc0a86400U + n);
}

std::vector<net::IpAddress> services(std::uint32_t count) {
  std::vector<net::IpAddress> addresses;
  addresses.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i)
    addresses.push_back(service_ip(i));
  return addresses;
}

Lan::Lan(std::uint8_t nodes, const NodeOptions& options, std::uint64_t seed) : seed_(seed) {
  for (std::uint8_t number = 1; number <= nodes; ++number) {
    Node& node = nodes_[number];
    node.number = number;
    node.options = options;
    node.member = {.node = "node-" + std::to_string(number),
                   .incarnation = own::Incarnation(number),
                   .address = net::IpAddress::v4(0xc0a81700U + 100U + number),
                   .port = kRingPort};
  }
  for (auto& [number, node] : nodes_)
    start(node);
  at(now_, [this] { client_probes(); });
}

void Lan::at(Instant when, std::function<void()> what) {
  queue_.push({when, ++happenings_, std::move(what)});
}

order::Roster Lan::roster() const {
  order::Roster roster;
  for (const auto& [number, node] : nodes_)
    roster.members.push_back(node.member);
  return roster;
}

void Lan::start(Node& node) {
  node.alive = true;
  node.left = node.paused = false;
  node.capture = {};
  node.groups.clear();
  node.waiting.clear();
  const std::uint64_t seed = hash_combine(hash_combine(seed_, node.number), node.member.incarnation.value());
  const bfd::AuthKey key{.id = 1, .secret = bfd::secret_from("ring").value()};
  node.brain = std::make_unique<Layer2>(Layer2Options{.self = node.member, .keys = {key}, .seed = seed});
  node.interfaces[kRingInterface] = {.index = kRingInterface,
                                     .name = "eth0",
                                     .mac = mac_of(node.number, kRingInterface),
                                     .up = true,
                                     .addresses = {node.member.address},
                                     .gateways = {router_ip()}};
  if (node.options.second_interface) {
    node.interfaces[kSecondInterface] = {.index = kSecondInterface,
                                         .name = "lan1",
                                         .mac = mac_of(node.number, kSecondInterface),
                                         .up = true,
                                         .addresses = {},
                                         .gateways = {}};
  }
  for (const auto& [index, interface] : node.interfaces)
    feed(node, InterfaceChanged{interface});
  order::Orders orders = {roster()};
  for (const auto& [number, other] : nodes_) {
    if (number != node.number) orders.emplace_back(order::Macs{other.member.node, other.macs_in_lease});
  }
  if (settings_) orders.emplace_back(*settings_);
  for (const auto& [address, want] : wants_)
    orders.emplace_back(want);
  orders.emplace_back(order::Complete{});
  order(node.number, std::move(orders));
}

void Lan::order(std::uint8_t number, order::Orders orders) {
  Node& node = nodes_.at(number);
  if (!node.alive || !api_reachable_) return;
  ++node.orders;
  feed(node, Ordered{std::move(orders)});
}

void Lan::want(const std::vector<net::IpAddress>& addresses, const std::vector<std::string>& interfaces) {
  own::NodeSet eligible;
  for (const auto& [number, node] : nodes_)
    eligible.push_back(node.member.node);
  std::ranges::sort(eligible);
  const auto shared = std::make_shared<const own::NodeSet>(eligible);
  const own::InterfaceNeed need(interfaces.empty() ? 0 : stable_hash(interfaces.front()));
  order::Orders orders;
  for (const net::IpAddress& address : addresses) {
    wants_[address] = {.wanted = {address, shared, need}, .interfaces = interfaces};
    orders.emplace_back(wants_[address]);
    client_.try_emplace(address);
  }
  for (auto& [number, node] : nodes_)
    order(number, orders);
}

void Lan::configure(const order::Layer2Settings& settings) {
  settings_ = settings;
  for (auto& [number, node] : nodes_)
    order(number, {settings});
}

void Lan::run(Duration span) {
  const Instant end = now_ + span;
  while (true) {
    Instant next = queue_.empty() ? kNever : queue_.top().when;
    for (const auto& [number, node] : nodes_) {
      if (node.alive && !node.paused) next = std::min(next, node.brain->next_deadline());
    }
    if (next > end) break;
    now_ = std::max(now_, next);
    while (!queue_.empty() && queue_.top().when <= now_) {
      const auto what = queue_.top().what;
      queue_.pop();
      what();
    }
    for (auto& [number, node] : nodes_) {
      if (node.alive && !node.paused && node.brain->next_deadline() <= now_) feed(node, Tick{});
    }
  }
  now_ = end;
}

void Lan::feed(Node& node, const Event& event) {
  if (!node.alive || node.left) return;
  if (node.paused) return node.waiting.push_back(event);
  for (const Effect& effect : node.brain->step(now_, event))
    perform(node, effect);
}

void Lan::unheard(std::uint8_t number, Duration time, bool waits) {
  nodes_.at(number).unheard_until = now_ + time;
  nodes_.at(number).unheard_waits = waits;
}

void Lan::perform(Node& node, const Effect& effect) {
  const auto deliver = [&](const net::IpAddress& to, const Event& event) {
    const bool sent = node.has_link(kRingInterface) && !node.ring_blocked;
    if (!sent || (now_ < node.unheard_until && !node.unheard_waits)) return;
    at(std::max(now_, node.unheard_until) + kDatagramTime, [this, to, event] {
      for (auto& [number, other] : nodes_) {
        if (other.member.address == to && other.has_link(kRingInterface) && !other.ring_blocked &&
            !other.ring_deaf)
          feed(other, event);
      }
    });
  };
  if (const auto* frame = std::get_if<SendFrame>(&effect)) {
    if (node.has_link(frame->interface))
      transmit(mac_of(node.number, frame->interface), node.number, frame->interface, frame->frame);
  } else if (const auto* message = std::get_if<SendMessage>(&effect)) {
    for (const own::Endpoint& to : message->to)
      deliver(to.address, MessageReceived{node.member.address, kRingPort, message->body});
  } else if (const auto* packet = std::get_if<SendBfd>(&effect)) {
    deliver(packet->to, BfdReceived{node.member.address, kRingPort, packet->packet});
  } else if (const auto* join = std::get_if<JoinGroup>(&effect)) {
    node.groups.emplace(join->interface, join->group);
  } else if (const auto* leave = std::get_if<LeaveGroup>(&effect)) {
    node.groups.erase({leave->interface, leave->group});
  } else if (const auto* capture = std::get_if<Capture>(&effect)) {
    node.capture = *capture;
  } else if (const auto* tell = std::get_if<Tell>(&effect)) {
    node.reports.push_back(tell->report);
    if (const auto* macs = std::get_if<report::Macs>(&tell->report)) publish(node, *macs);
  } else if (std::holds_alternative<Left>(effect)) {
    node.left = true;
  }
}

// By the API server, a moment later.
void Lan::publish(Node& node, const report::Macs& told) {
  if (!api_reachable_) return;
  node.macs_in_lease = told.macs;
  at(now_ + kLeaseTime, [this, macs = order::Macs{node.member.node, told.macs}] {
    for (auto& [number, other] : nodes_) {
      if (other.member.node != macs.node && api_reachable_) feed(other, Ordered{{macs}});
    }
  });
}

void Lan::transmit(const net::MacAddress& source, std::uint8_t sender, InterfaceIndex segment, Frame frame) {
  at(now_ + kFrameTime, [this, source, sender, segment, frame = std::move(frame)] {
    for (auto& [number, node] : nodes_) {
      for (const auto& [index, interface] : node.interfaces) {
        const bool own = number == sender && index == segment;
        if (!own && (index == segment || node.options.one_lan)) receive(node, index, frame);
      }
    }
    if (source != kRouterMac && segment == kRingInterface) router_hears(frame);
    if (source != kStrangerMac) stranger_hears(frame);
    if (source != kClientMac) client_hears(frame);
  });
}

// As the kernel would: the filter, and the network card's.
bool Lan::passes(const Node& node, InterfaceIndex index, const Frame& frame) const {
  const net::MacAddress to = destination_of(frame);
  if (!to.is_multicast() && to != mac_of(node.number, index)) return false;
  const bool to_solicited_node = to.bytes()[0] == 0x33 && to.bytes()[2] == 0xff;
  if (to_solicited_node && std::ranges::none_of(node.groups, [&](const auto& group) {
        return group.first == index && net::multicast_mac(group.second) == to;
      }))
    return false;
  if (std::ranges::find(node.capture.interfaces, index) == node.capture.interfaces.end()) return false;
  const auto covered = [&](const net::IpAddress& address) {
    return std::ranges::any_of(node.capture.targets,
                               [&](const net::IpRange& range) { return range.contains(address); });
  };
  const auto asked = target_of(frame);
  const auto seen = l2::sighting_of(frame);
  return (asked && covered(*asked)) || (seen && covered(seen->address));
}

void Lan::receive(Node& node, InterfaceIndex index, const Frame& frame) {
  if (!node.has_link(index) || node.left || !passes(node, index, frame)) return;
  if (node.paused) return;  // its ring of frames overflows
  Frame reply;
  const auto answer = node.brain->answer(index, frame, reply);
  if (!reply.empty()) transmit(mac_of(node.number, index), node.number, index, reply);
  if (l2::worth_a_look(answer.verdict)) feed(node, FrameReceived{index, frame});
}

void Lan::router_hears(const Frame& frame) {
  if (!router_alive_) return;
  const auto reply = answer_of(frame, router_ip(), kRouterMac);
  if (reply) transmit(kRouterMac, 0, kRingInterface, *reply);
}

void Lan::stranger_hears(const Frame& frame) {
  if (!stranger_) return;
  const auto reply = answer_of(frame, *stranger_, kStrangerMac);
  if (reply) transmit(kStrangerMac, 0, kRingInterface, *reply);
}

// A neighbour cache as Linux keeps one: announcements change what is known, and answers to its own questions
// enter what is not.
void Lan::client_hears(const Frame& frame) {
  const auto seen = l2::sighting_of(frame);
  if (!seen || seen->use == l2::Use::probed || seen->mac == kStrangerMac) return;
  const auto target = client_.find(seen->address);
  const net::MacAddress to = destination_of(frame);
  if (target == client_.end() || (!to.is_multicast() && to != kClientMac)) return;
  if (target->second.mac || to == kClientMac) target->second.mac = seen->mac;
}

bool Lan::serves(const net::MacAddress& mac) const {
  const auto& bytes = mac.bytes();
  const auto node = nodes_.find(bytes[4]);
  return node != nodes_.end() && node->second.has_link(InterfaceIndex(bytes[5]));
}

void Lan::client_probes() {
  for (auto& [address, target] : client_) {
    const bool reached = target.mac && serves(*target.mac);
    if (reached && target.unreachable_since)
      target.gaps.push_back({*std::exchange(target.unreachable_since, std::nullopt), now_});
    if (!reached && target.mac && !target.unreachable_since) target.unreachable_since = now_;
    const bool several = answering(address).size() > 1;
    if (!several) target.overlap_since.reset();
    if (several && !target.overlap_since) target.overlap_since = now_;
    if (several) worst_overlap_ = std::max(worst_overlap_, now_ - *target.overlap_since);
  }
  at(now_ + milliseconds(10), [this] { client_probes(); });
}

void Lan::resolve_all() {
  for (auto& [address, target] : client_) {
    target.mac.reset();
    const InterfaceIndex segment = wants_.at(address).interfaces.empty() ? kRingInterface : kSecondInterface;
    Frame frame;
    ByteWriter out(frame);
    if (address.is_v4()) {
      ::herald::wire::EthernetHeader{net::MacAddress::broadcast(), kClientMac, std::nullopt,
                                     ::herald::wire::kEtherTypeArp}
          .append_to(out);
      ::herald::wire::ArpPacket{::herald::wire::ArpOperation::request, kClientMac, client_ip(),
                                net::MacAddress(), address}
          .append_to(out);
    } else {
      const auto group = net::solicited_node(address);
      ::herald::wire::EthernetHeader{net::multicast_mac(group), kClientMac, std::nullopt,
                                     ::herald::wire::kEtherTypeIpv6}
          .append_to(out);
      ::herald::wire::NdpPacket{client_ip6(), group,
                                ::herald::wire::NeighborSolicitation{address, kClientMac}}
          .append_to(out);
    }
    transmit(kClientMac, 0, segment, frame);
  }
  run(milliseconds(1));
}

void Lan::crash(std::uint8_t number) {
  nodes_.at(number).alive = false;
}

void Lan::restart(std::uint8_t number) {
  Node& node = nodes_.at(number);
  node.member.incarnation = own::Incarnation(node.member.incarnation.value() + 100);
  start(node);
  for (auto& [other, each] : nodes_) {
    if (other != number) order(other, {roster()});
  }
}

void Lan::stop(std::uint8_t number) {
  feed(nodes_.at(number), Stop{});
}

void Lan::set_link(std::uint8_t number, InterfaceIndex index, bool up) {
  Node& node = nodes_.at(number);
  node.interfaces.at(index).up = up;
  feed(node, InterfaceChanged{node.interfaces.at(index)});
}

void Lan::pause(std::uint8_t number) {
  nodes_.at(number).paused = true;
}

void Lan::resume(std::uint8_t number) {
  Node& node = nodes_.at(number);
  node.paused = false;
  for (const Event& event : std::exchange(node.waiting, {}))
    feed(node, event);
}

std::vector<std::uint8_t> Lan::answering(const net::IpAddress& address) const {
  std::vector<std::uint8_t> answering;
  for (const auto& [number, node] : nodes_) {
    const bool connected = node.has_link(kRingInterface) || node.has_link(kSecondInterface);
    if (connected && !node.left && !node.paused && node.brain->announces(address))
      answering.push_back(number);
  }
  return answering;
}

std::uint8_t Lan::owner(const net::IpAddress& address) const {
  const auto all = answering(address);
  return all.size() == 1 ? all.front() : std::uint8_t{0};
}

std::vector<Gap> Lan::gaps(const net::IpAddress& address) const {
  const Target& target = client_.at(address);
  std::vector<Gap> gaps = target.gaps;
  if (target.unreachable_since) gaps.push_back({*target.unreachable_since, now_});
  return gaps;
}

Duration Lan::worst_gap() const {
  Duration worst{};
  for (const auto& [address, target] : client_) {
    for (const Gap& gap : gaps(address))
      worst = std::max(worst, gap.length());
  }
  return worst;
}

void Lan::forget_gaps() {
  for (auto& [address, target] : client_)
    target.gaps.clear();
  worst_overlap_ = {};
}

}  // namespace herald::speaker::wire
