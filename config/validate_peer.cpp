// peers[]
#include "config/drafts.h"
#include "config/keys.h"
#include "config/network_readers.h"
#include "config/readers.h"

namespace herald::config {
namespace {

using std::chrono::seconds;

constexpr seconds kMaxHold{65535};      // 16 bits on the wire (RFC 4271 section 4.2)
constexpr seconds kMaxRestart{4095};    // 12 bits on the wire (RFC 4724 section 3)
constexpr std::size_t kMaxMd5Key = 80;  // TCP_MD5SIG_MAXKEYLEN of Linux

const OneOf<net::Family> kFamily{{{"ipv4", net::Family::ipv4}, {"ipv6", net::Family::ipv6}}};

// 0 (no keepalives, no timeout), or long enough to be negotiated (RFC 4271 section 4.2).
struct HoldTime {
  std::optional<seconds> operator()(const Cursor& at) const {
    const auto time = DurationIn<seconds>{.max = kMaxHold}(at);
    if (!time || *time == seconds(0) || *time >= seconds(3)) return time;
    at.error(shown(at.node().text) + " is too short; write 0s or at least 3s");
    return std::nullopt;
  }
};

struct Port {
  std::optional<std::uint16_t> operator()(const Cursor& at) const {
    const auto port = WholeNumber<std::uint16_t>{}(at);
    return port == 0 ? std::uint16_t{179} : port;
  }
};

struct ReadSecretReference {
  std::optional<SecretReference> operator()(const Cursor& at) const {
    SecretReference out;
    Keys keys(at);
    keys.required("name", out.name, Name{});
    keys.required("key", out.key, Name{});
    keys.finish();
    return out;
  }
};

struct ReadGracefulRestart {
  std::optional<GracefulRestart> operator()(const Cursor& at) const {
    GracefulRestart out;
    Keys keys(at);
    keys.optional("enabled", out.enabled, Boolean{});
    keys.optional("restart-time", out.restart_time, DurationIn<seconds>{.max = kMaxRestart});
    keys.finish();
    return out;
  }
};

void read_ends(Keys& keys, Peer& peer) {
  keys.required("my-asn", peer.my_asn, AsNumber{});
  keys.required("peer-asn", peer.peer_asn, PeerAsNumber{});
  keys.optional("local-asn", peer.local_asn, AsNumber{});
  keys.optional("interface", peer.interface, InterfaceName{});
  keys.optional("peer-address", peer.address, HostAddress{});
  keys.optional("source-address", peer.source_address, HostAddress{});
  keys.optional("peer-port", peer.port, Port{});
  keys.optional("router-id", peer.router_id, RouterId{});
  keys.optional("node-selectors", peer.node_selectors, ListOf{ReadSelector{}});
  keys.optional("passive", peer.passive, Boolean{});
  keys.optional("address-families", peer.address_families, SetOf{kFamily});
}

void read_session(Keys& keys, Peer& peer) {
  keys.optional("hold-time", peer.hold_time, HoldTime{});
  keys.optional("keepalive-time", peer.keepalive_time, DurationIn<seconds>{.max = kMaxHold});
  keys.optional("connect-retry", peer.connect_retry, DurationIn<seconds>{.min = seconds(1), .max = kMaxHold});
  keys.optional("password", peer.password, Text{.max_bytes = kMaxMd5Key});
  keys.optional("password-secret", peer.password_secret, ReadSecretReference{});
  keys.optional("bfd-profile", peer.bfd_profile, Name{});
  keys.alias("bfdProfile", "bfd-profile", peer.bfd_profile, Name{});
  keys.optional("ebgp-multihop", peer.ebgp_multihop, Boolean{});
  keys.optional("ttl-security", peer.ttl_security, WholeNumber<int>{.min = 1, .max = 254});
  keys.optional("graceful-restart", peer.graceful_restart, ReadGracefulRestart{});
}

void check_addresses(const Keys& keys, const Peer& peer) {
  if (!peer.address || !keys.intact({"peer-address", "source-address"})) return;
  const bool other_family = peer.source_address && peer.source_address->family() != peer.address->family();
  if (other_family) {
    keys.error_at("source-address",
                  "is " + std::string(family_name(peer.source_address->family())) + ", but peer-address is " +
                      std::string(family_name(peer.address->family())) + "; write both of one family");
  }
  if (peer.address->is_v6() && peer.address->is_link_local() && !keys.has("interface")) {
    keys.error_at("peer-address",
                  "is link-local, which means nothing without an interface; add the key \"interface\"");
  }
}

void check_hops(const Keys& keys, const Peer& peer) {
  if (!peer.ebgp_multihop) return;
  if (keys.intact({"my-asn", "peer-asn", "local-asn"}) && is_internal(peer)) {
    keys.error_at(
        "ebgp-multihop",
        "this session is internal (both sides have one AS), where multihop is always possible; remove it");
  }
  if (peer.ttl_security) {
    keys.error_at("ttl-security",
                  "cannot go with ebgp-multihop, which allows what this forbids; keep one of the two");
  }
}

void check_timers(const Keys& keys, const Peer& peer) {
  if (!peer.keepalive_time || !keys.intact({"hold-time"})) return;
  if (*peer.keepalive_time > peer.hold_time) {
    keys.error_at("keepalive-time", "is longer than hold-time (" + std::to_string(peer.hold_time.count()) +
                                        "s); write a third of it, or leave it out");
  } else if (*peer.keepalive_time == seconds(0) && peer.hold_time != seconds(0)) {
    keys.error_at(
        "keepalive-time",
        "without keepalives the peer gives up after hold-time; write at least 1s, or hold-time: 0s");
  }
}

}  // namespace

std::optional<PeerDraft> ReadPeer::operator()(const Cursor& at) const {
  const std::size_t complaints = at.report().complaints();
  PeerDraft draft;
  draft.place = at.place();
  Peer& peer = draft.value;
  Keys keys(at);
  peer.name = default_peer_name(at.index());
  keys.optional("name", peer.name, Name{});
  read_ends(keys, peer);
  read_session(keys, peer);
  if (!keys.has("interface")) keys.require("peer-address");
  keys.finish();
  draft.name = keys.place_of("name");
  draft.bfd_profile = keys.place_of(keys.has("bfd-profile") ? "bfd-profile" : "bfdProfile");
  if (keys.has("password") && keys.has("password-secret")) {
    keys.error_at("password-secret", "there is a password too; keep one of the two");
  }
  if (keys.is_empty_list("address-families")) {
    keys.error_at("address-families", "is an empty list; write [ipv4], [ipv6] or [ipv4, ipv6]");
  }
  check_addresses(keys, peer);
  check_hops(keys, peer);
  check_timers(keys, peer);
  draft.sound = at.report().complaints() == complaints;
  return draft;
}

}  // namespace herald::config
