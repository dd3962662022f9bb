#include "speaker/backends.h"

#include <algorithm>
#include <tuple>

namespace herald::speaker {
namespace {

constexpr own::NodeId kUnknown = own::node_id("");

bool before(const Place& a, const Place& b) {
  return std::tie(a.family, a.node) < std::tie(b.family, b.node);
}

void merge(const Place& more, Places& all) {
  const auto at = std::ranges::lower_bound(all, more, before);
  if (at == all.end() || before(more, *at)) {
    all.insert(at, more);
    return;
  }
  at->ready += more.ready;
  at->leaving = at->leaving || more.leaving;
}

}  // namespace

Places places_of(const model::EndpointSlice& slice) {
  Places places;
  for (const model::Endpoint& endpoint : slice.endpoints) {
    const bool leaving = !endpoint.ready && endpoint.serving && endpoint.terminating;
    if (!endpoint.ready && !leaving) continue;
    merge({.node = own::node_id(endpoint.node),
           .ready = endpoint.ready ? 1U : 0U,
           .family = endpoint.address.family(),
           .leaving = leaving},
          places);
  }
  places.shrink_to_fit();
  return places;
}

void Backends::add(const Places& slice) {
  for (const Place& place : slice) {
    if (place.family != family_) continue;
    ready_ = ready_ || place.ready != 0;
    leaving_ = leaving_ || place.leaving;
    if (place.node != kUnknown) merge(place, places_);
  }
}

const Place* Backends::find(std::string_view node) const {
  const Place wanted{.node = own::node_id(node), .family = family_};
  const auto at = std::ranges::lower_bound(places_, wanted, before);
  return at != places_.end() && at->node == wanted.node ? &*at : nullptr;
}

std::uint32_t Backends::ready_on(std::string_view node) const {
  const Place* const place = find(node);
  return place == nullptr ? 0 : place->ready;
}

bool Backends::delivered_on(std::string_view node) const {
  const Place* const place = find(node);
  return place != nullptr && (ready_ ? place->ready != 0 : place->leaving);
}

}  // namespace herald::speaker
