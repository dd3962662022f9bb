// Listens to the BFD packets (RFC 5881, IPv4, one hop) on an interface, and knows afterwards for how long
// each side was silent: by the kernel's clock, so that it does not matter how late it looks itself.
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

  // Until one of both first said that the session is not up: between two packets of a side, or after its
  // last.
  struct Silences {
    std::chrono::milliseconds ours{};    // of who sends from here
    std::chrono::milliseconds theirs{};  // of who is heard here
  };
  // To be asked once.
  [[nodiscard]] Silences longest_while_up() const;

 private:
  int socket_ = -1;
};

}  // namespace herald::interop
