#include "core/own/views.h"

#include "core/base/hash.h"

namespace herald::own {
namespace {

std::uint64_t fingerprint(const View& view) {
  return hash_combine(hash_combine(view.sender.value(), view.incarnation.value()), view.sequence);
}

}  // namespace

std::size_t Views::bucket_of(NodeId node) {
  return node.value() % kBuckets;
}

bool Views::hear(Instant now, const View& view) {
  const auto known = views_.find(view.sender);
  if (known == views_.end()) {
    account(now, view);
    views_.emplace(view.sender, view);
    senders_[bucket_of(view.sender)].insert(view.sender);
    return true;
  }
  if (!view.newer_than(known->second)) return false;
  discount(now, known->second);
  account(now, view);
  known->second = view;
  return true;
}

void Views::forget(Instant now, NodeId sender) {
  const auto known = views_.find(sender);
  if (known == views_.end()) return;
  discount(now, known->second);
  views_.erase(known);
  senders_[bucket_of(sender)].erase(sender);
}

const View* Views::find(NodeId sender) const {
  const auto known = views_.find(sender);
  return known == views_.end() ? nullptr : &known->second;
}

// Sums, so that the order in which views arrive leaves no trace.
void Views::account(Instant now, const View& view) {
  const std::size_t bucket = bucket_of(view.sender);
  fingerprints_[bucket] += fingerprint(view);
  changed_at_[bucket] = now;
  for (const NodeId accused : view.down)
    accusations_[accused].insert(view.sender);
}

void Views::discount(Instant now, const View& view) {
  const std::size_t bucket = bucket_of(view.sender);
  fingerprints_[bucket] -= fingerprint(view);
  changed_at_[bucket] = now;
  for (const NodeId accused : view.down) {
    const auto entry = accusations_.find(accused);
    entry->second.erase(view.sender);
    if (entry->second.empty()) accusations_.erase(entry);
  }
}

std::vector<View> Views::in_buckets(std::uint32_t mask) const {
  std::vector<View> chosen;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    if ((mask >> bucket & 1) == 0) continue;
    for (const NodeId sender : senders_[bucket])
      chosen.push_back(views_.at(sender));
  }
  return chosen;
}

}  // namespace herald::own
