// What travels: datagrams between the speakers, frames on the LAN, and what router and client make of them.
#include "core/l2/responder.h"
#include "core/l2/sighting.h"
#include "core/own/message.h"
#include "core/wire/arp.h"
#include "core/wire/ethernet.h"
#include "speaker/ring_message.h"
#include "tests/sim/lan/cluster.h"
#include "tests/sim/lan/laws.h"

#include <algorithm>
#include <optional>
#include <span>

namespace herald::sim::lan {
namespace {

namespace wire = speaker::wire;

constexpr wire::InterfaceIndex kInterface{2};
// So many times of arrival has what is sent to everybody: in a large cluster, some hear it together.
constexpr std::size_t kVolleys = 100;
constexpr std::size_t kRouter = ~std::size_t{0};
constexpr std::size_t kClient = kRouter - 1;
constexpr net::MacAddress kRouterMac({2, 0, 0, 2, 0, 1});
constexpr net::MacAddress kClientMac({2, 0, 0, 2, 0, 2});
const net::IpAddress kRouterAddress = net::IpAddress::v4(0x0a010001);

net::MacAddress destination_of(const std::vector<std::uint8_t>& frame) {
  net::MacAddress::Bytes bytes{};
  std::copy_n(frame.begin(), bytes.size(), bytes.begin());
  return net::MacAddress(bytes);
}

// The router is a responder for one address.
std::vector<std::uint8_t> router_reply(const std::vector<std::uint8_t>& frame) {
  static const l2::Responder router = [] {
    l2::Responder made;
    made.set_scope(l2::Scope(0), {kInterface});
    made.announce(kRouterAddress, l2::Scope(0));
    return made;
  }();
  std::vector<std::uint8_t> reply;
  const auto answer = router.answer({kInterface, kRouterMac}, frame, reply);
  if (answer.verdict != l2::Verdict::replied) reply.clear();
  return reply;
}

}  // namespace

void Cluster::partition(const std::set<std::size_t>& side) {
  count(Thing::partition);
  trace([&] { return "partition of " + std::to_string(side.size()); });
  for (std::size_t a = 0; a < nodes_.size(); ++a) {
    for (std::size_t b = 0; b < nodes_.size(); ++b) {
      if (side.contains(a) != side.contains(b)) block(a, b);
    }
  }
  if (judge_ != nullptr) judge_->disturbed();
}

void Cluster::split_ring(const std::set<std::size_t>& side) {
  count(Thing::ring_split);
  trace([&] { return "the ring is split: " + std::to_string(side.size()); });
  for (std::size_t a = 0; a < nodes_.size(); ++a) {
    for (std::size_t b = 0; b < nodes_.size(); ++b) {
      if (side.contains(a) != side.contains(b)) ring_blocked_.insert({a, b});
    }
  }
  if (judge_ != nullptr) judge_->disturbed();
}

bool Cluster::replay() {
  Node& node = nodes_[*std::exchange(taped_, std::nullopt)];
  const std::uint64_t before = messages_sent_;
  for (const auto& message : std::exchange(tape_, {}))
    feed(node, message);
  return messages_sent_ == before;
}

void Cluster::set_mood(const Mood& mood) {
  mood_ = mood;
  if (judge_ != nullptr) judge_->disturbed();
}

void Cluster::heal() {
  trace([] { return std::string("healed"); });
  blocked_.clear();
  ring_blocked_.clear();
  if (judge_ != nullptr) judge_->disturbed();
}

bool Cluster::whole() const {
  return blocked_.empty() && ring_blocked_.empty() && mood_.lost == 0 &&
         std::all_of(nodes_.begin(), nodes_.end(),
                     [](const Node& node) { return node.link && !node.paused; });
}

bool Cluster::path(std::size_t from, std::size_t to) const {
  if (from < nodes_.size() && !nodes_[from].link) return false;
  if (to < nodes_.size() && !nodes_[to].link) return false;
  return !blocked_.contains({from, to});
}

Duration Cluster::travel_time() {
  const auto jitter = static_cast<std::uint64_t>(mood_.jitter.count());
  return microseconds(50) + Duration(static_cast<Duration::rep>(random_.below(jitter + 1)));
}

void Cluster::send_datagram(Node& node, const std::vector<own::Endpoint>& to, Datagram datagram) {
  std::vector<std::size_t> arriving;
  for (const own::Endpoint& each : to) {
    const auto number = static_cast<std::size_t>(each.address.value() - 0x0a010000U - 10U);
    if (number >= nodes_.size() || !path(node.number, number)) continue;
    if (ring_blocked_.contains({node.number, number})) continue;
    if (random_.chance(mood_.lost, 1000)) {
      count(Thing::datagram_lost);
      continue;
    }
    arriving.push_back(number);
    if (!random_.chance(mood_.doubled, 1000)) continue;
    count(Thing::datagram_doubled);
    arriving.push_back(number);
  }
  const auto shared = std::make_shared<const Datagram>(std::move(datagram));
  const std::size_t volley = 1 + arriving.size() / kVolleys;
  for (std::size_t at = 0; at < arriving.size(); at += volley) {
    const std::span<const std::size_t> part =
        std::span(arriving).subspan(at, std::min(volley, arriving.size() - at));
    scheduler_.after(travel_time(), [this, shared, part = std::vector(part.begin(), part.end())] {
      for (const std::size_t number : part)
        std::visit([&](const auto& received) { deliver(number, received); }, *shared);
    });
  }
}

void Cluster::count_message(const std::vector<std::uint8_t>& body) {
  const auto opened = wire::opened(body);
  if (!opened || opened->kind != wire::RingMessage::ownership || opened->content.size() < 3) return;
  switch (opened->content[2]) {
    case 2:
      return count(Thing::message_claims);
    case 3:
      return count(Thing::message_digest);
    case 4:
      return count(Thing::message_pull);
    case 6:
      return count(Thing::message_answered);
    default:
      return;
  }
}

void Cluster::send_frame(Node& node, std::vector<std::uint8_t> frame) {
  if (judge_ != nullptr) judge_->sent(node, frame);
  if (!node.link) return;
  const auto seen = l2::sighting_of(frame);
  if (seen && seen->use == l2::Use::announced) {
    count(Thing::announcement);
    if (judge_ != nullptr) judge_->announced(node);
  }
  router_hears(node.number, frame);
  broadcast(node.mac, node.number, std::make_shared<const std::vector<std::uint8_t>>(std::move(frame)));
}

void Cluster::router_hears(std::size_t from, const std::vector<std::uint8_t>& frame) {
  auto reply = router_reply(frame);
  if (reply.empty()) return;
  count(Thing::asked_gateway);
  const auto shared = std::make_shared<const std::vector<std::uint8_t>>(std::move(reply));
  scheduler_.after(travel_time(), [this, from, shared] {
    if (from < nodes_.size() && nodes_[from].link) receive_frame(nodes_[from], shared);
  });
}

// To everybody who would take it up; one event for all, as a switch sends to all its ports at once.
void Cluster::broadcast(const net::MacAddress& source, std::size_t from, const Bytes& frame) {
  const net::MacAddress to = destination_of(*frame);
  if (to == kRouterMac || to == kClientMac) return;
  scheduler_.after(travel_time(), [this, source, from, to, frame] {
    for (Node& node : nodes_) {
      if (node.mac == source || (!to.is_multicast() && node.mac != to)) continue;
      if (path(from, node.number)) receive_frame(node, frame);
    }
  });
}

void Cluster::receive_frame(Node& node, const Bytes& frame) {
  if (!node.runs() || node.paused || !node.link) return;  // its ring of frames overflows while it is paused
  std::vector<std::uint8_t> reply;
  const auto answer = node.brain->answer(kInterface, *frame, reply);
  if (!reply.empty()) {
    count(Thing::answered);
    if (judge_ != nullptr) judge_->sent(node, reply);
    broadcast(node.mac, node.number, std::make_shared<const std::vector<std::uint8_t>>(std::move(reply)));
  }
  if (l2::worth_a_look(answer.verdict)) deliver(node.number, wire::FrameReceived{kInterface, *frame});
}

void Cluster::ask(const net::IpAddress& address) {
  if (!address.is_v4()) return;
  std::vector<std::uint8_t> frame;
  ByteWriter out(frame);
  const ::herald::wire::EthernetHeader header{net::MacAddress::broadcast(), kClientMac, {}, 0x0806};
  header.append_to(out);
  const ::herald::wire::ArpPacket request{.operation = ::herald::wire::ArpOperation::request,
                                          .sender_mac = kClientMac,
                                          .sender_ip = net::IpAddress::v4(0x0a01ff02),
                                          .target_mac = {},
                                          .target_ip = address};
  request.append_to(out);
  broadcast(kClientMac, kClient, std::make_shared<const std::vector<std::uint8_t>>(std::move(frame)));
}

}  // namespace herald::sim::lan
