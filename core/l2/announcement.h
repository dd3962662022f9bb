// The frame that says, or asks, where an address is, whichever its family.
#pragma once

#include "core/l2/course.h"
#include "core/net/ip.h"
#include "core/net/mac.h"

#include <cstdint>
#include <vector>

namespace herald::l2 {

[[nodiscard]] std::vector<std::uint8_t> announcement(Course::Form form, const net::MacAddress& ours,
                                                     net::IpAddress address);

// "Does anybody use it?", entering nothing into anybody's cache. Whoever has the address answers, a router
// that is asked for its own included.
[[nodiscard]] std::vector<std::uint8_t> probe(const net::MacAddress& ours, net::IpAddress address);

}  // namespace herald::l2
