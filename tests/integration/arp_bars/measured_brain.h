// The brain that the wire loop is measured with.
#pragma once

#include "speaker/shell_wire_brain.h"

#include <memory>

namespace herald::bars {

// Announces 10.0.0.220 and a thousand others on every interface.
[[nodiscard]] std::unique_ptr<speaker::WireBrain> make_measured_brain();

}  // namespace herald::bars
