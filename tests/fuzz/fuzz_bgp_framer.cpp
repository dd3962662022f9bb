// A TCP stream of arbitrary bytes. Law: however it is cut into chunks, the same messages come out, or the
// same refusal; and no more than one message is ever kept. The first byte says how it is cut, and whether
// extended messages are allowed.
#include "core/base/check.h"
#include "core/bgp/framer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace {

using namespace herald::bgp;  // NOLINT(google-build-using-namespace): the subject of this program

struct Outcome {
  std::vector<std::vector<std::uint8_t>> bodies;
  std::optional<Error> error;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome framed(std::span<const std::uint8_t> stream, std::size_t chunk_size, bool extended) {
  Framer framer;
  if (extended) framer.allow_extended_messages();
  Outcome outcome;
  while (!stream.empty()) {
    auto chunk = stream.first(std::min(chunk_size, stream.size()));
    stream = stream.subspan(chunk.size());
    while (true) {
      const auto message = framer.next(chunk);
      HERALD_CHECK(framer.buffered() <= kLargestExtendedMessage);
      if (!message) {
        outcome.error = message.error();
        return outcome;
      }
      if (!*message) break;
      outcome.bodies.emplace_back((*message)->body.begin(), (*message)->body.end());
    }
    HERALD_CHECK(chunk.empty());
  }
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const bool extended = (data[0] & 1) != 0;
  const std::size_t chunk_size = 1 + data[0] / 2;
  const std::span<const std::uint8_t> stream(data + 1, size - 1);
  const Outcome whole = framed(stream, std::max<std::size_t>(1, stream.size()), extended);
  HERALD_CHECK(framed(stream, chunk_size, extended) == whole);
  return 0;
}
