#include "runtime/post.h"

#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace herald::runtime {
namespace asio = boost::asio;

void post(const Executor& executor, std::function<void()> work) {
  asio::post(executor, std::move(work));
}

Task<> yield_turn() {
  const auto executor = co_await asio::this_coro::executor;
  co_await asio::post(executor, asio::use_awaitable);
}

}  // namespace herald::runtime
