// No address in two entries, in one pool or in two: sorted by first address, an entry overlaps an earlier one
// exactly when it overlaps the one that reaches furthest. O(n log n) in entries, whatever their size.
#include "config/cross_checks.h"
#include "config/wording.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

namespace herald::config {
namespace {

struct Entry {
  net::IpRange range;
  const net::AddressBlock* block;
  const PoolDraft* pool;
  const Place* place;
};

std::vector<Entry> all_entries(const Draft& draft) {
  std::vector<Entry> out;
  for (const PoolDraft& pool : draft.pools) {
    for (const auto& [block, place] : pool.addresses)
      out.push_back({block.range(), &block, &pool, &place});
  }
  return out;
}

// Said at the later of the two in the file.
void report_overlap(const Entry& a, const Entry& b, std::set<const Place*>& told, Report& report) {
  const bool a_is_later = b.place->at < a.place->at;
  const Entry& later = a_is_later ? a : b;
  const Entry& earlier = a_is_later ? b : a;
  if (!told.insert(later.place).second) return;
  const std::string owner =
      earlier.pool == later.pool ? "the same pool" : "pool " + shown(earlier.pool->value.spec.name);
  report.error(*later.place, later.block->to_string() + " overlaps " + earlier.block->to_string() + " of " +
                                 owner + " (" + earlier.place->path + ", line " +
                                 std::to_string(earlier.place->at.line) +
                                 "); every address may be in one entry only");
}

}  // namespace

void check_overlaps(const Draft& draft, Report& report) {
  std::vector<Entry> entries = all_entries(draft);
  std::ranges::sort(entries, [](const Entry& a, const Entry& b) {
    return std::tie(a.range, a.place->at) < std::tie(b.range, b.place->at);
  });
  const Entry* furthest = nullptr;
  std::set<const Place*> told;  // one fault for each entry, however many it meets
  for (const Entry& entry : entries) {
    if (furthest != nullptr && furthest->range.overlaps(entry.range))
      report_overlap(*furthest, entry, told, report);
    if (furthest == nullptr || furthest->range.last() < entry.range.last()) furthest = &entry;
  }
}

}  // namespace herald::config
