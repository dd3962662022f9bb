// The EndpointSlices of a workload, as text for the API server. Pure.
#pragma once

#include "core/base/result.h"
#include "kube/objects.h"
#include "lab/cluster/layout.h"
#include "lab/cluster/workloads.h"

#include <string>
#include <vector>

#include <boost/json/object.hpp>

namespace herald::lab {

struct SliceText {
  std::string name;
  std::string body;
  std::string addresses;  // of the pods, one a line
};

struct ServiceObject {
  kube::Key key;
  const boost::json::object& json;
};

// One for each family of the Service. A pod's address is the range of its node with the end of the Service's
// own address, so that it is the same whoever asks, and no two Services share one.
[[nodiscard]] Result<std::vector<SliceText>, std::string> slices_of(const ServiceObject& service,
                                                                    const std::vector<Place>& places,
                                                                    const Workload& workload);

}  // namespace herald::lab
