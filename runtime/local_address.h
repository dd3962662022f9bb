// Which of this machine's addresses others see.
#pragma once

#include "core/base/result.h"

#include <string>

namespace herald::runtime {

// The address that the machine would send from to `host`, as the routing table has it; nothing is sent. Only
// numeric hosts: nobody asks DNS here.
[[nodiscard]] Result<std::string, std::string> source_address_towards(const std::string& host);

}  // namespace herald::runtime
