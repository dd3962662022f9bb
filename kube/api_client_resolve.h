// A host's addresses: itself when it is one, else what the system's resolver says.
#pragma once

#include "runtime/byte_stream.h"
#include "runtime/clock.h"
#include "runtime/socket_address.h"
#include "runtime/task.h"

#include <cstdint>
#include <string>
#include <vector>

namespace herald::kube {

struct HostPort {
  std::string host;
  std::uint16_t port = 0;
};

// Keeps the deadline also when the resolver does not: its answer then comes to nothing.
[[nodiscard]] runtime::Task<runtime::StreamResult<std::vector<runtime::SocketAddress>>> resolve(
    HostPort where, const runtime::Clock& clock, Instant deadline);

}  // namespace herald::kube
