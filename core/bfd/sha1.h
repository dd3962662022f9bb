// SHA-1 (RFC 3174), for the authentication section of BFD and nothing else.
//
// It is our own because core knows the standard library only: with a cryptographic library here, neither the
// session nor the simulator would be pure. RFC 5880 fixes the algorithm. It vouches for a packet that is
// worth something for a second; nothing is kept secret with it, and nothing lasting is signed with it.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace herald::bfd {

using Sha1Digest = std::array<std::uint8_t, 20>;

[[nodiscard]] Sha1Digest sha1(std::span<const std::uint8_t> message);

}  // namespace herald::bfd
