// Which addresses of nodes are worth a word to the controller: those that a Service has, which goes without
// an announcement then, and those that a pool lists, so that no Service is given them. All others, and that
// is nearly always all of them, concern nobody.
#pragma once

#include "kube/speaker_report.h"
#include "speaker/pool_settings.h"
#include "speaker/snapshot.h"

namespace herald::speaker {

[[nodiscard]] kube::NodesByAddress node_addresses_at_stake(const Snapshot& snapshot, const PoolBook& pools);

}  // namespace herald::speaker
