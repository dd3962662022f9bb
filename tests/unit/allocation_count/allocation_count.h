// How often the calling thread has asked for memory: linked into a test program, this replaces its allocator
// by one that counts. (Not for programs that are built with sanitizers and use aligned memory, which have
// their own.)
#pragma once

#include <cstdint>

namespace herald::tests {

[[nodiscard]] std::uint64_t allocations_of_this_thread();

template <class Action>
[[nodiscard]] std::uint64_t allocations_of(Action&& action) {
  const std::uint64_t before = allocations_of_this_thread();
  action();
  return allocations_of_this_thread() - before;
}

}  // namespace herald::tests
