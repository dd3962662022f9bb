// Addresses that a Service had before Herald: somebody else gave them, and people, firewalls and name servers
// know them. Like those that were announced before (announced_message.h) they are proven: a stranger on one
// of them is waited for, and the Service is not moved. This is noted on the Service when it is first seen
// (config/service_notes.h), because later on it looks like any other of ours.
#pragma once

#include "core/model/service.h"
#include "core/net/ip.h"

#include <string>
#include <vector>

namespace herald::controller {

// Those of its status that are noted so.
[[nodiscard]] std::vector<net::IpAddress> adopted(const model::Service& service);

// As it is written down; empty: not at all.
[[nodiscard]] std::string adoption_note(const std::vector<net::IpAddress>& addresses);

}  // namespace herald::controller
