#include "tests/sim/bgp/network.h"

#include <algorithm>
#include <utility>

namespace herald::sim {

namespace event = speaker::peering;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::size_t kPiece = 8192;  // how much moves at a time
constexpr std::uint32_t kNodeAs = 65000;
constexpr Duration kFar = milliseconds(100);

net::IpAddress address_of(std::size_t router) {
  return net::IpAddress::v4(0xc0000200U + static_cast<std::uint32_t>(router) + 1);
}

bgp::LocalAddresses node_addresses() {
  return {.session = net::IpAddress::v4(0xc00002feU), .ipv6 = net::IpAddress::parse("2001:db8::fe")};
}

// Of every kind one: eBGP and iBGP, with and without graceful restart (through NOTIFICATIONs, if both the
// node and the router want it so), short hold time, dialling and waiting.
bgp::SessionSettings settings_of_router(std::size_t router) {
  bgp::SessionSettings settings{.local_as = bgp::Asn(router % 2 == 0 ? 65100 : kNodeAs),
                                .remote_as = {.number = bgp::Asn(kNodeAs)},
                                .router_id = bgp::RouterId(100 + static_cast<std::uint32_t>(router)),
                                .hold_time = seconds(router == 3 ? 9 : 30)};
  if (router != 1) settings.graceful_restart = seconds(120);
  settings.graceful_notifications = router == 0 || router == 2;
  settings.passive = router != Network::kDialer;
  return settings;
}

}  // namespace

speaker::bgp_order::PeerWanted Network::peer(std::size_t router) {
  speaker::bgp_order::PeerWanted wanted{.name = name(router)};
  wanted.session = {.local_as = bgp::Asn(kNodeAs),
                    .remote_as = {.number = bgp::Asn(router % 2 == 0 ? 65100 : kNodeAs)},
                    .router_id = bgp::RouterId(50),
                    .graceful_restart = seconds(120),
                    .graceful_notifications = router == 0 || router == 3};
  wanted.path.address = address_of(router);
  return wanted;
}

Network::Network(std::uint64_t seed, std::size_t routers) : random_(seed) {
  for (std::size_t i = 0; i < routers; ++i)
    routers_.push_back({.router = std::make_unique<Router>(settings_of_router(i), random_.next())});
  node_ = std::make_unique<speaker::wire::Bgp>(random_.next());
}

void Network::restart_node(Exit exit) {
  if (exit == Exit::restart) tell(event::Stop{.restart = true});
  std::vector<Id> open;
  for (auto& [id, line] : lines_)
    open.push_back(id);
  for (const Id id : open)
    close_from_node(id);
  ++processes_;
  node_tick_at_ = kNever;
  node_ = std::make_unique<speaker::wire::Bgp>(random_.next());
}

// ---- the node

void Network::tell(const event::Event& event) {
  perform(node_->step(time_.now(), event));
  schedule_ticks();
}

void Network::perform(const event::Effects& effects) {
  bool closed_alive = false;  // the connection that was closed last, when it was
  for (const auto& effect : effects) {
    if (const auto* dial = std::get_if<event::Dial>(&effect)) {
      perform(*dial);
    } else if (const auto* send = std::get_if<event::SendBytes>(&effect)) {
      const auto line = lines_.find(send->id);
      if (line == lines_.end() || !line->second.node_open) continue;
      auto& queue = line->second.to_router;
      queue.insert(queue.end(), send->bytes.begin(), send->bytes.end());
      longest_queue_ = std::max(longest_queue_, queue.size());
      ++node_messages_;
      move_bytes(send->id);
    } else if (const auto* close = std::get_if<event::Close>(&effect)) {
      closed_alive = alive(close->id);
      close_from_node(close->id);
    } else if (const auto* told = std::get_if<event::Tell>(&effect)) {
      if (const auto* down = std::get_if<speaker::bgp_report::PeerDown>(&told->report))
        judge(*down, closed_alive);
    }
  }
}

// Only of the one that dials: the others' second calls stand for restarts.
void Network::judge(const speaker::bgp_report::PeerDown& down, bool alive) {
  if (down.cause == bgp::session::Cause::replaced && down.peer == name(kDialer) && alive)
    complaint_ = "the node replaced the living connection of " + down.peer;
}

void Network::perform(const event::Dial& dial) {
  for (std::size_t i = 0; i < routers_.size(); ++i) {
    if (dial.path.address != address_of(i)) continue;
    time_.after(latency(i), [this, i, id = dial.id, process = processes_] {
      if (process != processes_ || routers_[i].blackholed) return;
      if (routers_[i].refuses) return tell(event::TransportFailed{id, "refused"});
      connect(i, id, Id(last_router_id_ += 2));
    });
  }
}

void Network::connect(std::size_t router, Id at_node, Id at_router) {
  lines_[at_node] = {.router = router, .at_router = at_router};
  tell_router(router, bgp::session::Accepted{at_router, {.session = address_of(router)}});
  if (lines_.contains(at_node)) tell(event::TransportUp{at_node, node_addresses()});
}

void Network::connect_to_node(std::size_t router, Id at_router) {
  if (routers_[router].blackholed) return;
  if (routers_[router].refuses)
    return tell_router(router, bgp::session::TransportFailed{at_router, "refused"});
  const Id at_node(last_accepted_ += 2);
  lines_[at_node] = {.router = router, .at_router = at_router};
  tell(event::Incoming{at_node, address_of(router), "", node_addresses()});
  if (!lines_.contains(at_node))
    return tell_router(router, bgp::session::TransportFailed{at_router, "reset"});
  tell_router(router, bgp::session::TransportUp{at_router, {.session = address_of(router)}});
}

// The node's kernel takes what the router reads: a piece at a time, in order.
void Network::move_bytes(Id at_node) {
  auto line = lines_.find(at_node);
  if (line == lines_.end() || line->second.moving) return;
  line->second.moving = true;
  time_.after(latency(line->second.router), [this, at_node] {
    const auto found = lines_.find(at_node);
    if (found == lines_.end()) return;
    Line& moved = found->second;
    moved.moving = false;
    const Place& place = routers_[moved.router];
    if (place.blackholed || !place.reads || moved.to_router.empty()) return;
    const auto end =
        moved.to_router.begin() + static_cast<std::ptrdiff_t>(std::min(kPiece, moved.to_router.size()));
    std::vector<std::uint8_t> piece(moved.to_router.begin(), end);
    moved.to_router.erase(moved.to_router.begin(), end);
    const std::size_t router = moved.router;
    const Id at_router = moved.at_router;
    const bool node_open = moved.node_open;
    const std::size_t count = piece.size();
    if (moved.router_open) tell_router(router, bgp::session::BytesReceived{at_router, std::move(piece)});
    if (node_open) tell(event::BytesSent{at_node, count});
    const auto still = lines_.find(at_node);
    if (still == lines_.end()) return;
    if (!still->second.to_router.empty()) return move_bytes(at_node);
    if (!still->second.node_open) close_from_node(at_node);
  });
}

// What the node had said before is still read.
void Network::close_from_node(Id id) {
  const auto line = lines_.find(id);
  if (line == lines_.end()) return;
  line->second.node_open = false;
  if (!line->second.to_router.empty() && line->second.router_open) return move_bytes(id);
  const Line closed = line->second;
  lines_.erase(line);
  if (!closed.router_open || routers_[closed.router].blackholed) return;
  tell_router(closed.router, bgp::session::TransportClosed{closed.at_router, "closed"});
}

// ---- the routers

void Network::tell_router(std::size_t index, const bgp::Session::Event& event) {
  perform_router(index, routers_[index].router->step(time_.now(), event));
  schedule_ticks();
}

void Network::perform_router(std::size_t index, const bgp::Session::Effects& effects) {
  bool closed_alive = false;
  const Duration to_node = index == kDialer ? kFar : milliseconds(2);  // in order
  for (const auto& effect : effects) {
    if (const auto* send = std::get_if<bgp::session::SendBytes>(&effect)) {
      tell_router(index, bgp::session::SendProgress{send->id, 0});
      time_.after(to_node, [this, index, send = *send] {
        const auto at_node = line_of(index, send.id);
        if (!at_node || !lines_[*at_node].node_open || routers_[index].blackholed) return;
        tell(event::BytesReceived{*at_node, send.bytes});
      });
    } else if (const auto* close = std::get_if<bgp::session::Close>(&effect)) {
      closed_alive = alive(line_of(index, close->id));
      time_.after(to_node + milliseconds(1), [this, index, id = close->id] { close_from_router(index, id); });
    } else if (const auto* dial = std::get_if<bgp::session::Dial>(&effect)) {
      time_.after(latency(index), [this, index, id = dial->id] { connect_to_node(index, id); });
    } else if (const auto* down = std::get_if<bgp::session::Down>(&effect)) {
      if (down->loss.cause == bgp::session::Cause::replaced && index == kDialer && closed_alive)
        complaint_ = name(index) + " replaced a living connection of the node";
    }
  }
}

void Network::close_from_router(std::size_t index, Id at_router) {
  const auto at_node = line_of(index, at_router);
  if (!at_node) return;
  const bool node_open = lines_[*at_node].node_open;
  if (routers_[index].blackholed) {
    lines_[*at_node].router_open = false;
    return;
  }
  lines_.erase(*at_node);
  if (node_open) tell(event::TransportClosed{*at_node, "closed"});
}

bool Network::alive(std::optional<Id> at_node) const {
  const auto line = at_node ? lines_.find(*at_node) : lines_.end();
  if (line == lines_.end()) return false;
  return line->second.node_open && line->second.router_open && !routers_[line->second.router].blackholed;
}

Duration Network::latency(std::size_t router) {
  const Duration some = std::chrono::microseconds(200 + random_.below(2000));
  return router == kDialer ? some + kFar : some;
}

std::optional<bgp::ConnectionId> Network::line_of(std::size_t router, Id at_router) const {
  for (const auto& [id, line] : lines_) {
    if (line.router == router && line.at_router == at_router) return id;
  }
  return std::nullopt;
}

// ---- faults

void Network::drop(Id at_node) {
  const auto line = lines_.find(at_node);
  if (line == lines_.end()) return;
  const Line dropped = line->second;
  lines_.erase(line);
  if (dropped.router_open)
    tell_router(dropped.router, bgp::session::TransportClosed{dropped.at_router, "reset"});
  if (dropped.node_open) tell(event::TransportClosed{at_node, "reset"});
}

void Network::reset_connections(std::size_t router) {
  std::vector<Id> hit;
  for (const auto& [id, line] : lines_) {
    if (line.router == router) hit.push_back(id);
  }
  for (const Id id : hit)
    drop(id);
}

// After the silence an end that the other side has given up is reset as soon as it says something.
void Network::blackhole(std::size_t router, bool on) {
  routers_[router].blackholed = on;
  if (on) return;
  std::vector<Id> lines;
  for (const auto& [id, line] : lines_) {
    if (line.router == router) lines.push_back(id);
  }
  for (const Id id : lines) {
    const Line& line = lines_[id];
    if (!line.router_open || !line.node_open)
      drop(id);
    else
      move_bytes(id);
  }
}

void Network::refuse(std::size_t router, bool on) {
  routers_[router].refuses = on;
}

void Network::stop_reading(std::size_t router, bool on) {
  routers_[router].reads = !on;
  if (on) return;
  for (auto& [id, line] : lines_) {
    if (line.router == router) move_bytes(id);
  }
}

void Network::ask_again(std::size_t router, net::Family family) {
  if (const auto request = routers_[router].router->ask_again(family)) perform_router(router, {*request});
}

void Network::call_node(std::size_t router) {
  const Id at_node(last_accepted_ += 2);
  const Id at_router(last_router_id_ += 2);
  lines_[at_node] = {.router = router, .at_router = at_router};
  tell_router(router, bgp::session::Accepted{at_router, {.session = address_of(router)}});
  if (!lines_.contains(at_node)) return;
  tell(event::Incoming{at_node, address_of(router), "", node_addresses()});
}

bool Network::healthy(std::size_t router) const {
  const Place& place = routers_[router];
  const bool in_the_way = place.blackholed || place.refuses || !place.reads;
  const bool on_its_way = std::ranges::any_of(lines_, [&](const auto& entry) {
    return entry.second.router == router && !entry.second.to_router.empty();
  });
  return place.router->keeps_routes() && !in_the_way && !on_its_way;
}

// ---- time

void Network::schedule_ticks() {
  if (const Instant due = node_->next_deadline(); due < node_tick_at_) {
    node_tick_at_ = due;
    time_.at(due, [this, due, process = processes_] {
      if (process != processes_ || node_tick_at_ != due) return;
      node_tick_at_ = kNever;
      tell(event::Tick{});
    });
  }
  for (std::size_t i = 0; i < routers_.size(); ++i) {
    const Instant due = routers_[i].router->next_deadline();
    if (due >= routers_[i].tick_at) continue;
    routers_[i].tick_at = due;
    time_.at(due, [this, i, due] {
      if (routers_[i].tick_at != due) return;
      routers_[i].tick_at = kNever;
      tell_router(i, bgp::session::Tick{});
    });
  }
}

}  // namespace herald::sim
