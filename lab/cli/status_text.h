// The state of a lab as tables, for a terminal. Pure.
#pragma once

#include "lab/cli/status.h"

#include <string>

namespace herald::lab {

[[nodiscard]] std::string as_table(const LabStatus& status);

// "node-1.speaker" as one says it at node-1: "speaker"; empty when it is somebody else's.
[[nodiscard]] std::string name_at(const PlaceStatus& place, const DaemonStatus& daemon);
[[nodiscard]] std::string address_of(const Place& place);
// "node-1, node-2"
[[nodiscard]] std::string listed(const std::vector<std::string>& names);

}  // namespace herald::lab
