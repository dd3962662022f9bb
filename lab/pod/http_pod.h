// A pod that speaks HTTP: whatever is asked, it introduces itself. The header X-Node names its node for
// programs.
#pragma once

#include "lab/pod/server.h"

namespace herald::lab {

[[nodiscard]] OpenedPod open_http_pod(const PodParts& parts);

}  // namespace herald::lab
