// The other end of a cable, as a test holds it: frames as they are, in and out.
#pragma once

#include "tests/integration/netns/network_namespace.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace herald::netns {

using Frame = std::vector<std::uint8_t>;

class RawWire {
 public:
  RawWire(const NetworkNamespace& where, const std::string& interface);
  RawWire(const RawWire&) = delete;
  RawWire& operator=(const RawWire&) = delete;
  ~RawWire();

  void send(const Frame& frame) const;

  // The next frame that arrives and is `wanted`; nothing when none has come within `limit`.
  [[nodiscard]] std::optional<Frame> receive(
      const std::function<bool(const Frame&)>& wanted,
      std::chrono::milliseconds limit = std::chrono::seconds(10)) const;

  // The interface's hardware address.
  [[nodiscard]] std::array<std::uint8_t, 6> mac() const { return mac_; }

 private:
  int socket_ = -1;
  std::array<std::uint8_t, 6> mac_{};
};

}  // namespace herald::netns
