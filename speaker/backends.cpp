#include "speaker/backends.h"

#include <algorithm>

namespace herald::speaker {
namespace {

void insert(const std::string& node, own::NodeSet& into) {
  if (node.empty()) return;
  const auto at = std::ranges::lower_bound(into, node);
  if (at == into.end() || *at != node) into.insert(at, node);
}

void merge(const own::NodeSet& more, own::NodeSet& all) {
  if (more.empty()) return;
  own::NodeSet merged;
  merged.reserve(more.size() + all.size());
  std::ranges::set_union(more, all, std::back_inserter(merged));
  all = std::move(merged);
}

// Keeps nodes and their counts side by side.
void count_ready(const std::string& node, std::uint32_t endpoints, Backends& into) {
  if (node.empty()) return;
  const auto at = std::ranges::lower_bound(into.ready_nodes, node);
  const auto count = into.ready_counts.begin() + (at - into.ready_nodes.begin());
  if (at != into.ready_nodes.end() && *at == node) {
    *count += endpoints;
    return;
  }
  into.ready_counts.insert(count, endpoints);
  into.ready_nodes.insert(at, node);
}

}  // namespace

std::uint32_t Backends::ready_on(std::string_view node) const {
  const auto at = std::ranges::lower_bound(ready_nodes, node);
  const bool there = at != ready_nodes.end() && *at == node;
  return there ? ready_counts[static_cast<std::size_t>(at - ready_nodes.begin())] : 0;
}

BackendsByFamily backends_of(const model::EndpointSlice& slice) {
  BackendsByFamily made;
  for (const model::Endpoint& endpoint : slice.endpoints) {
    Backends& backends = made.at(static_cast<std::size_t>(endpoint.address.family()));
    if (endpoint.ready) {
      backends.ready = true;
      count_ready(endpoint.node, 1, backends);
    } else if (endpoint.serving && endpoint.terminating) {
      backends.leaving = true;
      insert(endpoint.node, backends.leaving_nodes);
    }
  }
  return made;
}

void add(const Backends& more, Backends& all) {
  all.ready = all.ready || more.ready;
  all.leaving = all.leaving || more.leaving;
  for (std::size_t i = 0; i < more.ready_nodes.size(); ++i)
    count_ready(more.ready_nodes[i], more.ready_counts[i], all);
  merge(more.leaving_nodes, all.leaving_nodes);
}

}  // namespace herald::speaker
