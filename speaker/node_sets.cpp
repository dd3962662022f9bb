#include "speaker/node_sets.h"

#include <algorithm>
#include <utility>

namespace herald::speaker {

NodeSetPtr NodeSets::share(own::NodeSet nodes) {
  const auto found = sets_.find(nodes);
  if (found != sets_.end()) {
    if (NodeSetPtr known = found->second.lock()) return known;
  }
  if (sets_.size() >= tidy_at_) forget_unused();
  auto made = std::make_shared<const own::NodeSet>(nodes);
  sets_[std::move(nodes)] = made;
  return made;
}

// Whenever the number has doubled: in all no more work than making them was.
void NodeSets::forget_unused() {
  std::erase_if(sets_, [](const auto& entry) { return entry.second.expired(); });
  tidy_at_ = std::max<std::size_t>(64, sets_.size() * 2);
}

}  // namespace herald::speaker
