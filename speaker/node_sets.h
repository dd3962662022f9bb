// Sets of nodes, each kept once: equal sets are the same object, so that ten thousand addresses that may be
// announced by the same nodes share one list of them, and comparing two is comparing two pointers.
#pragma once

#include "core/own/types.h"

#include <cstddef>
#include <map>
#include <memory>

namespace herald::speaker {

using NodeSetPtr = std::shared_ptr<const own::NodeSet>;

class NodeSets {
 public:
  // `nodes` sorted, without repeats.
  [[nodiscard]] NodeSetPtr share(own::NodeSet nodes);

  [[nodiscard]] std::size_t size() const { return sets_.size(); }

 private:
  void forget_unused();

  std::map<own::NodeSet, std::weak_ptr<const own::NodeSet>> sets_;
  std::size_t tidy_at_ = 64;
};

}  // namespace herald::speaker
