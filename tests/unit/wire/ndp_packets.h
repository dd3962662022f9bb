// One packet of each kind that Neighbor Discovery knows here, from the IPv6 header on, and what makes a
// packet with changed fields consistent again.
#pragma once

#include "tests/unit/wire/layout.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace herald::wire {

inline constexpr std::size_t kIpv6HeaderBytes = 40;
inline constexpr std::size_t kChecksumAt = kIpv6HeaderBytes + 2;

// fe80::5054:ff:fe1a:2b3c asks for 2001:db8:7::f0.
inline const Layout kSolicitation = {
    {"version, class, label", {0x60, 0x00, 0x00, 0x00}},
    {"payload length", {0x00, 0x20}},  // 32
    {"next header", {0x3a}},           // ICMPv6
    {"hop limit", {0xff}},
    {"source", {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0x50, 0x54, 0x00, 0xff, 0xfe, 0x1a, 0x2b, 0x3c}},
    {"destination", {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0x00, 0x00, 0xf0}},  // solicited-node
    {"type", {0x87}},                                                                     // 135
    {"code", {0x00}},
    {"checksum", {0x53, 0x29}},
    {"reserved", {0x00, 0x00, 0x00, 0x00}},
    {"target", {0x20, 0x01, 0x0d, 0xb8, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, 0xf0}},
    {"option type", {0x01}},    // source link-layer address
    {"option length", {0x01}},  // 8 bytes
    {"option address", {0x52, 0x54, 0x00, 0x1a, 0x2b, 0x3c}},
};

// One who is about to take 2001:db8:7::f0 asks whether anybody has it.
inline const Layout kProbe = {
    {"version, class, label", {0x60, 0x00, 0x00, 0x00}},
    {"payload length", {0x00, 0x18}},  // 24
    {"next header", {0x3a}},           // ICMPv6
    {"hop limit", {0xff}},
    {"source", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {"destination", {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0x00, 0x00, 0xf0}},  // solicited-node
    {"type", {0x87}},                                                                     // 135
    {"code", {0x00}},
    {"checksum", {0x4b, 0x08}},
    {"reserved", {0x00, 0x00, 0x00, 0x00}},
    {"target", {0x20, 0x01, 0x0d, 0xb8, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, 0xf0}},
};

// 2001:db8:7::f0 answers fe80::5054:ff:fe1a:2b3c.
inline const Layout kAdvertisement = {
    {"version, class, label", {0x60, 0x00, 0x00, 0x00}},
    {"payload length", {0x00, 0x20}},  // 32
    {"next header", {0x3a}},           // ICMPv6
    {"hop limit", {0xff}},
    {"source", {0x20, 0x01, 0x0d, 0xb8, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, 0xf0}},
    {"destination", {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0x50, 0x54, 0x00, 0xff, 0xfe, 0x1a, 0x2b, 0x3c}},
    {"type", {0x88}},  // 136
    {"code", {0x00}},
    {"checksum", {0x3c, 0x99}},
    {"flags", {0x60, 0x00, 0x00, 0x00}},  // solicited, override
    {"target", {0x20, 0x01, 0x0d, 0xb8, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, 0xf0}},
    {"option type", {0x02}},    // target link-layer address
    {"option length", {0x01}},  // 8 bytes
    {"option address", {0x02, 0x68, 0x00, 0x00, 0x00, 0x17}},
};

// fe80::7 says that it is a router.
inline const Layout kRouterAdvertisement = {
    {"version, class, label", {0x60, 0x00, 0x00, 0x00}},
    {"payload length", {0x00, 0x18}},  // 24
    {"next header", {0x3a}},           // ICMPv6
    {"hop limit", {0xff}},
    {"source", {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7}},
    {"destination", {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},  // all nodes
    {"type", {0x86}},                                                         // 134
    {"code", {0x00}},
    {"checksum", {0x31, 0x2f}},
    {"current hop limit", {0x40}},  // 64
    {"flags", {0x80}},              // managed
    {"lifetime", {0x07, 0x08}},     // 1800 s
    {"reachable time", {0x00, 0x00, 0x00, 0x00}},
    {"retransmission timer", {0x00, 0x00, 0x00, 0x00}},
    {"option type", {0x01}},    // source link-layer address
    {"option length", {0x01}},  // 8 bytes
    {"option address", {0x02, 0x68, 0x00, 0x00, 0x00, 0x01}},
};

// RFC 1071 word by word, so that the product's way of summing is not its own judge. Of a message with a
// correct checksum it is zero.
inline std::uint16_t checksum_of(const Bytes& packet) {
  Bytes covered(packet.begin() + 8, packet.end());  // both addresses, then the message
  const std::size_t length = packet.size() - kIpv6HeaderBytes;
  const Bytes rest = {static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length & 0xff), 0,
                      58};
  if (covered.size() % 2 != 0) covered.push_back(0);
  covered.insert(covered.end(), rest.begin(), rest.end());
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < covered.size(); i += 2) {
    sum += static_cast<std::uint32_t>(covered[i] << 8 | covered[i + 1]);
    if (sum > 0xffff) sum -= 0xffff;  // the end-around carry
  }
  return static_cast<std::uint16_t>(0xffff - sum);
}

// With the payload length and, as far as there is room for one, the checksum that the packet should have:
// what is wrong with it then is something else.
inline Bytes sealed(Bytes packet) {
  const std::size_t length = packet.size() - kIpv6HeaderBytes;
  packet[4] = static_cast<std::uint8_t>(length >> 8);
  packet[5] = static_cast<std::uint8_t>(length & 0xff);
  if (packet.size() < kChecksumAt + 2) return packet;
  packet[kChecksumAt] = packet[kChecksumAt + 1] = 0;
  const std::uint16_t checksum = checksum_of(packet);
  packet[kChecksumAt] = static_cast<std::uint8_t>(checksum >> 8);
  packet[kChecksumAt + 1] = static_cast<std::uint8_t>(checksum & 0xff);
  return packet;
}

}  // namespace herald::wire
