// Anti-entropy: finds out, from a neighbour's digest, where the two may know different things. Differences
// that are merely on their way are left alone; one that an exchange did not settle (the API server has told
// the two different things) is not exchanged again and again.
#pragma once

#include "core/base/time.h"
#include "core/own/message.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

namespace herald::own {

class Reconciler {
 public:
  static constexpr Duration kSettled = std::chrono::milliseconds(200);
  static constexpr Duration kRetry = std::chrono::seconds(3);
  // Of one digest, unless it is urgent: what lies behind a bucket may be a hundred claims.
  static constexpr int kMostBuckets = 16;

  // What to exchange with `neighbour`; empty masks: nothing.
  [[nodiscard]] body::Pull compare(Instant now, NodeId neighbour, const body::Digest& theirs,
                                   const Book& book, const Views& views);
  // Memory is kept for these only.
  void keep(const NodeIds& neighbours);

 private:
  struct Attempt {
    std::uint64_t pair = 0;  // of both fingerprints
    Instant at{};
  };
  using Attempts = std::array<Attempt, Book::kBuckets + Views::kBuckets>;

  bool try_bucket(Instant now, Attempts& attempts, std::size_t bucket, std::uint64_t pair);

  std::map<NodeId, Attempts> attempts_;
};

}  // namespace herald::own
