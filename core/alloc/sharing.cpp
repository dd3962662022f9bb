#include "core/alloc/sharing.h"

#include <algorithm>

namespace herald::alloc {
namespace {

const model::ServicePort* common_port(const SharingTerms& a, const SharingTerms& b) {
  const auto met = std::ranges::find_if(
      a.ports, [&](const model::ServicePort& port) { return std::ranges::binary_search(b.ports, port); });
  return met == a.ports.end() ? nullptr : &*met;
}

}  // namespace

SharingClass class_of(const SharingTerms& terms) {
  const bool local = terms.policy == model::TrafficPolicy::local;
  return {terms.key, terms.policy, local ? terms.selector : model::Labels{}};
}

bool may_share(const SharingTerms& a, const SharingTerms& b) {
  return sharing_obstacle(a, b).empty();
}

std::string sharing_obstacle(const SharingTerms& wanted, const SharingTerms& present) {
  if (wanted.key.empty()) return "this Service names no sharing key";
  if (present.key.empty()) return "it names no sharing key";
  if (wanted.key != present.key) return "its sharing key is \"" + present.key + "\"";
  if (wanted.policy != present.policy) return "its externalTrafficPolicy is another";
  if (wanted.policy == model::TrafficPolicy::local && wanted.selector != present.selector) {
    return "its selector is another, and with externalTrafficPolicy Local both must be equal";
  }
  if (const auto* port = common_port(wanted, present)) {
    return "port " + model::to_string(*port) + " is taken by it";
  }
  return {};
}

}  // namespace herald::alloc
