// What speakers say to each other about ownership, in messages that fit into datagrams of 1200 bytes.
//
// A header, then one body; all numbers big-endian:
//   'H' (0x48), version (1), type, flags, sender (8), incarnation (8), sequence (8)
// The sequence counts the sender's messages, for replay.h. parse() never throws, never reads past the end,
// and takes only what append_to() writes: for each value there is one form. It authenticates nothing: the
// envelope around it has been opened before.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/own/book.h"
#include "core/own/claim.h"
#include "core/own/view.h"
#include "core/own/views.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

namespace herald::own {

// No link worth the name cuts such a datagram in pieces.
inline constexpr std::size_t kMostInDatagram = 1200;
// What the envelope takes of it, and the byte that says what the message is about.
inline constexpr std::size_t kAroundMessage = 19;
inline constexpr std::size_t kMostBytes = kMostInDatagram - kAroundMessage;

struct Header {
  NodeId sender;
  Incarnation incarnation;
  std::uint64_t sequence = 0;

  friend bool operator==(const Header&, const Header&) = default;
};

namespace body {

// Type 1. The sender's own, or those of others that it knows.
struct Views {
  std::vector<View> views;
  friend bool operator==(const Views&, const Views&) = default;
};
// Type 2. The sender's own, or those of others that it knows.
struct Claims {
  std::vector<AddressClaim> claims;
  friend bool operator==(const Claims&, const Claims&) = default;
};
// Type 3: fingerprints of all that the sender knows. Of constant size: the reader finds out where it differs
// and asks for that. `urgent`: the sender may have missed a lot.
struct Digest {
  bool urgent = false;
  Book::Fingerprints claims{};
  own::Views::Fingerprints views{};
  friend bool operator==(const Digest&, const Digest&) = default;
};
// Type 4: send me what you have in these buckets.
struct Pull {
  std::uint64_t claims = 0;
  std::uint32_t views = 0;
  friend bool operator==(const Pull&, const Pull&) = default;
};
// Type 5: I have just come. Tell me your view and your own claims, then say Answered.
struct Ask {
  friend bool operator==(const Ask&, const Ask&) = default;
};
// Type 6: that was all, and it was this many claims.
struct Answered {
  std::uint32_t claims = 0;
  friend bool operator==(const Answered&, const Answered&) = default;
};

}  // namespace body

using Body = std::variant<body::Views, body::Claims, body::Digest, body::Pull, body::Ask, body::Answered>;

struct Message {
  Header header;
  Body body;

  friend bool operator==(const Message&, const Message&) = default;
};

enum class Malformation : std::uint8_t {
  truncated,  // fewer bytes than the fields need; the offset is the first field that does not fit
  too_long,   // more than kMostBytes
  magic,      // not ours; BFD, perhaps
  version,    // a later one
  type,       // unknown
  flags,      // a bit is set that means nothing here
  count,      // more than a message can hold, or none where there must be one
  epoch,      // zero
  owner,      // written out although it is the sender
  order,      // a list that must be sorted is not
  surplus     // bytes after the body
};
inline constexpr std::size_t kMalformations = 11;

struct ParseError {
  std::size_t offset = 0;
  Malformation why = Malformation::truncated;

  friend bool operator==(const ParseError&, const ParseError&) = default;
};

// BFD version 1 has 001 in the top three bits of its first byte; a message never has: they share a port.
[[nodiscard]] bool is_message(std::span<const std::uint8_t> datagram);

[[nodiscard]] Result<Message, ParseError> parse(std::span<const std::uint8_t> datagram);

// The lists must fit: see the packers below.
void append_to(ByteWriter& out, const Message& message);

// Distributes what does not fit into one message, in order. `sender`: its own claims take less room.
[[nodiscard]] std::vector<Body> pack(NodeId sender, const std::vector<AddressClaim>& claims);
[[nodiscard]] std::vector<Body> pack(const std::vector<View>& views);

}  // namespace herald::own
