// What shall become of an address in layer 2: a pure function of the snapshot, the pools, and one memory.
//
// The settings of an address, for layer 2 and BGP alike, are those of the pool that lists it. One that no
// pool lists any more (an edit stranded it: its Service keeps it) goes by, in this order:
//   - the pool that the annotation lb.herald/pool names, if there still is one: the range was shrunk, and
//     every speaker, also one that has just started, decides alike;
//   - the settings of the last pool that listed it, while this process remembers them;
//   - the protocol that the controller noted on its Service (config/service_notes.h), and the defaults for
//   all
//     else: any node, any interface, one plain advertisement to every peer. What else its pool said, such as
//     communities, is lost; but a wrong interface hurts less than a dead address;
//   - the same of layer 2, which is what no note means.
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
