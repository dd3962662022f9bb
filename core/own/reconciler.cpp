#include "core/own/reconciler.h"

#include "core/base/hash.h"

namespace herald::own {

body::Pull Reconciler::compare(Instant now, NodeId neighbour, const body::Digest& theirs, const Book& book,
                               const Views& views) {
  body::Pull pull;
  Attempts* attempts = nullptr;
  int room = kMostBuckets;
  const auto differs = [&](std::size_t bucket, std::uint64_t mine, std::uint64_t their, Instant changed_at) {
    if (mine == their) return false;
    if (theirs.urgent) return true;
    if (room == 0 || (changed_at != Instant{} && now < changed_at + kSettled)) return false;
    if (attempts == nullptr) attempts = &attempts_[neighbour];
    if (!try_bucket(now, *attempts, bucket, hash_combine(mine, their))) return false;
    --room;
    return true;
  };
  for (std::size_t i = 0; i < Views::kBuckets; ++i) {
    if (differs(Book::kBuckets + i, views.fingerprints()[i], theirs.views[i], views.changed_at(i)))
      pull.views |= std::uint32_t{1} << i;
  }
  for (std::size_t i = 0; i < Book::kBuckets; ++i) {
    if (differs(i, book.fingerprints()[i], theirs.claims[i], book.changed_at(i)))
      pull.claims |= std::uint64_t{1} << i;
  }
  return pull;
}

bool Reconciler::try_bucket(Instant now, Attempts& attempts, std::size_t bucket, std::uint64_t pair) {
  Attempt& attempt = attempts[bucket];
  if (attempt.pair == pair && now < attempt.at + kRetry) return false;
  attempt = {pair, now};
  return true;
}

void Reconciler::keep(const NodeIds& neighbours) {
  std::erase_if(attempts_, [&](const auto& entry) { return !neighbours.contains(entry.first); });
}

}  // namespace herald::own
