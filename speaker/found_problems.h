// What is wrong with this node's place in the cluster and in its LANs, as its own speaker finds it. It is
// told the same way as what its files say (io/node_checks.h): as problems of the node.
#pragma once

#include "speaker/reports.h"
#include "speaker/roster.h"

#include <vector>

namespace herald::speaker {

[[nodiscard]] std::vector<report::NodeProblem> roster_problems(const Roster& roster);
[[nodiscard]] std::vector<report::NodeProblem> twin_problems(const report::TwinLinks& twins);

}  // namespace herald::speaker
