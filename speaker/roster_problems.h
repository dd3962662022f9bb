// What is wrong with the cluster's speakers as this one finds them, beside what the wire loop finds on its
// node: such things are told the same way, as problems of the node.
#pragma once

#include "speaker/reports.h"
#include "speaker/roster.h"

#include <vector>

namespace herald::speaker {

[[nodiscard]] std::vector<report::NodeProblem> roster_problems(const Roster& roster);

}  // namespace herald::speaker
