// Carries frames between two interfaces, both ways, as a wire that takes its time: what netem does in kernels
// that have it, for all the others too, and with the same seed in the same way.
#pragma once

#include "core/base/result.h"
#include "lab/wire/delay_line.h"

#include <functional>
#include <string>

namespace herald::lab {

struct WireEnds {
  std::string one;
  std::string other;
};

// Until the process ends. `ready` is called once, when nothing that arrives is missed any more. Nobody else
// may hand on what arrives at these interfaces.
[[nodiscard]] Result<void, std::string> carry_frames(const WireEnds& ends, const Slowness& slowness,
                                                     const std::function<void()>& ready);

}  // namespace herald::lab
