// How often the calling thread has asked for memory, and for how much: linked into a test program, this
// replaces its allocator by one that counts. (Not for programs that are built with sanitizers and use aligned
// memory, which have their own.)
#pragma once

#include <cstdint>

namespace herald::tests {

[[nodiscard]] std::uint64_t allocations_of_this_thread();
[[nodiscard]] std::uint64_t allocated_bytes_of_this_thread();  // ever: what was given back counts too

template <class Action>
[[nodiscard]] std::uint64_t allocations_of(Action&& action) {
  const std::uint64_t before = allocations_of_this_thread();
  action();
  return allocations_of_this_thread() - before;
}

template <class Action>
[[nodiscard]] std::uint64_t allocated_bytes_of(Action&& action) {
  const std::uint64_t before = allocated_bytes_of_this_thread();
  action();
  return allocated_bytes_of_this_thread() - before;
}

}  // namespace herald::tests
