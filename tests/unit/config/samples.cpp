#include "tests/unit/config/samples.h"

#include "config/parse_yaml.h"
#include "core/base/check.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

namespace herald::config {
namespace {

using alloc::PoolSpec;
using net::IpAddress;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Draws with a short name each, so that the objects below read like the grammar.
class Draw {
 public:
  explicit Draw(Random& random) : random_(random) {}

  bool maybe() { return random_.chance(1, 3); }
  int number(int min, int max) {
    return min + static_cast<int>(random_.below(static_cast<std::uint64_t>(max - min) + 1));
  }
  std::uint32_t any_u32() { return static_cast<std::uint32_t>(random_.next()); }
  std::uint32_t as_number() { return std::max(1U, any_u32() >> random_.below(31)); }
  template <class T>
  T one_of(std::initializer_list<T> choices) {
    return *(choices.begin() + static_cast<std::ptrdiff_t>(random_.below(choices.size())));
  }
  // Text that YAML would take for something else, at least sometimes.
  std::string text() {
    return one_of<std::string>({"a",     "true", "No",  "null", "~",     "123", "0x10", "1e3", "1:30",
                                "a: b",  "a #b", "- a", "[a]",  "{a}",   "&a",  "*a",   "!a",  "|",
                                ">",     "%a",   "@a",  "`a",   "\"a\"", "'a'", "a\\b", "<<",  "=",
                                "größe", "日本", "a,b", "?",    "a:",    ".5",  "---",  "..."}) +
           (maybe() ? std::to_string(number(0, 999)) : "");
  }
  std::string secret() {
    return text() + one_of<std::string>({"", " ", "\t", "\n", "\x01", "\x7f", "\xc2\x85", "\xe2\x80\xa8"}) +
           text();
  }
  IpAddress host(net::Family family) {
    return family == net::Family::ipv4 ? IpAddress::v4(0x0a000001U + (any_u32() & 0xffffff))
                                       : IpAddress::v6(net::make_u128(0x20010db800000000ULL, random_.next()));
  }
  net::Family family() { return one_of({net::Family::ipv4, net::Family::ipv6}); }

 private:
  Random& random_;
};

model::LabelSelector selector(Draw& draw) {
  model::LabelSelector out;
  for (int i = draw.number(0, 2); i > 0; --i) {
    out.match_labels[draw.one_of<std::string>({"rack", "true", "a.b", "example.com/zone", "no"})] =
        draw.one_of<std::string>({"", "a", "1", "yes", "A_b-c.d"});
  }
  for (int i = draw.number(0, 2); i > 0; --i) {
    using enum model::SelectorOperator;
    model::SelectorTerm term{
        .key = "key", .op = draw.one_of({in, not_in, exists, does_not_exist}), .values = {}};
    if (term.op == in || term.op == not_in) term.values = {"a", std::to_string(draw.number(0, 9))};
    out.match_expressions.push_back(std::move(term));
  }
  return out;
}

std::vector<model::LabelSelector> selectors(Draw& draw) {
  std::vector<model::LabelSelector> out;
  if (!draw.maybe()) return out;
  for (int i = draw.number(1, 3); i > 0; --i)
    out.push_back(selector(draw));
  return out;
}

Peer peer(Draw& draw, int index, const Config& config) {
  Peer out;
  out.name = draw.maybe() ? draw.text() + "/" + std::to_string(index)
                          : default_peer_name(static_cast<std::size_t>(index));
  out.my_asn = draw.as_number();
  using enum PeerAs::Kind;
  out.peer_asn.kind = draw.one_of({number, number, internal, external});
  if (out.peer_asn.kind == number) out.peer_asn.number = draw.as_number();
  if (draw.maybe()) out.local_asn = draw.as_number();
  const net::Family family = draw.family();
  if (draw.maybe()) out.interface = draw.one_of<std::string>({"eth0", "on", "vrf-1.2"});
  if (out.interface.empty() || draw.maybe()) out.address = draw.host(family);
  if (draw.maybe()) out.source_address = draw.host(family);
  if (draw.maybe()) out.port = static_cast<std::uint16_t>(draw.number(1, 65535));
  if (draw.maybe()) out.hold_time = seconds(draw.one_of({0, 3, 30, 65535}));
  if (draw.maybe())
    out.keepalive_time = out.hold_time == seconds(0) ? seconds(0) : seconds(draw.number(1, 3));
  if (draw.maybe()) out.connect_retry = seconds(draw.number(1, 65535));
  if (draw.maybe()) out.router_id = draw.host(net::Family::ipv4);
  out.node_selectors = selectors(draw);
  if (draw.maybe()) {
    out.password = draw.secret();
  } else if (draw.maybe()) {
    out.password_secret = SecretReference{draw.text(), draw.text()};
  }
  if (draw.maybe() && !config.bfd_profiles.empty()) out.bfd_profile = config.bfd_profiles.front().name;
  if (draw.maybe()) {
    out.ttl_security = draw.number(1, 254);
  } else {
    out.ebgp_multihop = !is_internal(out) && draw.maybe();
  }
  if (draw.maybe()) out.graceful_restart = {draw.maybe(), seconds(draw.number(0, 4095))};
  out.passive = draw.maybe();
  if (draw.maybe()) out.address_families = {draw.family()};
  return out;
}

// Advertisements of one pool differ at least in `med`, and never contradict each other.
Advertisement advertisement(Draw& draw, std::uint32_t med, const Config& config) {
  Advertisement out;
  out.med = med;
  if (draw.maybe()) out.aggregation_length = draw.number(28, 32);
  if (draw.maybe()) out.aggregation_length_v6 = draw.number(120, 128);
  if (draw.maybe()) out.local_preference = 150;
  for (int i = draw.number(0, 3); i > 0; --i)
    out.communities.insert(Community{draw.one_of({0xffffff01U, 0xffff029aU, draw.any_u32()})});
  for (int i = draw.number(0, 2); i > 0; --i)
    out.large_communities.insert({draw.any_u32(), draw.any_u32(), 0});
  if (draw.maybe()) out.as_path_prepend = draw.number(1, 32);
  if (draw.maybe()) out.weight = Weight::endpoints;
  for (const Peer& each : config.peers) {
    if (draw.maybe()) out.peers.insert(each.name);
  }
  out.node_selectors = selectors(draw);
  out.service_selectors = selectors(draw);
  return out;
}

// Pool i owns 10.i.0.0/16 and 2001:db8:i::/48: entries never overlap.
void add_addresses(Draw& draw, int index, PoolSpec& spec) {
  const auto v4_base = 0x0a000000U + (static_cast<std::uint32_t>(index) << 16);
  const auto v6_base = net::make_u128(0x20010db800000000ULL + (static_cast<std::uint64_t>(index) << 16), 0);
  for (std::uint32_t entry = 0; entry == 0 || draw.maybe(); ++entry) {
    const auto v4 = IpAddress::v4(v4_base + (entry << 8));
    const auto v6 = IpAddress::v6(v6_base + (static_cast<net::U128>(entry) << 8));
    const IpAddress first = draw.one_of({v4, v6});
    const IpAddress last =
        IpAddress::of(first.family(), first.value() + static_cast<net::U128>(draw.number(0, 255)));
    if (draw.maybe()) {
      spec.addresses.emplace_back(*net::IpRange::make(first, last));
    } else {
      spec.addresses.emplace_back(*net::Cidr::make(first, first.bits() - draw.number(0, 8)));
    }
    if (draw.maybe()) spec.exclude.push_back(spec.addresses.back());
  }
}

alloc::PoolSpec pool_spec(Draw& draw, int index) {
  PoolSpec out;
  out.name = draw.text() + "/" + std::to_string(index);
  std::erase(out.name, ',');
  add_addresses(draw, index, out);
  out.skip_network_addresses = draw.maybe();
  out.avoid_buggy_ips = draw.maybe();
  out.auto_assign = draw.maybe();
  out.disabled = draw.maybe();
  using enum alloc::Order;
  out.order = draw.one_of({ascending, descending, random, spread});
  if (draw.maybe()) out.priority = static_cast<int>(draw.any_u32());
  for (int i = draw.number(0, 2); i > 0; --i)
    out.admission.namespaces.insert(draw.text());
  out.admission.namespace_selectors = selectors(draw);
  out.admission.service_selectors = selectors(draw);
  return out;
}

// Blocks of at most 256 addresses in entries that start at multiples of 256: 28 and 120 hold for /24 and
// /120.
bool may_aggregate(const PoolSpec& spec, const Advertisement& advertisement) {
  return std::ranges::all_of(spec.addresses, [&](const net::AddressBlock& block) {
    const int length = block.family() == net::Family::ipv4 ? advertisement.aggregation_length
                                                           : advertisement.aggregation_length_v6;
    return block.cidr() != nullptr ? length >= block.cidr()->prefix_length()
                                   : length == net::address_bits(block.family());
  });
}

Pool pool(Draw& draw, int index, const Config& config) {
  Pool out;
  out.spec = pool_spec(draw, index);
  out.protocol = draw.one_of({Protocol::layer2, Protocol::bgp, Protocol::both});
  if (out.protocol != Protocol::bgp) {
    out.node_selectors = selectors(draw);
    if (draw.maybe()) out.interfaces = {"eth*", "on"};
  }
  if (out.protocol == Protocol::layer2) return out;
  for (int i = draw.number(0, 3); i > 0; --i) {
    Advertisement next = advertisement(draw, static_cast<std::uint32_t>(i), config);
    if (may_aggregate(out.spec, next)) out.advertisements.push_back(std::move(next));
  }
  if (out.advertisements.empty()) out.advertisements.emplace_back();
  return out;
}

Layer2 layer2(Draw& draw) {
  Layer2 out;
  if (draw.maybe()) out.liveness_interval = milliseconds(draw.number(10, 60'000));
  if (draw.maybe()) out.liveness_multiplier = draw.number(2, 255);
  if (draw.maybe()) out.refresh = seconds(draw.number(1, 86'400));
  out.conflict_probe = draw.maybe();
  out.sticky = draw.maybe();
  if (draw.maybe()) out.ignore_interfaces.emplace();
  if (out.ignore_interfaces && draw.maybe()) out.ignore_interfaces->push_back("cali*");
  return out;
}

BfdProfile bfd_profile(Draw& draw, int index) {
  BfdProfile out;
  out.name = draw.text() + "/" + std::to_string(index);
  if (draw.maybe()) out.receive_interval = milliseconds(draw.number(10, 60'000));
  if (draw.maybe()) out.transmit_interval = milliseconds(draw.number(10, 60'000));
  if (draw.maybe()) out.echo_interval = milliseconds(draw.number(10, 60'000));
  if (draw.maybe()) out.detect_multiplier = draw.number(2, 255);
  if (draw.maybe()) out.minimum_ttl = draw.number(1, 254);
  out.echo_mode = draw.maybe();
  out.passive_mode = draw.maybe();
  return out;
}

}  // namespace

std::string example(std::string_view file) {
  std::ifstream in(std::filesystem::path(HERALD_SOURCE_DIR) / "config" / "examples" / file, std::ios::binary);
  HERALD_CHECK(in.good());
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string full_sample(std::string_view file) {
  Report report;
  const auto manifest = parse_yaml(example(file), {}, report);
  HERALD_CHECK(manifest);
  const RawMember* const data = manifest->root()->find("data");
  HERALD_CHECK(data != nullptr);
  return data->value->find("config")->value->text;
}

Config any_config(Random& random) {
  Draw draw(random);
  Config out;
  const int size = draw.one_of({0, 1, 1, 2, 5});
  for (int i = draw.number(0, size); i > 0; --i)
    out.bfd_profiles.push_back(bfd_profile(draw, i));
  for (int i = draw.number(0, size); i > 0; --i)
    out.communities[draw.one_of<std::string>({"no-export", "tier", "true", "a b", "größe"})] =
        Community{draw.one_of({0xffffff01U, draw.any_u32()})};
  const int peers = draw.number(0, size);
  for (int i = 0; i < peers; ++i)
    out.peers.push_back(peer(draw, i, out));
  const int pools = draw.number(0, size);
  for (int i = 0; i < pools; ++i)
    out.pools.push_back(pool(draw, i, out));
  out.layer2 = layer2(draw);
  out.stranded = draw.one_of({Stranded::keep, Stranded::release});
  return out;
}

}  // namespace herald::config
