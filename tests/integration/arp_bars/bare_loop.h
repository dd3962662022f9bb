// What libpcap alone can do: a blocking loop in immediate mode that turns each question around in a few
// instructions. No ownership, no other sockets, no timers: the measure of all that ours adds.
#pragma once

#include "tests/integration/netns/network_namespace.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace herald::bars {

class BareLoop {
 public:
  // Answers for 10.0.0.220 in a thread of its own, favoured as the wire loop's thread is.
  BareLoop(const netns::NetworkNamespace& where, const std::string& interface,
           const std::array<std::uint8_t, 6>& mac);
  BareLoop(const BareLoop&) = delete;
  BareLoop& operator=(const BareLoop&) = delete;
  ~BareLoop();

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace herald::bars
