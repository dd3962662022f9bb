#include "tests/sim/lan/laws.h"

#include "core/l2/sighting.h"

#include <algorithm>

namespace herald::sim::lan {
namespace {

// A frame that is on its way when its address is lost.
constexpr Duration kLastWord = milliseconds(1);
// A second of a clock that runs fast.
constexpr Duration kSecond = milliseconds(999);
// Long enough for all to have heard the same of the API server and of each other.
constexpr Duration kHealthy = seconds(10);

}  // namespace

bool Judge::calm() const {
  return cluster_.whole() && cluster_.now() > disturbed_at_ + kCalm;
}

bool Judge::may_serve(const Node& node, const own::Wanted& wanted) const {
  return node.runs() && !node.paused && node.link && !node.draining && !node.leaving &&
         node.told_everything &&
         std::binary_search(wanted.eligible->begin(), wanted.eligible->end(), node.member.node);
}

void Judge::gained(const Node& node, const report::Gained& told) {
  ++changes_;
  Slot& slot = slots_[told.address];
  if (const auto awaited = awaited_.find(told.address); awaited != awaited_.end()) {
    failovers_.push_back(cluster_.now() - awaited->second);
    awaited_.erase(awaited);
  }
  check_healthy(node, told.address, slot);
  enter(node, slot);
}

// Whoever has had it for a while and still may have it keeps it.
void Judge::check_healthy(const Node& taker, const net::IpAddress& address, const Slot& slot) {
  const auto wanted = cluster_.wanted().find(address);
  const Instant now = cluster_.now();
  if (wanted == cluster_.wanted().end() || now < slot.wanted_changed + kHealthy) return;
  if (!cluster_.whole() || now < disturbed_at_ + kHealthy) return;
  for (const auto& [number, since] : slot.announcers) {
    const Node& holder = cluster_.node(number);
    if (number == taker.number || now < since + kHealthy || !may_serve(holder, wanted->second)) continue;
    cluster_.record().violate(
        "a healthy ownership never moves",
        taker.member.node + " takes " + address.to_string() + " from " + holder.member.node);
  }
}

void Judge::lost(const Node& node, const net::IpAddress& address) {
  ++changes_;
  Slot& slot = slots_[address];
  leave(node, slot, address);
  if (no_gap_ && slot.announcers.empty())
    cluster_.record().violate("what is handed over is let go of last", address.to_string());
}

void Judge::announced(const Node& node) {
  std::deque<Instant>& frames = frames_[{node.number, node.life}];
  frames.push_back(cluster_.now());
  while (frames.front() + kSecond <= cluster_.now())
    frames.pop_front();
  if (frames.size() > kFramesPerSecond)
    cluster_.record().violate("announcements keep to their budget", node.member.node);
}

void Judge::silenced(const Node& node) {
  for (const net::IpAddress& address : node.announces)
    leave(node, slots_[address], address);
}

// A speaker that owned an address through the loss of its link does not tell of it anew.
void Judge::heard_again(const Node& node) {
  for (const net::IpAddress& address : node.announces)
    enter(node, slots_[address]);
}

void Judge::enter(const Node& node, Slot& slot) {
  slot.announcers.try_emplace(node.number, cluster_.now());
  if (slot.announcers.size() == 2) slot.double_since = cluster_.now();
}

void Judge::leave(const Node& node, Slot& slot, const net::IpAddress& address) {
  check_double(slot, address);
  slot.announcers.erase(node.number);
  slot.lost_at[node.number] = cluster_.now();
  if (slot.announcers.size() < 2) slot.double_since = kNever;
}

void Judge::check_double(Slot& slot, const net::IpAddress& address) {
  if (slot.double_since == kNever || !calm()) return;
  const Duration both = cluster_.now() - std::max(slot.double_since, disturbed_at_ + kCalm);
  Record& record = cluster_.record();
  record.longest_double = std::max(record.longest_double, both);
  if (both > kDoubleAtMost) {
    record.violate("two do not announce one address for long",
                   address.to_string() + " for " + std::to_string(both / milliseconds(1)) + " ms");
  }
}

void Judge::sent(const Node& node, const std::vector<std::uint8_t>& frame) {
  const auto seen = l2::sighting_of(frame);
  if (!seen || seen->use == l2::Use::probed || seen->address == node.member.address) return;
  if (node.announces.contains(seen->address)) return;
  if (!slots_.contains(seen->address)) return;  // an address of the node itself
  const Slot& slot = slots_[seen->address];
  const auto lost = slot.lost_at.find(node.number);
  if (lost != slot.lost_at.end() && cluster_.now() <= lost->second + kLastWord) return;
  // The first announcement leaves in the step that tells of the gain.
  if (node.runs() && node.brain->ownership().announces(seen->address)) return;
  cluster_.record().violate("no frame for an address that the node has no claim to",
                            node.member.node + " speaks for " + seen->address.to_string());
}

std::string Judge::complaint() const {
  for (const auto& [address, wanted] : cluster_.wanted()) {
    const bool servable = [&] {
      for (std::size_t i = 0; i < cluster_.size(); ++i) {
        if (may_serve(cluster_.node(i), wanted)) return true;
      }
      return false;
    }();
    std::size_t announcers = 0;
    for (std::size_t i = 0; i < cluster_.size(); ++i) {
      const Node& node = cluster_.node(i);
      if (!node.can_serve() || !node.brain->announces(address)) continue;
      ++announcers;
      if (!may_serve(node, wanted)) return node.member.node + " must not announce " + address.to_string();
    }
    if (announcers != (servable ? 1U : 0U))
      return address.to_string() + " has " + std::to_string(announcers) + " announcers";
  }
  for (std::size_t i = 0; i < cluster_.size(); ++i) {
    const Node& node = cluster_.node(i);
    if (node.runs() && node.brain->ownership().announced() != node.announces.size())
      return node.member.node + " owns other addresses than it tells of";
    for (const net::IpAddress& address : node.announces) {
      if (!cluster_.wanted().contains(address)) return address.to_string() + " is announced for nobody";
    }
  }
  return {};
}

void Judge::expect_failover(const Node& crashed) {
  for (const net::IpAddress& address : crashed.announces)
    awaited_.try_emplace(address, cluster_.now());
}

}  // namespace herald::sim::lan
