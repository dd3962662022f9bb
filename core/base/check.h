// HERALD_CHECK: an invariant that stays checked in release builds. A broken one is a bug in Herald, never
// the consequence of input: it prints where and what, and aborts, so that a restart finds clean state.
#pragma once

namespace herald {

[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace herald

#define HERALD_CHECK(expression) \
  ((expression) ? static_cast<void>(0) : ::herald::check_failed(#expression, __FILE__, __LINE__))
