// Netlink messages as the kernel would send them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string_view>
#include <vector>

namespace herald::speaker::io {

class NetlinkBytes {
 public:
  template <class Header>
  NetlinkBytes(std::uint16_t type, const Header& header, std::uint16_t flags = 0) {
    nlmsghdr message{};
    message.nlmsg_type = type;
    message.nlmsg_flags = flags;
    message.nlmsg_seq = 7;
    put(&message, sizeof(message));
    put(&header, sizeof(header));
  }

  NetlinkBytes& attribute(std::uint16_t type, const std::vector<std::uint8_t>& value) {
    rtattr header{};
    header.rta_type = type;
    header.rta_len = static_cast<std::uint16_t>(sizeof(header) + value.size());
    put(&header, sizeof(header));
    put(value.data(), value.size());
    return *this;
  }
  NetlinkBytes& attribute(std::uint16_t type, std::uint32_t value) {
    std::vector<std::uint8_t> bytes(sizeof(value));
    std::memcpy(bytes.data(), &value, sizeof(value));
    return attribute(type, bytes);
  }
  NetlinkBytes& attribute(std::uint16_t type, std::string_view text) {
    std::vector<std::uint8_t> bytes(text.begin(), text.end());
    bytes.push_back(0);
    return attribute(type, bytes);
  }

  NetlinkBytes& sequence(std::uint32_t number) {
    std::memcpy(bytes_.data() + offsetof(nlmsghdr, nlmsg_seq), &number, sizeof(number));
    return *this;
  }

  [[nodiscard]] std::vector<std::uint8_t> take() {
    const auto size = static_cast<std::uint32_t>(bytes_.size());
    std::memcpy(bytes_.data(), &size, sizeof(size));
    return bytes_;
  }

 private:
  void put(const void* data, std::size_t size) {
    const std::size_t at = bytes_.size();
    bytes_.resize(at + (size + 3) / 4 * 4);
    if (size != 0) std::memcpy(bytes_.data() + at, data, size);
  }

  std::vector<std::uint8_t> bytes_;
};

}  // namespace herald::speaker::io
