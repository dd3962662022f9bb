// How often the calling thread has asked for memory. Counted by this program's own operator new; not with
// sanitizers, which have theirs.
#pragma once

#include <cstdint>

namespace herald::speaker {

[[nodiscard]] std::uint64_t allocations_of_this_thread();

}  // namespace herald::speaker
