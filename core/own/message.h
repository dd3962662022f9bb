// What speakers say to each other about ownership: the layout of datagrams.
#pragma once

#include <cstdint>
#include <span>

namespace herald::own {

// BFD version 1 has 001 in the top three bits of its first byte; a message never has: they share a port.
[[nodiscard]] bool is_message(std::span<const std::uint8_t> datagram);

}  // namespace herald::own
