#include "config/duration.h"
#include "config/render_objects.h"

namespace herald::config {
namespace {

YamlText number(std::integral auto value) {
  return YamlText::plain(std::to_string(value));
}
YamlText address(const net::IpAddress& value) {
  return YamlText::plain(value.to_string());
}
YamlText duration(Duration value) {
  return YamlText::plain(to_string(value));
}

YamlText render_as(const PeerAs& as) {
  switch (as.kind) {
    case PeerAs::Kind::number:
      return number(as.number);
    case PeerAs::Kind::internal:
      return YamlText::plain("internal");
    case PeerAs::Kind::external:
      return YamlText::plain("external");
  }
  return YamlText::plain("");
}

void add_ends(YamlText& out, const Peer& peer) {
  out.add("my-asn", number(peer.my_asn));
  if (peer.local_asn) out.add("local-asn", number(*peer.local_asn));
  out.add("peer-asn", render_as(peer.peer_asn));
  if (peer.address) out.add("peer-address", address(*peer.address));
  if (!peer.interface.empty()) out.add("interface", YamlText::text(peer.interface));
  if (peer.source_address) out.add("source-address", address(*peer.source_address));
  if (peer.port != 179) out.add("peer-port", number(peer.port));
  if (peer.router_id) out.add("router-id", address(*peer.router_id));
  add_selectors(out, "node-selectors", peer.node_selectors);
  add_flag(out, "passive", peer.passive, false);
  if (peer.address_families.size() == 2) return;
  YamlText families = YamlText::list();
  for (const net::Family family : peer.address_families) {
    families.add(YamlText::plain(family == net::Family::ipv4 ? "ipv4" : "ipv6"));
  }
  out.add("address-families", std::move(families));
}

void add_security(YamlText& out, const Peer& peer) {
  if (!peer.password.empty()) out.add("password", YamlText::text(peer.password));
  if (peer.password_secret) {
    YamlText secret = YamlText::map();
    secret.add("name", YamlText::text(peer.password_secret->name));
    secret.add("key", YamlText::text(peer.password_secret->key));
    out.add("password-secret", std::move(secret));
  }
  add_flag(out, "ebgp-multihop", peer.ebgp_multihop, false);
  if (peer.ttl_security) out.add("ttl-security", number(*peer.ttl_security));
}

void add_graceful_restart(YamlText& out, const GracefulRestart& restart) {
  const GracefulRestart defaults;
  YamlText map = YamlText::map();
  add_flag(map, "enabled", restart.enabled, defaults.enabled);
  if (restart.restart_time != defaults.restart_time) map.add("restart-time", duration(restart.restart_time));
  if (!map.empty()) out.add("graceful-restart", std::move(map));
}

}  // namespace

YamlText render_peer(const Peer& peer, std::size_t index) {
  const Peer defaults;
  YamlText out = YamlText::map();
  if (peer.name != default_peer_name(index)) out.add("name", YamlText::text(peer.name));
  add_ends(out, peer);
  if (peer.hold_time != defaults.hold_time) out.add("hold-time", duration(peer.hold_time));
  if (peer.keepalive_time) out.add("keepalive-time", duration(*peer.keepalive_time));
  if (peer.connect_retry) out.add("connect-retry", duration(*peer.connect_retry));
  add_security(out, peer);
  if (peer.bfd_profile) out.add("bfd-profile", YamlText::text(*peer.bfd_profile));
  add_graceful_restart(out, peer.graceful_restart);
  return out;
}

YamlText render_bfd_profile(const BfdProfile& profile) {
  const BfdProfile defaults;
  YamlText out = YamlText::map();
  const auto add = [&out](std::string_view key, auto value, auto default_value) {
    if (value != default_value) out.add(key, number(value));
  };
  out.add("name", YamlText::text(profile.name));
  add("receive-interval", profile.receive_interval.count(), defaults.receive_interval.count());
  add("transmit-interval", profile.transmit_interval.count(), defaults.transmit_interval.count());
  add("echo-interval", profile.echo_interval.count(), defaults.echo_interval.count());
  add("detect-multiplier", profile.detect_multiplier, defaults.detect_multiplier);
  add("minimum-ttl", profile.minimum_ttl, defaults.minimum_ttl);
  add_flag(out, "echo-mode", profile.echo_mode, defaults.echo_mode);
  add_flag(out, "passive-mode", profile.passive_mode, defaults.passive_mode);
  return out;
}

}  // namespace herald::config
