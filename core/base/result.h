// Result<T, E>: a value, or the reason why there is none.
// Expected failures travel as values; exceptions are for libraries, invariants for HERALD_CHECK.
#pragma once

#include <utility>

#include <tl/expected.hpp>

namespace herald {

template <class T, class E>
using Result = tl::expected<T, E>;

// Makes the error side: `return fail(Reason::pool_full);`
template <class E>
[[nodiscard]] constexpr auto fail(E&& error) {
  return tl::make_unexpected(std::forward<E>(error));
}

}  // namespace herald
