// Cuts a TCP stream into BGP messages (RFC 4271 sections 4.1 and 6.1) whatever the chunks it arrives in, and
// keeps no more than the beginning of one message. A bad header is refused as soon as it is complete: nobody
// waits for a body of 65 kB that will never come.
#pragma once

#include "core/base/result.h"
#include "core/bgp/error.h"
#include "core/bgp/message.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace herald::bgp {

struct RawMessage {
  MessageType type = MessageType::keepalive;
  std::span<const std::uint8_t> body;  // what follows the header
};

class Framer {
 public:
  // The next message; nothing when `input`, whose beginning is taken away, has been used up. The body lies in
  // `input` or here, and is valid until the next call. After an error the stream is lost: start over.
  //
  //     while (true) {
  //       const auto message = framer.next(input);
  //       if (!message) return close(message.error().notification);
  //       if (!*message) break;
  //       handle(**message);
  //     }
  [[nodiscard]] Result<std::optional<RawMessage>, Error> next(std::span<const std::uint8_t>& input);

  // RFC 8654: once we have offered it, all but OPEN and KEEPALIVE may have up to 65535 bytes.
  void allow_extended_messages() { largest_ = kLargestExtendedMessage; }
  // Forgets the stream, for the next connection; what was allowed stays allowed.
  void reset();

  [[nodiscard]] std::size_t buffered() const { return partial_.size(); }

 private:
  // Moves bytes from `input` until `size` are here or none are left.
  void fill(std::size_t size, std::span<const std::uint8_t>& input);

  std::vector<std::uint8_t> partial_;  // the beginning of a message, or the one handed out last
  std::size_t largest_ = kLargestMessage;
  bool handed_out_ = false;
};

}  // namespace herald::bgp
