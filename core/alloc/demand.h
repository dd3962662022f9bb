// What a Service asks for, read from its spec and annotations into one value that the allocator understands.
#pragma once

#include "core/alloc/sharing.h"
#include "core/base/result.h"
#include "core/model/reason.h"
#include "core/model/service.h"
#include "core/net/ip.h"

#include <optional>
#include <string>
#include <vector>

namespace herald::alloc {

struct FamilyNeed {
  net::Family primary = net::Family::ipv4;
  std::optional<net::Family> second;
  bool second_required = false;  // RequireDualStack: both or nothing
};

struct Request {
  std::optional<std::string> pool;
  std::vector<net::IpAddress> addresses;  // one, or one of each family
};

struct Demand {
  model::ServiceKey service;
  model::Labels labels;
  model::Labels namespace_labels;
  FamilyNeed families;
  Request request;
  SharingTerms sharing;
  // Addresses that were announced for it before: a stranger on one of these does not drive it out.
  std::vector<net::IpAddress> proven = {};
};

// A demand that cannot be met as it is written: an annotation that is no address, two sources that disagree,
// no cluster IP yet. The terms under which a present address may stay are known all the same.
struct Defect {
  model::Refusal refusal;
  SharingTerms sharing;
  bool key_in_doubt = false;  // sources name different sharing keys; `sharing` carries the first
};

[[nodiscard]] Result<Demand, Defect> read_demand(const model::Service& service,
                                                 const model::Labels& namespace_labels);

}  // namespace herald::alloc
