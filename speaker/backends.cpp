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

}  // namespace

BackendsByFamily backends_of(const model::EndpointSlice& slice) {
  BackendsByFamily made;
  for (const model::Endpoint& endpoint : slice.endpoints) {
    Backends& backends = made.at(static_cast<std::size_t>(endpoint.address.family()));
    if (endpoint.ready) {
      backends.ready = true;
      insert(endpoint.node, backends.ready_nodes);
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
  merge(more.ready_nodes, all.ready_nodes);
  merge(more.leaving_nodes, all.leaving_nodes);
}

}  // namespace herald::speaker
