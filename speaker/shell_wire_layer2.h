// The wire loop with its real brain, as the plan loop knows it (shell_wire_port.h).
#pragma once

#include "core/base/result.h"
#include "speaker/shell_wire_brain.h"
#include "speaker/shell_wire_port.h"
#include "speaker/wire_layer2.h"

#include <memory>
#include <string>
#include <vector>

namespace herald::speaker {

// A WireFactory.
[[nodiscard]] Result<std::unique_ptr<WirePort>, std::string> make_wire(WirePortParts parts);

// Its brain: layer 2 and what is counted around it. `interfaces` are globs: others do not exist for it;
// empty: all do.
[[nodiscard]] std::unique_ptr<WireBrain> make_layer2_brain(const wire::Layer2Options& options,
                                                           std::vector<std::string> interfaces);

}  // namespace herald::speaker
