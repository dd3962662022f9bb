// When two Services may live on one address: both name the same sharing key, their ports do not meet, and
// traffic for one can not be told apart wrongly from traffic for the other (allocation.md section 4).
#pragma once

#include "core/model/selector.h"
#include "core/model/service.h"

#include <string>
#include <vector>

namespace herald::alloc {

// What a Service brings to an address that it may have to share.
struct SharingTerms {
  std::string key;                        // empty: never shares
  std::vector<model::ServicePort> ports;  // sorted, each once
  model::TrafficPolicy policy = model::TrafficPolicy::cluster;
  model::Labels selector;

  friend auto operator<=>(const SharingTerms&, const SharingTerms&) = default;
};

// Terms without the ports. Services of one class get along as soon as their ports are disjoint; Services of
// two classes never do. The empty key is in no class: check it first.
struct SharingClass {
  std::string key;
  model::TrafficPolicy policy = model::TrafficPolicy::cluster;
  model::Labels selector;  // empty for Cluster: any node may answer, so selectors do not matter

  friend auto operator<=>(const SharingClass&, const SharingClass&) = default;
};

[[nodiscard]] SharingClass class_of(const SharingTerms& terms);

[[nodiscard]] bool may_share(const SharingTerms& a, const SharingTerms& b);

// Why not, for people: "port 80/TCP is taken by it"; empty when they may.
[[nodiscard]] std::string sharing_obstacle(const SharingTerms& wanted, const SharingTerms& present);

}  // namespace herald::alloc
