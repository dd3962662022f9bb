// What a node does with packets for Services, as the text of an nftables ruleset: what kube-proxy does in a
// cluster. Pure: the same view always gives the same text.
//
// - To an external or cluster address, or a node's own with a node port: rewritten to a backend, any of those
// there are
//   (Cluster), or only those of this node (Local). None there: dropped.
// - With Cluster the sender is hidden behind the node, because the answer has to come back this way; with
// Local the
//   backend sees who called.
// - A client stays with its backend where the Service wants it, as long as the backends stay the same.
#pragma once

#include "lab/proxy/objects.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace herald::lab {

struct ProxyView {
  std::string node;
  std::vector<net::IpAddress> node_addresses;  // at most one of each family
  std::map<kube::Key, CarriedService> services;
  std::map<kube::Key, CarriedSlice> slices;
};

[[nodiscard]] std::string ruleset(const ProxyView& view);

}  // namespace herald::lab
