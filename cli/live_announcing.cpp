#include "cli/live_announcing.h"

#include "config/protocol_book.h"
#include "core/alloc/pool_spec.h"
#include "core/model/reason.h"

#include <algorithm>
#include <set>

namespace herald::cli {
namespace {

// What the speakers say of an address that nobody announces.
std::string silence_of(const LiveCluster& cluster, net::IpAddress address) {
  for (const LiveSpeaker& speaker : cluster.speakers) {
    if (speaker.expired) continue;
    for (const auto& [reason, addresses] : speaker.report.silent) {
      if (addresses.contains(address)) return std::string(model::name(reason));
    }
    for (const kube::LanConflict& conflict : speaker.report.conflicts) {
      if (conflict.address == address)
        return "in use on the LAN by " + conflict.mac.to_string() + ", seen on " + conflict.interface +
               " of " + speaker.report.member.node;
    }
  }
  if (cluster.speakers.empty()) return "no speaker runs";
  return std::string(model::name(model::Reason::awaiting_announcer));  // they report every ten seconds
}

// As the speakers do it, whether or not a pool has the address (any more).
config::Protocol protocol_of(const LiveCluster& cluster, const model::Service& service,
                             net::IpAddress address) {
  const auto& config = cluster.config.config;
  return (config ? config::ProtocolBook(*config) : config::ProtocolBook()).of(address, service);
}

}  // namespace

const config::Pool* pool_around(const LiveCluster& cluster, net::IpAddress address) {
  if (!cluster.config.config) return nullptr;
  const auto& pools = cluster.config.config->pools;
  const auto found = std::ranges::find_if(pools, [&](const config::Pool& pool) {
    return std::ranges::any_of(pool.spec.addresses,
                               [&](const auto& block) { return block.range().contains(address); });
  });
  return found == pools.end() ? nullptr : &*found;
}

Announcement announcement_of(const LiveCluster& cluster, const model::Service& service,
                             net::IpAddress address) {
  Announcement announcement{.address = address, .node = {}, .since = {}, .why = {}};
  if (const LiveSpeaker* const speaker = announcer_of(cluster, address)) {
    announcement.node = speaker->report.member.node;
    announcement.since = kube::owned_since(speaker->report, address);
  } else if (protocol_of(cluster, service, address) == config::Protocol::bgp) {
    announcement.over_bgp = true;
    announcement.why = "announced over BGP";
  } else {
    announcement.why = silence_of(cluster, address);
  }
  return announcement;
}

std::string announced_by(const LiveCluster& cluster, const model::Service& service) {
  std::set<std::string> words;
  for (const net::IpAddress& address : service.ingress) {
    const Announcement announcement = announcement_of(cluster, service, address);
    if (announcement.over_bgp) {
      words.insert("BGP");
    } else {
      words.insert(announcement.lacking() ? "nobody: " + announcement.why : announcement.node);
    }
  }
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : ",") + word;
  return text;
}

}  // namespace herald::cli
