// The message of the condition lb.herald/Announced, "10.0.0.1 from node-a, 2001:db8::1 from nowhere: why",
// and the one thing that is read back from it: which addresses the network has had from us before. Only the
// condition outlives both daemons; whoever forgets this would take a stranger on an address that has long
// served for one who was there first, and move the Service.
#pragma once

#include "core/model/service.h"
#include "core/net/ip.h"

#include <string>
#include <string_view>
#include <vector>

namespace herald::controller {

[[nodiscard]] std::string announced_from(net::IpAddress address, std::string_view node);
[[nodiscard]] std::string announced_from_nowhere(net::IpAddress address, std::string_view why);

[[nodiscard]] bool was_announced(const model::Condition& announced, net::IpAddress address);
// Those of its status.
[[nodiscard]] std::vector<net::IpAddress> announced_before(const model::Service& service);

}  // namespace herald::controller
