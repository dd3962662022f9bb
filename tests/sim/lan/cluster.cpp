#include "tests/sim/lan/cluster.h"

#include "core/base/hash.h"
#include "tests/sim/lan/laws.h"

#include <algorithm>

namespace herald::sim::lan {
namespace {

namespace wire = speaker::wire;

constexpr std::size_t kSocketBuffer = 400;  // messages
constexpr wire::InterfaceIndex kInterface{2};
// Far enough from zero for clocks that are behind.
constexpr Instant kBeginning = Instant{} + std::chrono::hours(1000);

net::IpAddress ring_address(std::size_t number) {
  return net::IpAddress::v4(0x0a010000U + 10U + static_cast<std::uint32_t>(number));
}

net::MacAddress mac_of(std::size_t number) {
  return net::MacAddress(
      {2, 0, 0, 1, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number & 0xff)});
}

}  // namespace

Cluster::Cluster(std::size_t nodes, std::uint64_t seed, Record& record)
    : random_(hash_combine(seed, 0x1a)), seed_(seed), record_(record), nodes_(nodes) {
  auto names = std::make_shared<own::NodeSet>();
  for (std::size_t i = 0; i < nodes; ++i) {
    Node& node = nodes_[i];
    node.number = i;
    node.member = {"node-" + std::to_string(i), {}, ring_address(i), 7947};
    node.mac = mac_of(i);
    node.offset = seconds(random_.below(100'000));
    node.ppm = static_cast<std::int64_t>(random_.below(400)) - 200;
    node.wall = milliseconds(random_.below(10'000));
    names->push_back(node.member.node);
  }
  std::sort(names->begin(), names->end());
  everybody_ = std::move(names);
  scheduler_.run_until(kBeginning, [] { return false; });
}

Instant Cluster::local(const Node& node, Instant global) const {
  const Duration since = global - kBeginning;
  return kBeginning + node.offset + since + since / 1'000'000 * node.ppm;
}

// The first global instant at which the local clock shows at least `local`.
Instant Cluster::global(const Node& node, Instant at) const {
  const Duration since = at - kBeginning - node.offset;
  Instant found = kBeginning + since - since / 1'000'000 * node.ppm;
  while (local(node, found) < at)
    found += at - local(node, found) + Duration(1);
  return found;
}

wire::Interface Cluster::interface_of(const Node& node) const {
  return {.index = kInterface,
          .name = "eth0",
          .mac = node.mac,
          .up = node.link,
          .addresses = {node.member.address},
          .gateways = {net::IpAddress::v4(0x0a010001)}};
}

void Cluster::start_all() {
  for (Node& node : nodes_)
    begin(node);
  auto leases = std::make_shared<Leases>();
  for (const Node& node : nodes_)
    leases->insert_or_assign(node.member.node, Lease{node.member, node.mac});
  leases_ = std::move(leases);
  for (Node& node : nodes_)
    snapshot(node);
}

void Cluster::start(std::size_t number) {
  Node& node = nodes_[number];
  begin(node);
  if (node.api_out) return;
  publish_lease(node);
  snapshot(node);
}

void Cluster::begin(Node& node) {
  if (node.runs()) lose_process(node);
  const Duration wall = now().time_since_epoch() + node.wall;
  const auto started = static_cast<std::uint64_t>(wall.count());
  if (own::Incarnation(started) < node.member.incarnation) count(Thing::clock_set_back);
  node.member.incarnation = own::Incarnation(started);
  node.draining = node.leaving = node.paused = false;
  node.ring_up.assign(nodes_.size(), false);
  const bfd::AuthKey key{.id = 1, .secret = bfd::secret_from("ring").value()};
  node.brain = std::make_unique<Layer2>(wire::Layer2Options{
      .self = node.member, .keys = {key}, .seed = hash_combine(seed_, hash_combine(node.number, node.life))});
  count(Thing::start);
  trace([&] { return node.member.node + " starts"; });
  feed(node, wire::InterfaceChanged{interface_of(node)});
}

void Cluster::lose_process(Node& node) {
  node.brain.reset();
  ++node.life;
  node.tick_at = kNever;
  node.inbox.clear();
  node.capture = {};
  node.api_withheld.clear();
  node.leases_withheld = false;
  node.told_everything = false;
  node.leases.reset();
  node.listed_at = kNever;
  if (judge_ != nullptr) judge_->silenced(node);
  node.announces.clear();
}

void Cluster::crash(std::size_t number) {
  Node& node = nodes_[number];
  if (!node.runs()) return;
  count(Thing::crash);
  trace([&] { return node.member.node + " crashes"; });
  lose_process(node);
  const std::uint64_t life = node.life;
  scheduler_.after(seconds(60), [this, number, life] { expire_lease(number, life); });
}

void Cluster::stop(std::size_t number) {
  trace([&] { return nodes_[number].member.node + " stops"; });
  Node& node = nodes_[number];
  if (!node.runs() || node.paused) return;
  node.leaving = true;
  feed(node, wire::Stop{});
}

void Cluster::pause(std::size_t number) {
  Node& node = nodes_[number];
  if (!node.runs() || node.paused) return;
  node.paused = true;
  count(Thing::pause);
  trace([&] { return node.member.node + " pauses"; });
  if (judge_ != nullptr) judge_->disturbed();
}

// What waits in the sockets first, and time after it; or the timer first, as a loop may that knows of no
// stall.
void Cluster::resume(std::size_t number) {
  Node& node = nodes_[number];
  if (!node.paused) return;
  node.paused = false;
  trace([&] { return node.member.node + " resumes"; });
  if (judge_ != nullptr) judge_->disturbed();
  if (random_.chance(1, 2) && node.runs()) feed(node, wire::Tick{});
  for (const auto& event : std::exchange(node.inbox, {})) {
    if (node.runs()) feed(node, event);
  }
  schedule_tick(node);
}

void Cluster::drain(std::size_t number, bool draining) {
  Node& node = nodes_[number];
  if (!node.runs() || node.draining == draining) return;
  node.draining = draining;
  if (draining) count(Thing::drain);
  trace([&] { return node.member.node + (draining ? " is drained" : " is drained no more"); });
  deliver(number, wire::Ordered{{order::Drain{draining}}});
}

void Cluster::set_link(std::size_t number, bool up) {
  Node& node = nodes_[number];
  if (node.link == up) return;
  node.link = up;
  if (!up) count(Thing::link_down);
  trace([&] { return node.member.node + (up ? " link up" : " link down"); });
  if (judge_ != nullptr) {
    judge_->disturbed();
    if (up)
      judge_->heard_again(node);
    else
      judge_->silenced(node);
  }
  if (node.runs()) deliver(number, wire::InterfaceChanged{interface_of(node)});
}

void Cluster::run(Duration span) {
  scheduler_.run_until(now() + span, [this] { return record_.violation.has_value(); });
}

void Cluster::feed(Node& node, const wire::Event& event) {
  ++record_.steps;
  const std::uint64_t life = node.life;
  const auto effects = node.brain->step(local(node, now()), event);
  record_.tell(hash_combine(node.number, effects.size()));
  for (const auto& effect : effects) {
    perform(node, effect);
    if (node.life != life) return;
  }
  schedule_tick(node);
}

void Cluster::schedule_tick(Node& node) {
  if (node.paused || !node.runs()) return;
  const Instant deadline = node.brain->next_deadline();
  if (deadline == kNever) {
    node.tick_at = kNever;
    return;
  }
  const Instant at = std::max(global(node, deadline), now());
  if (at == node.tick_at) return;
  node.tick_at = at;
  const std::uint64_t life = node.life;
  scheduler_.at(at, [this, &node, life, at] {
    if (node.life != life || node.tick_at != at || node.paused) return;
    node.tick_at = kNever;
    feed(node, wire::Tick{});
  });
}

void Cluster::deliver(std::size_t to, wire::Event event) {
  Node& node = nodes_[to];
  if (!node.runs()) return;
  if (taped_ == to && std::holds_alternative<wire::MessageReceived>(event)) tape_.push_back(event);
  if (!node.paused) return feed(node, event);
  // A socket overflows; the plan loop's mailbox and the kernel's link states do not.
  const bool datagram = std::holds_alternative<wire::MessageReceived>(event) ||
                        std::holds_alternative<wire::BfdReceived>(event);
  if (!datagram || node.inbox.size() < kSocketBuffer) node.inbox.push_back(std::move(event));
}

void Cluster::perform(Node& node, const wire::Effect& effect) {
  record_.tell(effect.index());
  if (const auto* frame = std::get_if<wire::SendFrame>(&effect)) {
    send_frame(node, frame->frame);
  } else if (const auto* message = std::get_if<wire::SendMessage>(&effect)) {
    ++messages_sent_;
    count_message(message->body);
    send_datagram(node, message->to,
                  wire::MessageReceived{node.member.address, node.member.port, message->body});
  } else if (const auto* packet = std::get_if<wire::SendBfd>(&effect)) {
    send_datagram(node, {{packet->to, packet->port}},
                  wire::BfdReceived{node.member.address, node.member.port, packet->packet});
  } else if (const auto* capture = std::get_if<wire::Capture>(&effect)) {
    node.capture = *capture;
  } else if (const auto* tell = std::get_if<wire::Tell>(&effect)) {
    note(node, tell->report);
  } else if (std::holds_alternative<wire::Left>(effect)) {
    count(Thing::left);
    lose_process(node);
    drop_lease(node);
  }
}

void Cluster::note(Node& node, const report::Report& told) {
  if (const auto* gained = std::get_if<report::Gained>(&told)) {
    static constexpr Thing kByCause[] = {Thing::gained_fresh, Thing::gained_from_dead,
                                         Thing::gained_from_leaving, Thing::gained_from_ineligible};
    const auto cause = static_cast<std::size_t>(gained->cause);
    if (cause < std::size(kByCause)) count(kByCause[cause]);
    trace([&] {
      return node.member.node + " gains " + gained->address.to_string() + " epoch " +
             std::to_string(gained->epoch.value()) + " cause " + std::to_string(cause) + " from " +
             gained->from;
    });
    node.announces.insert(gained->address);
    if (node.link && judge_ != nullptr) judge_->gained(node, *gained);
  } else if (const auto* lost = std::get_if<report::Lost>(&told)) {
    if (lost->cause == own::Cause::conflict) count(Thing::lost_by_conflict);
    if (lost->cause == own::Cause::cut_off) count(Thing::lost_when_cut_off);
    trace([&] {
      return node.member.node + " loses " + lost->address.to_string() + " cause " +
             std::to_string(static_cast<int>(lost->cause)) + " to " + lost->to;
    });
    const bool announced = node.announces.erase(lost->address) != 0;
    if (announced && node.link && judge_ != nullptr) judge_->lost(node, lost->address);
  } else if (const auto* seen = std::get_if<report::MemberSeen>(&told)) {
    ring_says(node, *seen);
    if (seen->state == report::MemberState::down) count(Thing::member_down);
    if (seen->state == report::MemberState::leaving) count(Thing::member_leaving);
    trace([&] {
      return node.member.node + " sees " + seen->node + " " + std::to_string(static_cast<int>(seen->state));
    });
  } else if (std::holds_alternative<report::Emptied>(told)) {
    count(Thing::emptied);
  }
}

}  // namespace herald::sim::lan
