// The UDP ports of BFD for BGP peers: 3784 for those on the same link (RFC 5881), 4784 for those beyond it
// (RFC 5883). Tells the distance of every packet, judges none. Sends from a port of its own for each
// peer, with the greatest TTL.
#pragma once

#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/task.h"
#include "speaker/wire_bgp_events.h"

#include <functional>
#include <memory>

namespace herald::speaker::io {

class BfdPort {
 public:
  using Tell = std::function<void(peering::Event)>;

  // `tell` is called from the loop, never from inside a call below.
  BfdPort(const runtime::Executor& executor, const runtime::Clock& clock, runtime::Logger& logger, Tell tell);
  BfdPort(const BfdPort&) = delete;
  BfdPort& operator=(const BfdPort&) = delete;
  ~BfdPort();

  // Opens what is newly asked for. A port that cannot be had is told as ListenFailed, and tried again.
  void watch(const peering::WatchBfd& ports);
  // Packets that lie in the sockets, without waiting for any: `hear` is called for each, from inside.
  void hear_waiting(const std::function<void(peering::BfdReceived)>& hear);
  // What cannot be sent is dropped: the next packet is due soon.
  void send(const peering::SendBfd& packet);

  [[nodiscard]] runtime::Task<> leave();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace herald::speaker::io
