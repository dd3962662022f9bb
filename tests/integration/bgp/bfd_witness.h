// Listens to the BFD packets (RFC 5881, IPv4, one hop) on an interface, and knows afterwards for how long
// the other side was silent: by the kernel's clock, so that it does not matter how late it looks itself.
#pragma once

#include "tests/integration/netns/network_namespace.h"

#include <chrono>
#include <string>

namespace herald::interop {

class BfdWitness {
 public:
  BfdWitness(const netns::NetworkNamespace& where, const std::string& interface);
  BfdWitness(const BfdWitness&) = delete;
  BfdWitness& operator=(const BfdWitness&) = delete;
  ~BfdWitness();

  // Of the other side, until one of both first said that the session is not up: after a packet of it, until
  // its next one or until we gave it up. To be asked once.
  [[nodiscard]] std::chrono::milliseconds longest_silence_while_up() const;

 private:
  int socket_ = -1;
};

}  // namespace herald::interop
