// The TCP connections of BGP sessions: dials, listens, carries bytes, tells what became of each. Decides
// nothing: a connection lives until the brain closes it or the network does.
//
// A close still sends what is queued and waits a moment for the peer to read it: a NOTIFICATION that a reset
// overtakes is never seen. The queue of a connection is as long as the brain lets it grow; it is told of
// every byte that leaves.
#pragma once

#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/task.h"
#include "speaker/wire_bgp_events.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace herald::speaker::io {

class BgpTransport {
 public:
  using Tell = std::function<void(peering::Event)>;
  struct Settings {
    std::uint16_t listen_port = 179;
  };

  // `tell` is called from the loop, never from inside a call below.
  BgpTransport(const runtime::Executor& executor, const runtime::Clock& clock, runtime::Logger& logger,
               Settings settings, Tell tell);
  BgpTransport(const BgpTransport&) = delete;
  BgpTransport& operator=(const BgpTransport&) = delete;
  ~BgpTransport();

  void dial(const peering::Dial& dial);
  void close(bgp::ConnectionId id);
  void send(const peering::SendBytes& send);
  void listen(const peering::Listen& listen);

  // Closes everything, as close() does, and returns when it is done: within two seconds.
  [[nodiscard]] runtime::Task<> leave();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace herald::speaker::io
