// Runs a packet filter where it belongs: in the kernel, on a pair of local sockets, which needs no privilege.
#pragma once

#include "core/net/ip_range_set.h"
#include "speaker/io/address_match.h"
#include "speaker/io/descriptor.h"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <sys/socket.h>
#include <vector>

#include <gtest/gtest.h>

namespace herald::speaker::io {

[[nodiscard]] inline net::IpAddress ip(std::string_view text) {
  return net::IpAddress::parse(text).value();
}

[[nodiscard]] inline net::IpRange range(std::string_view first, std::string_view last) {
  return net::IpRange::make(ip(first), ip(last)).value();
}

[[nodiscard]] inline net::IpRangeSet set_of(std::initializer_list<net::IpRange> ranges) {
  net::IpRangeSet set;
  for (const net::IpRange& one : ranges)
    set.insert(one);
  return set;
}

class KernelFilter {
 public:
  explicit KernelFilter(BpfProgram program) {
    std::array<int, 2> pair{-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair.data()), 0);
    sender_ = Descriptor(pair[0]);
    receiver_ = Descriptor(pair[1]);
    const sock_fprog wanted{static_cast<unsigned short>(program.size()), program.data()};
    accepted_ = ::setsockopt(receiver_.number(), SOL_SOCKET, SO_ATTACH_FILTER, &wanted, sizeof(wanted)) == 0;
  }

  // Whether the kernel took the program: its verifier is the judge of all jumps.
  [[nodiscard]] bool accepted() const { return accepted_; }

  [[nodiscard]] bool passes(std::span<const std::uint8_t> packet) const {
    // A packet that the filter drops counts as sent, or as refused, depending on the kernel.
    static_cast<void>(::send(sender_.number(), packet.data(), packet.size(), 0));
    std::array<std::uint8_t, 2048> buffer{};
    return ::recv(receiver_.number(), buffer.data(), buffer.size(), 0) >= 0;
  }

 private:
  Descriptor sender_;
  Descriptor receiver_;
  bool accepted_ = false;
};

}  // namespace herald::speaker::io
