// The peers of the configuration as this node shall have them: which of them are for it, and with what
// settings.
#pragma once

#include "config/config.h"
#include "core/model/selector.h"
#include "core/net/ip.h"
#include "speaker/bgp_orders.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace herald::speaker {

// Who this speaker is.
struct NodeIdentity {
  std::string name;
  std::optional<net::IpAddress> address{};  // IPv4: the router identifier, unless a peer sets one
};

// Passwords that the configuration keeps in Secrets: by the Secret's name and the key in it.
using Passwords = std::map<std::pair<std::string, std::string>, std::string>;

// A peer whose Secret is not there (yet) waits for it: without its password it would only be refused.
[[nodiscard]] std::vector<bgp_order::PeerWanted> wanted_peers(const config::Config& config,
                                                              const NodeIdentity& node,
                                                              const model::Labels& labels,
                                                              const Passwords& passwords);

}  // namespace herald::speaker
