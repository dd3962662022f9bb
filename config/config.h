// The configuration as every part of Herald sees it: validated, complete, immutable. Defaults are filled in,
// aliases resolved, host bits masked. Two configurations that mean the same compare equal, and
// parse(render(c)) == c.
#pragma once

#include "config/community.h"
#include "core/alloc/pool_spec.h"
#include "core/model/selector.h"
#include "core/net/ip.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace herald::config {

// How the addresses of a pool are told to the network.
enum class Protocol : std::uint8_t { layer2, bgp, both };

// Announce in proportion to something, so that routers can weigh their next hops.
enum class Weight : std::uint8_t { none, endpoints };

struct Advertisement {
  int aggregation_length = 32;
  int aggregation_length_v6 = 128;
  std::optional<std::uint32_t> local_preference;  // iBGP only
  std::set<Community> communities;
  std::set<LargeCommunity> large_communities;
  std::optional<std::uint32_t> med;
  int as_path_prepend = 0;
  Weight weight = Weight::none;
  std::set<std::string> peers;                          // by name; empty: all
  std::vector<model::LabelSelector> node_selectors;     // empty: all
  std::vector<model::LabelSelector> service_selectors;  // empty: all

  friend bool operator==(const Advertisement&, const Advertisement&) = default;
};

struct Pool {
  alloc::PoolSpec spec;
  Protocol protocol = Protocol::layer2;
  std::vector<Advertisement>
      advertisements;  // one with defaults when a BGP pool names none; empty in layer2 pools
  std::vector<model::LabelSelector>
      node_selectors;                   // where it may be announced in layer 2; empty: everywhere
  std::vector<std::string> interfaces;  // globs; empty: every suitable interface

  friend bool operator==(const Pool&, const Pool&) = default;
};

// The AS on the other side: a number, or "ours" / "any but ours".
struct PeerAs {
  enum class Kind : std::uint8_t { number, internal, external };
  Kind kind = Kind::number;
  std::uint32_t number = 0;  // only with Kind::number

  friend bool operator==(const PeerAs&, const PeerAs&) = default;
};

struct SecretReference {
  std::string name;
  std::string key;

  friend bool operator==(const SecretReference&, const SecretReference&) = default;
};

struct GracefulRestart {
  bool enabled = true;
  std::chrono::seconds restart_time{120};

  friend bool operator==(const GracefulRestart&, const GracefulRestart&) = default;
};

struct Peer {
  std::string name;
  std::uint32_t my_asn = 0;
  std::optional<std::uint32_t> local_asn;  // shown to this peer in place of my_asn
  PeerAs peer_asn;
  std::optional<net::IpAddress> address;  // absent: unnumbered, found on `interface`
  std::string interface;                  // bind to this device; empty: none
  std::optional<net::IpAddress> source_address;
  std::uint16_t port = 179;
  std::chrono::seconds hold_time{90};
  std::optional<std::chrono::seconds> keepalive_time;  // absent: a third of the negotiated hold time
  std::optional<std::chrono::seconds> connect_retry;   // absent: 1 s doubling to 120 s
  std::optional<net::IpAddress> router_id;             // absent: one per node
  std::vector<model::LabelSelector> node_selectors;    // empty: all nodes
  std::string password;
  std::optional<SecretReference> password_secret;
  std::optional<std::string> bfd_profile;
  bool ebgp_multihop = false;
  std::optional<int> ttl_security;  // hops
  GracefulRestart graceful_restart;
  bool passive = false;
  std::set<net::Family> address_families{net::Family::ipv4, net::Family::ipv6};

  friend bool operator==(const Peer&, const Peer&) = default;
};

// What a peer is called that has no name in the file; `index` counts from 0.
[[nodiscard]] inline std::string default_peer_name(std::size_t index) {
  return "peer-" + std::to_string(index + 1);
}

// Whether both sides have the same AS, as far as the file alone tells: iBGP.
[[nodiscard]] inline bool is_internal(const Peer& peer) {
  if (peer.peer_asn.kind != PeerAs::Kind::number) return peer.peer_asn.kind == PeerAs::Kind::internal;
  return peer.peer_asn.number == peer.local_asn.value_or(peer.my_asn);
}

struct BfdProfile {
  std::string name;
  std::chrono::milliseconds receive_interval{300};
  std::chrono::milliseconds transmit_interval{300};
  std::chrono::milliseconds echo_interval{50};
  int detect_multiplier = 3;
  int minimum_ttl = 254;
  bool echo_mode = false;
  bool passive_mode = false;

  friend bool operator==(const BfdProfile&, const BfdProfile&) = default;
};

struct Layer2 {
  std::chrono::milliseconds liveness_interval{100};
  int liveness_multiplier = 3;
  std::chrono::seconds refresh{60};
  bool conflict_probe = true;
  bool sticky = true;
  std::optional<std::vector<std::string>> ignore_interfaces;  // globs, in place of the built-in list

  friend bool operator==(const Layer2&, const Layer2&) = default;
};

// What happens to a Service whose address an edit took out of every pool.
enum class Stranded : std::uint8_t { keep, release };

struct Config {
  std::vector<Pool> pools;  // in the order of the file
  std::vector<Peer> peers;
  std::map<std::string, Community> communities;  // the aliases
  std::vector<BfdProfile> bfd_profiles;
  Layer2 layer2;
  Stranded stranded = Stranded::keep;

  friend bool operator==(const Config&, const Config&) = default;
};

}  // namespace herald::config
