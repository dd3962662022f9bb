// The wire loop of a node that announces in layer 2: frames, the ring's datagrams and the brain
// (wire_layer2.h), as the plan loop sees them.
#pragma once

#include "speaker/shell_wire_port.h"

namespace herald::speaker {

[[nodiscard]] Result<std::unique_ptr<WirePort>, std::string> make_layer2_wire(WirePortParts parts);

}  // namespace herald::speaker
