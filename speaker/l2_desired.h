// What shall become of an address in layer 2: a pure function of the snapshot, the pools, and one memory.
//
// The settings of an address are those of the pool that lists it. One that no pool lists any more (an edit
// stranded it: its Service keeps it) goes by, in this order:
//   - the pool that the annotation lb.herald/pool names, if there still is one: the range was shrunk, and
//     every speaker, also one that has just started, decides alike;
//   - the settings of the last pool that listed it, while this process remembers them;
//   - the default: layer 2, any node, any interface. A wrong interface hurts less than a dead address.
#pragma once

#include "core/model/reason.h"
#include "core/net/ip.h"
#include "speaker/eligible.h"
#include "speaker/node_sets.h"
#include "speaker/pool_settings.h"
#include "speaker/snapshot.h"

namespace herald::speaker {

struct Layer2Desire {
  PoolSettingsPtr settings;  // never null
  NodeSetPtr eligible;       // null: not to be announced in layer 2; empty: by nobody for now
  model::Reason reason = model::Reason::announced;

  [[nodiscard]] bool wanted() const { return eligible != nullptr; }
};

// `remembered` may be null.
[[nodiscard]] PoolSettingsPtr settings_for(net::IpAddress address, const Snapshot& snapshot,
                                           const PoolBook& pools, const PoolSettingsPtr& remembered);

// `admitted`: what admitted_nodes() says of these settings.
[[nodiscard]] Layer2Desire l2_desired(net::IpAddress address, const Snapshot& snapshot,
                                      const PoolSettingsPtr& settings, const NodeSetPtr& admitted,
                                      NodeSets& sets);

}  // namespace herald::speaker
