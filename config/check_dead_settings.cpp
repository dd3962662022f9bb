// Warnings about settings that are legal but can do nothing: mostly half of a change.
#include "config/cross_checks.h"
#include "config/wording.h"
#include "core/net/ip_range_set.h"

#include <algorithm>

namespace herald::config {
namespace {

void warn_of_useless_excludes(const PoolDraft& pool, Report& report) {
  net::IpRangeSet addresses;
  for (const auto& [block, place] : pool.addresses)
    addresses.insert(block.range());
  for (const net::AddressBlock& block : pool.value.spec.exclude) {
    if (addresses.overlaps(block.range())) continue;
    report.warning(pool.place, "excludes " + block.to_string() + ", which is not in this pool anyway");
  }
}

void warn_of_useless_local_preference(const Draft& draft, const AdvertisementDraft& advertisement,
                                      Report& report) {
  if (!advertisement.value.local_preference || draft.peers.empty()) return;
  const auto& names = advertisement.value.peers;
  const bool heard = std::ranges::any_of(draft.peers, [&](const PeerDraft& peer) {
    return peer.value.peer_asn.kind == PeerAs::Kind::external
               ? false
               : is_internal(peer.value) && (names.empty() || names.contains(peer.value.name));
  });
  if (!heard)
    report.warning(advertisement.local_preference,
                   "none of the peers is internal, and others never see a localpref");
}

}  // namespace

void warn_of_dead_settings(const Draft& draft, Report& report) {
  for (const PoolDraft& pool : draft.pools) {
    warn_of_useless_excludes(pool, report);
    if (pool.value.protocol != Protocol::layer2 && draft.peers.empty()) {
      report.warning(pool.place, "is announced by BGP, but there are no peers to announce it to");
    }
    for (const AdvertisementDraft& advertisement : pool.advertisements) {
      warn_of_useless_local_preference(draft, advertisement, report);
    }
  }
}

}  // namespace herald::config
