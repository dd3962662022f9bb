// The state of a lab as a picture: routers, client and control above the LAN, nodes below, and at each what
// it does for the Services' addresses. Pure.
#pragma once

#include "lab/cli/status.h"

#include <string>

namespace herald::lab {

[[nodiscard]] std::string as_svg(const LabStatus& status);

}  // namespace herald::lab
