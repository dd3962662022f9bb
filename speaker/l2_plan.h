// Keeps what the wire loop was told in step with what is desired, looking only at addresses that something
// happened to. Level-triggered: changes touch addresses, settle() desires them anew and says the difference.
#pragma once

#include "config/config.h"
#include "core/base/sorted_map.h"
#include "core/net/ip.h"
#include "speaker/l2_desired.h"
#include "speaker/node_sets.h"
#include "speaker/orders.h"
#include "speaker/pool_settings.h"
#include "speaker/snapshot.h"

#include <cstdint>
#include <map>
#include <set>

namespace herald::speaker {

class Layer2Plan {
 public:
  using Desires = SortedMap<net::IpAddress, Layer2Desire>;

  // Without a configuration nobody knows how an address is to be announced: until the first, nothing is.
  void configure(const config::Config& config, const Snapshot& snapshot);
  void touch(const Snapshot::Touched& addresses) { touched_.insert_all(addresses); }
  void nodes_changed(const Snapshot& snapshot);

  // Appends what the wire loop has to be told. Whether anything was desired anew.
  enum class Settled : std::uint8_t { nothing, something };
  Settled settle(const Snapshot& snapshot, order::Orders& orders);

  // Of every address that a Service has, as settled last.
  [[nodiscard]] const Desires& desires() const { return desires_; }
  // As configured last.
  [[nodiscard]] const PoolBook& pools() const { return pools_; }
  // How often an address was desired anew since the process started: what an event costs.
  [[nodiscard]] std::uint64_t looks() const { return looks_; }

 private:
  struct Admitted {
    PoolSettingsPtr settings;
    NodeSetPtr nodes;
  };

  [[nodiscard]] const NodeSetPtr& admitted(const PoolSettingsPtr& settings, const Snapshot& snapshot);
  void look(net::IpAddress address, const Snapshot& snapshot, order::Orders& orders);
  void drop(Desires::iterator desire, order::Orders& orders);

  bool configured_ = false;
  PoolBook pools_;
  NodeSets sets_;
  std::map<const PoolSettings*, Admitted> admitted_;
  Snapshot::Touched touched_;
  Desires desires_;
  std::uint64_t looks_ = 0;
};

}  // namespace herald::speaker
