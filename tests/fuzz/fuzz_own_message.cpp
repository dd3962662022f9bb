// Messages of the speakers to each other, from arbitrary bytes. Law: whatever parses gives its own bytes
// back, as there is one form for each value.
#include "core/base/check.h"
#include "core/own/message.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span datagram(data, size);
  const auto message = herald::own::parse(datagram);
  if (!message) {
    HERALD_CHECK(message.error().offset <= size);
    return 0;
  }
  HERALD_CHECK(herald::own::is_message(datagram));
  std::vector<std::uint8_t> bytes;
  herald::ByteWriter out(bytes);
  append_to(out, *message);
  HERALD_CHECK(std::ranges::equal(bytes, datagram));
  return 0;
}
