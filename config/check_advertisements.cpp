#include "config/cross_checks.h"
#include "core/net/ip_range.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

namespace herald::config {
namespace {

using net::Family;
using net::IpRange;
using net::U128;

// Pairs are compared, and nobody needs more.
constexpr std::size_t kMaxAdvertisements = 100;

// The length of the widest CIDR block inside the range: 30 for 192.168.23.220-192.168.23.223.
int widest_block_length(const IpRange& range) {
  const int bits = net::address_bits(range.family());
  const U128 first = range.first().value();
  const U128 span = range.last().value() - first;  // one less than the size, which may not fit
  for (int host_bits = bits; host_bits > 0; --host_bits) {
    const U128 mask = net::kU128Max >> (128 - host_bits);
    const U128 to_boundary = (~first + 1) & mask;
    if (to_boundary <= span && mask <= span - to_boundary) return bits - host_bits;
  }
  return bits;
}

// The entry that forbids the most aggregation, of one family; none when the pool has none of that family.
struct Tightest {
  const net::AddressBlock* block = nullptr;
  int length = 0;
};

Tightest tightest_entry(const PoolDraft& pool, Family family) {
  Tightest out;
  for (const auto& [block, place] : pool.addresses) {
    if (block.family() != family) continue;
    const int length = widest_block_length(block.range());
    if (out.block == nullptr || length > out.length) out = {&block, length};
  }
  return out;
}

void check_aggregation(const Tightest& tightest, int length, const Place& place, Report& report) {
  if (tightest.block == nullptr || length >= tightest.length) return;
  report.error(place, std::to_string(length) + " would announce addresses outside of the entry " +
                          tightest.block->to_string() + "; write at least " +
                          std::to_string(tightest.length));
}

// Whether some node or Service that one list admits is surely admitted by the other too.
bool surely_meet(const std::vector<model::LabelSelector>& a, const std::vector<model::LabelSelector>& b) {
  if (a.empty() || b.empty()) return true;
  const std::set<model::LabelSelector> known(b.begin(), b.end());
  return std::ranges::any_of(a, [&](const auto& selector) { return known.contains(selector); });
}

// The advertisements of one pool, compared with each other.
class Siblings {
 public:
  Siblings(const PoolDraft& pool, const std::set<std::string>& internal_peers, Report& report)
      : pool_(pool),
        internal_peers_(internal_peers),
        report_(report),
        v4_(tightest_entry(pool, Family::ipv4)),
        v6_(tightest_entry(pool, Family::ipv6)) {}

  void check() const {
    const auto& all = pool_.advertisements;
    for (const AdvertisementDraft& each : all) {
      check_aggregation(v4_, each.value.aggregation_length, each.aggregation_length, report_);
      check_aggregation(v6_, each.value.aggregation_length_v6, each.aggregation_length_v6, report_);
    }
    if (all.size() > kMaxAdvertisements) {
      report_.error(
          all[kMaxAdvertisements].place,
          "a pool can have at most " + std::to_string(kMaxAdvertisements) + " advertisements; remove some");
      return;
    }
    for (std::size_t second = 1; second < all.size(); ++second) {
      for (std::size_t first = 0; first < second; ++first)
        check_pair(all[first], all[second]);
    }
  }

 private:
  void check_pair(const AdvertisementDraft& first, const AdvertisementDraft& second) const {
    if (!first.sound || !second.sound) return;
    if (first.value == second.value) {
      report_.error(second.place, "is equal to " + first.place.path + " (line " +
                                      std::to_string(first.place.at.line) + "); remove one of the two");
    } else if (contradict(first.value, second.value)) {
      report_contradiction(first, second);
    }
  }

  // Whether an internal peer surely hears one prefix with two preferences.
  [[nodiscard]] bool contradict(const Advertisement& a, const Advertisement& b) const {
    if (!a.local_preference || !b.local_preference || *a.local_preference == *b.local_preference)
      return false;
    const bool same_v4 = v4_.block != nullptr && a.aggregation_length == b.aggregation_length;
    const bool same_v6 = v6_.block != nullptr && a.aggregation_length_v6 == b.aggregation_length_v6;
    return (same_v4 || same_v6) && share_internal_peer(a, b) &&
           surely_meet(a.node_selectors, b.node_selectors) &&
           surely_meet(a.service_selectors, b.service_selectors);
  }

  [[nodiscard]] bool share_internal_peer(const Advertisement& a, const Advertisement& b) const {
    if (a.peers.empty() && b.peers.empty()) return !internal_peers_.empty();
    const auto& [some, others] = a.peers.empty() ? std::tie(b.peers, a.peers) : std::tie(a.peers, b.peers);
    return std::ranges::any_of(some, [this, &others = others](const std::string& peer) {
      return internal_peers_.contains(peer) && (others.empty() || others.contains(peer));
    });
  }

  void report_contradiction(const AdvertisementDraft& first, const AdvertisementDraft& second) const {
    report_.error(
        second.local_preference,
        std::to_string(*second.value.local_preference) + " contradicts " +
            std::to_string(*first.value.local_preference) + " of " + first.place.path + " (line " +
            std::to_string(first.local_preference.at.line) +
            "): both are for the same prefixes and peers; write one localpref, or tell the two apart by "
            "peers, selectors or aggregation-length");
  }

  const PoolDraft& pool_;
  const std::set<std::string>& internal_peers_;
  Report& report_;
  Tightest v4_;
  Tightest v6_;
};

}  // namespace

void check_advertisements(const Draft& draft, Report& report) {
  std::set<std::string> internal_peers;
  for (const PeerDraft& peer : draft.peers) {
    if (peer.sound && is_internal(peer.value)) internal_peers.insert(peer.value.name);
  }
  for (const PoolDraft& pool : draft.pools)
    Siblings(pool, internal_peers, report).check();
}

}  // namespace herald::config
