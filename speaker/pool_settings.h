// How the addresses of a pool are announced, and which pool an address belongs to.
#pragma once

#include "config/config.h"
#include "config/pool_index.h"
#include "core/model/selector.h"
#include "core/net/ip.h"
#include "core/own/types.h"
#include "speaker/node_sets.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace herald::speaker {

struct PoolSettings {
  std::string pool;  // empty: of none
  config::Protocol protocol = config::Protocol::layer2;
  std::vector<model::LabelSelector> node_selectors;  // of layer 2; empty: every node
  std::vector<std::string> interfaces;               // globs, sorted; empty: every suitable one
  own::InterfaceNeed need;
  std::vector<config::Advertisement> advertisements;  // BGP; empty in pools of layer 2 alone

  [[nodiscard]] bool in_layer2() const { return protocol != config::Protocol::bgp; }
  [[nodiscard]] bool in_bgp() const { return protocol != config::Protocol::layer2; }
};
using PoolSettingsPtr = std::shared_ptr<const PoolSettings>;

// The same number on every node for the same patterns in whatever order; 0 for none.
[[nodiscard]] own::InterfaceNeed interface_need(const std::vector<std::string>& sorted_patterns);

// For an address that no pool has or ever had: everywhere, to everybody.
[[nodiscard]] PoolSettingsPtr default_settings(config::Protocol protocol = config::Protocol::layer2);

class PoolBook {
 public:
  PoolBook() = default;
  explicit PoolBook(const config::Config& config);

  // Of the pool that lists the address, even if it leaves it out: the exclusion is about giving it away.
  // Null: none does.
  [[nodiscard]] PoolSettingsPtr listing(net::IpAddress address) const;
  [[nodiscard]] PoolSettingsPtr named(std::string_view pool) const;

 private:
  config::PoolIndex<PoolSettingsPtr> pools_;
};

}  // namespace herald::speaker
