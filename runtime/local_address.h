// Which of this machine's addresses others see.
#pragma once

#include "core/base/result.h"

#include <string>

namespace herald::runtime {

// The address that the machine would send from to `host`, as the routing table has it; nothing is sent. No
// answer for an address of the machine itself: the way to that says nothing of what others see. Only numeric
// hosts: nobody asks DNS here.
[[nodiscard]] Result<std::string, std::string> source_address_towards(const std::string& host);

}  // namespace herald::runtime
