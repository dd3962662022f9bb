// What the packet tests share: a packet of each kind, field by field, as a capture would show it.
#pragma once

#include "core/base/bytes.h"
#include "core/bfd/packet.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace herald::bfd {

using Bytes = std::vector<std::uint8_t>;

inline Bytes bytes_of(const ControlPacket& packet) {
  Bytes bytes;
  ByteWriter out(bytes);
  append_to(out, packet);
  return bytes;
}

inline Bytes plain_bytes() {
  return {
      0x21,                    // version 1, diagnostic 1: detection time expired
      0x68,                    // state Down (01), Poll, C: independent of the control plane
      0x03,                    // detect multiplier
      0x18,                    // length 24
      0x01, 0x02, 0x03, 0x04,  // my discriminator
      0x00, 0x00, 0x00, 0x00,  // your discriminator: not known yet
      0x00, 0x0f, 0x42, 0x40,  // desired min TX: 1 s
      0x00, 0x04, 0x93, 0xe0,  // required min RX: 300 ms
      0x00, 0x00, 0xc3, 0x50,  // required min echo RX: 50 ms
  };
}

inline ControlPacket plain_packet() {
  ControlPacket packet;
  packet.diagnostic = Diagnostic::detection_expired;
  packet.state = State::down;
  packet.poll = true;
  packet.control_plane_independent = true;
  packet.multiplier = 3;
  packet.my_discriminator = 0x01020304;
  packet.desired_min_transmit = std::chrono::seconds(1);
  packet.required_min_receive = std::chrono::milliseconds(300);
  packet.required_min_echo_receive = std::chrono::milliseconds(50);
  return packet;
}

inline Bytes authenticated_bytes() {
  return {
      0x20,                    // version 1, no diagnostic
      0xc4,                    // state Up (11), A: authenticated
      0x03,                    // detect multiplier
      0x34,                    // length 52
      0x01, 0x02, 0x03, 0x04,  // my discriminator
      0x0a, 0x0b, 0x0c, 0x0d,  // your discriminator
      0x00, 0x04, 0x93, 0xe0,  // desired min TX: 300 ms
      0x00, 0x01, 0x86, 0xa0,  // required min RX: 100 ms
      0x00, 0x00, 0x00, 0x00,  // required min echo RX: none
      0x05,                    // authentication type 5: meticulous keyed SHA-1
      0x1c,                    // authentication length 28
      0x07,                    // key 7
      0x00,                    // reserved
      0x00, 0x00, 0x00, 0x2a,  // sequence number 42
      0x10, 0x64, 0x8e, 0x6f, 0x85, 0xcd, 0xd8, 0xab, 0x9a, 0xa9, 0x62,
      0xc8, 0x26, 0x51, 0x51, 0xe8, 0xa9, 0x7e, 0x58, 0xcb,  // SHA-1, as sha1sum computes it over the above
                                                             // and the padded key
  };
}

inline constexpr std::string_view kSecretText = "correct horse";

inline ControlPacket authenticated_packet() {
  ControlPacket packet;
  packet.state = State::up;
  packet.my_discriminator = 0x01020304;
  packet.your_discriminator = 0x0a0b0c0d;
  packet.desired_min_transmit = std::chrono::milliseconds(300);
  packet.required_min_receive = std::chrono::milliseconds(100);
  packet.auth = AuthSection{.meticulous = true, .key_id = 7, .sequence = 42};
  const Bytes wire = authenticated_bytes();
  std::copy(wire.end() - 20, wire.end(), packet.auth->digest.begin());
  return packet;
}

}  // namespace herald::bfd
