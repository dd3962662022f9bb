// BFD control packets from arbitrary bytes. Law: whatever parses gives its own bytes back, up to what the
// parser ignores on purpose (bytes after the packet), and parses again to the same value.
#include "core/base/check.h"
#include "core/bfd/packet.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span datagram(data, size);
  const auto packet = herald::bfd::parse(datagram);
  if (!packet) {
    HERALD_CHECK(packet.error().offset <= size);
    return 0;
  }
  std::vector<std::uint8_t> bytes;
  herald::ByteWriter out(bytes);
  append_to(out, *packet);
  HERALD_CHECK(herald::bfd::parse(bytes) == *packet);
  HERALD_CHECK(bytes.size() <= size);
  constexpr std::size_t kLengthAt = 3;
  bytes[kLengthAt] = data[kLengthAt];
  HERALD_CHECK(std::ranges::equal(bytes, datagram.first(bytes.size())));
  return 0;
}
