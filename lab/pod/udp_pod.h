// A pod that answers each datagram with its introduction, a line end and what it got.
#pragma once

#include "lab/pod/server.h"

namespace herald::lab {

[[nodiscard]] OpenedPod open_udp_pod(const PodParts& parts);

}  // namespace herald::lab
