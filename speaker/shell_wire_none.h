// A wire loop that announces nothing: for a node that only watches.
#pragma once

#include "speaker/shell_wire_port.h"

namespace herald::speaker {

[[nodiscard]] Result<std::unique_ptr<WirePort>, std::string> make_no_wire(WirePortParts parts);

}  // namespace herald::speaker
