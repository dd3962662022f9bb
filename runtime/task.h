// The coroutine of every shell, and where it runs. Nothing else of Asio appears in Herald's own headers,
// because instantiating its templates is what makes builds slow.
//
// A coroutine here is a named function that takes its parameters by value (or by a reference whose owner
// waits for it); every wait has a deadline and is cancellable; only TaskGroup starts one.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace herald::runtime {

template <class T = void>
using Task = boost::asio::awaitable<T>;

using Executor = boost::asio::any_io_executor;

}  // namespace herald::runtime
