// A node as announcing sees it: may it attract traffic, and which addresses are its own? No capacities or
// versions.
#pragma once

#include "core/model/selector.h"
#include "core/net/ip.h"

#include <string>
#include <string_view>
#include <vector>

namespace herald::model {

// Its mere presence counts, whatever the value.
inline constexpr std::string_view kExcludeNodeLabel =
    "node.kubernetes.io/exclude-from-external-load-balancers";

struct Node {
  std::string name;
  Labels labels;
  bool ready = false;                // the condition Ready is True
  bool schedulable = true;           // not cordoned
  bool network_unavailable = false;  // the condition NetworkUnavailable is True
  std::string uid = {};
  std::vector<net::IpAddress> addresses = {};  // internal and external ones, sorted, each once

  [[nodiscard]] bool excluded() const { return labels.contains(kExcludeNodeLabel); }

  friend bool operator==(const Node&, const Node&) = default;
};

}  // namespace herald::model
