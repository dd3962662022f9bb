// Finds the router on a link by what it advertises (RFC 4861): its link-local address is all that a peer
// without an address has. Asks for an advertisement when it begins to watch an interface; believes only what
// has not been forwarded (hop limit 255).
#pragma once

#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/task.h"
#include "speaker/wire_bgp_events.h"

#include <functional>
#include <memory>

namespace herald::speaker::io {

class RouterWatch {
 public:
  using Tell = std::function<void(peering::Event)>;

  // `tell` is called from the loop, never from inside a call below.
  RouterWatch(const runtime::Executor& executor, const runtime::Clock& clock, runtime::Logger& logger,
              Tell tell);
  RouterWatch(const RouterWatch&) = delete;
  RouterWatch& operator=(const RouterWatch&) = delete;
  ~RouterWatch();

  // These and no others from now on. Told as ListenFailed when that cannot be had, and tried again.
  void watch(const peering::WatchNeighbors& neighbors);

  [[nodiscard]] runtime::Task<> leave();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace herald::speaker::io
