// Routers are other people's programs: they are asked until they give the answer, or until the limit, which
// is only there to end a test that hangs.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace herald::interop {

[[nodiscard]] inline bool eventually(const std::function<bool()>& holds,
                                     std::chrono::milliseconds limit = std::chrono::seconds(30),
                                     std::chrono::milliseconds pause = std::chrono::milliseconds(20)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

}  // namespace herald::interop
