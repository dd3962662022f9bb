#include "kube/api_client_resolve.h"

#include "runtime/wakeup.h"

#include <memory>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>

namespace herald::kube {
namespace {

namespace asio = boost::asio;
using runtime::SocketAddress;
using runtime::StreamFailure;
using Tcp = asio::ip::tcp;

// Shared with the resolver's thread's completion, which may come long after the deadline.
struct Lookup {
  Lookup(const runtime::Executor& executor, const runtime::Clock& clock)
      : resolver(executor), done(executor, clock) {}

  Tcp::resolver resolver;
  runtime::Wakeup done;
  bool finished = false;
  boost::system::error_code error;
  std::vector<SocketAddress> addresses;
};

std::string numeric(const HostPort& where) {
  const bool v6 = where.host.find(':') != std::string::npos;
  return (v6 ? "[" + where.host + "]" : where.host) + ":" + std::to_string(where.port);
}

void start(const std::shared_ptr<Lookup>& lookup, const HostPort& where) {
  lookup->resolver.async_resolve(
      where.host, std::to_string(where.port), Tcp::resolver::numeric_service,
      [lookup](const boost::system::error_code& error, const Tcp::resolver::results_type& results) {
        lookup->finished = true;
        lookup->error = error;
        for (const auto& result : results) {
          const auto address = result.endpoint().address();
          const HostPort found{address.to_string(), result.endpoint().port()};
          if (auto parsed = SocketAddress::parse(numeric(found)))
            lookup->addresses.push_back(*std::move(parsed));
        }
        lookup->done.ring();
      });
}

}  // namespace

runtime::Task<runtime::StreamResult<std::vector<SocketAddress>>> resolve(HostPort where,
                                                                         const runtime::Clock& clock,
                                                                         Instant deadline) {
  if (auto address = SocketAddress::parse(numeric(where))) {
    std::vector<SocketAddress> itself;
    itself.push_back(*std::move(address));
    co_return itself;
  }
  const auto lookup = std::make_shared<Lookup>(co_await asio::this_coro::executor, clock);
  start(lookup, where);
  while (!lookup->finished) {
    const auto woken = co_await lookup->done.sleep_until(deadline);
    if (lookup->finished || woken == runtime::Woken::rung) continue;
    lookup->resolver.cancel();
    StreamFailure failure{StreamFailure::Kind::timed_out, "no answer from the resolver for " + where.host};
    if (woken == runtime::Woken::cancelled) failure.kind = StreamFailure::Kind::closed;
    co_return fail(std::move(failure));
  }
  if (lookup->error || lookup->addresses.empty()) {
    const std::string why = lookup->error ? lookup->error.message() : std::string("it has no address");
    co_return fail(StreamFailure{StreamFailure::Kind::failed, "cannot resolve " + where.host + ": " + why});
  }
  co_return std::move(lookup->addresses);
}

}  // namespace herald::kube
