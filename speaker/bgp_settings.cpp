#include "speaker/bgp_settings.h"

#include "core/base/hash.h"

#include <algorithm>

namespace herald::speaker {
namespace {

using bgp_order::PeerWanted;

bgp::RemoteAs remote_as(const config::PeerAs& peer) {
  using Kind = bgp::ExpectedPeer::Kind;
  switch (peer.kind) {
    case config::PeerAs::Kind::internal:
      return {.kind = Kind::internal};
    case config::PeerAs::Kind::external:
      return {.kind = Kind::external};
    case config::PeerAs::Kind::number:
      break;
  }
  return {.kind = Kind::exactly, .number = bgp::Asn(peer.number)};
}

// A node without IPv4 still needs a number that no other node has.
bgp::RouterId router_id(const config::Peer& peer, const NodeIdentity& node) {
  if (peer.router_id) return bgp::RouterId(static_cast<std::uint32_t>(peer.router_id->value()));
  if (node.address && node.address->is_v4())
    return bgp::RouterId(static_cast<std::uint32_t>(node.address->value()));
  return bgp::RouterId(static_cast<std::uint32_t>(stable_hash(node.name) >> 32) | 1);
}

bgp::SessionSettings session_settings(const config::Peer& peer, const NodeIdentity& node) {
  bgp::SessionSettings session{.local_as = bgp::Asn(peer.local_asn.value_or(peer.my_asn)),
                               .remote_as = remote_as(peer.peer_asn),
                               .router_id = router_id(peer, node),
                               .families = peer.address_families,
                               .hold_time = peer.hold_time,
                               .keepalive_time = peer.keepalive_time,
                               .connect_retry = peer.connect_retry,
                               .passive = peer.passive,
                               .host_name = node.name};
  if (peer.graceful_restart.enabled) session.graceful_restart = peer.graceful_restart.restart_time;
  return session;
}

bgp_order::Path path(const config::Peer& peer) {
  return {.address = peer.address,
          .interface = peer.interface,
          .source = peer.source_address,
          .port = peer.port,
          .password = {},
          .internal = config::is_internal(peer),
          .multihop = peer.ebgp_multihop,
          .ttl_security = peer.ttl_security};
}

std::optional<bgp_order::Bfd> bfd(const config::Peer& peer, const config::Config& config) {
  if (!peer.bfd_profile) return std::nullopt;
  const auto profile = std::ranges::find(config.bfd_profiles, *peer.bfd_profile, &config::BfdProfile::name);
  if (profile == config.bfd_profiles.end()) return std::nullopt;
  return bgp_order::Bfd{
      .timers = {.transmit = std::chrono::duration_cast<bfd::Interval>(profile->transmit_interval),
                 .receive = std::chrono::duration_cast<bfd::Interval>(profile->receive_interval),
                 .multiplier = static_cast<std::uint8_t>(profile->detect_multiplier)},
      .minimum_ttl = profile->minimum_ttl,
      .passive = profile->passive_mode};
}

void set_password(const config::Peer& peer, const Passwords& passwords, PeerWanted& wanted) {
  if (!peer.password_secret) {
    wanted.path.password = peer.password;
    return;
  }
  const auto& [secret, key] = *peer.password_secret;
  if (const auto found = passwords.find({secret, key}); found != passwords.end())
    wanted.path.password = found->second;
  else
    wanted.missing =
        bgp_order::MissingSecret{.where = "key " + key + " of Secret " + secret, .ever_known = false};
}

}  // namespace

std::vector<PeerWanted> wanted_peers(const config::Config& config, const NodeIdentity& node,
                                     const model::Labels& labels, const Passwords& passwords) {
  std::vector<PeerWanted> wanted;
  for (const config::Peer& peer : config.peers) {
    const bool ours = peer.node_selectors.empty() || model::any_matches(peer.node_selectors, labels);
    if (!ours) continue;
    wanted.push_back({.name = peer.name,
                      .session = session_settings(peer, node),
                      .path = path(peer),
                      .bfd = bfd(peer, config)});
    wanted.back().session.graceful_notifications = wanted.back().bfd.has_value();
    set_password(peer, passwords, wanted.back());
  }
  return wanted;
}

}  // namespace herald::speaker
