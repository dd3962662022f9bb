// The Node object of a lab's node, as the requests that a kubelet makes for it.
#pragma once

#include "core/net/ip.h"
#include "kube/api_client_message.h"

#include <string>
#include <vector>

namespace herald::lab {

// Creates it, then says that it is ready. Each is one that may find its work done.
[[nodiscard]] std::vector<kube::ApiRequest> registration(const std::string& node,
                                                         const std::vector<net::IpAddress>& addresses);

}  // namespace herald::lab
