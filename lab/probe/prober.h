// A client that knocks at one address at a steady rate, each time with a connection of its own, and notes
// what comes of it. One thread, no libraries: nothing here may be late because of something else.
#pragma once

#include "core/base/result.h"
#include "lab/probe/attempts.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace herald::lab {

enum class ProbeKind : std::uint8_t { connect, http, udp };

struct ProbeSettings {
  std::string address;
  std::uint16_t port = 80;
  ProbeKind kind = ProbeKind::http;
  double rate = 100;  // a second
  Duration length = std::chrono::seconds(10);
  // Below the second after which TCP itself would knock again: a knock that got lost shall count as lost.
  Duration patience = std::chrono::milliseconds(900);
};

// Ends early when `stop` becomes true. `answered` is called at each answer, with the node that gave it.
[[nodiscard]] Result<std::vector<ProbeAttempt>, std::string> probe(
    const ProbeSettings& settings, const std::atomic<bool>& stop,
    const std::function<void(const std::string& node)>& answered);

}  // namespace herald::lab
