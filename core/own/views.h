// The latest view of each speaker, who accuses whom in them, and their fingerprints for anti-entropy.
#pragma once

#include "core/base/time.h"
#include "core/own/ring.h"
#include "core/own/view.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

namespace herald::own {

class Views {
 public:
  static constexpr std::size_t kBuckets = 32;
  using Fingerprints = std::array<std::uint64_t, kBuckets>;

  // True when it is news: nothing as new was known of its sender.
  bool hear(Instant now, const View& view);
  void forget(Instant now, NodeId sender);

  [[nodiscard]] const View* find(NodeId sender) const;
  [[nodiscard]] std::size_t size() const { return views_.size(); }
  // Accused -> accusers.
  [[nodiscard]] const std::map<NodeId, NodeIds>& accusations() const { return accusations_; }

  [[nodiscard]] static std::size_t bucket_of(NodeId node);
  [[nodiscard]] const Fingerprints& fingerprints() const { return fingerprints_; }
  [[nodiscard]] Instant changed_at(std::size_t bucket) const { return changed_at_[bucket]; }
  [[nodiscard]] std::vector<View> in_buckets(std::uint32_t mask) const;

 private:
  void account(Instant now, const View& view);
  void discount(Instant now, const View& view);

  std::unordered_map<NodeId, View> views_;  // looked up with each message, never walked
  std::array<NodeIds, kBuckets> senders_;
  std::map<NodeId, NodeIds> accusations_;
  Fingerprints fingerprints_{};
  std::array<Instant, kBuckets> changed_at_{};
};

}  // namespace herald::own
