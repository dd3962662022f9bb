#include "core/own/message.h"

#include <optional>

namespace herald::own {
namespace {

constexpr std::uint8_t kMagic = 0x48;
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kTypeAt = 2;
constexpr std::size_t kFlagsAt = 3;
constexpr std::size_t kHeaderLength = 28;
constexpr std::size_t kRoom = kMostBytes - kHeaderLength - 2;  // after the count of a list

constexpr std::uint8_t kUrgent = 0x01;

constexpr std::uint8_t kWaiting = 0x01;
constexpr std::uint8_t kJoining = 0x02;
constexpr std::uint8_t kDraining = 0x04;
constexpr std::uint8_t kCutOff = 0x08;
constexpr std::size_t kViewLength = 27;  // without its lists

constexpr std::uint8_t kV6 = 0x01;
constexpr std::uint8_t kReleased = 0x02;
constexpr std::uint8_t kOfSender = 0x04;

std::size_t length_of(const AddressClaim& claim, NodeId sender) {
  const std::size_t address = claim.address.is_v4() ? 4 : 16;
  const std::size_t owner = claim.claim.owner == sender ? 0 : 8;
  return 1 + address + 6 + owner;
}

std::size_t length_of(const View& view) {
  return kViewLength + 8 * (view.down.size() + view.unmet.size());
}

// ---- writing

void append_body(ByteWriter& out, const Header&, const body::Views& views) {
  out.u16(static_cast<std::uint16_t>(views.views.size()));
  for (const View& view : views.views) {
    out.u64(view.sender.value());
    out.u64(view.incarnation.value());
    out.u64(view.sequence);
    out.u8(static_cast<std::uint8_t>((view.waiting ? kWaiting : 0) | (view.joining ? kJoining : 0) |
                                     (view.draining ? kDraining : 0) | (view.cut_off ? kCutOff : 0)));
    HERALD_CHECK(view.down.size() <= kMostDown && view.unmet.size() <= kMostUnmet);
    out.u8(static_cast<std::uint8_t>(view.down.size()));
    out.u8(static_cast<std::uint8_t>(view.unmet.size()));
    for (const NodeId node : view.down)
      out.u64(node.value());
    for (const InterfaceNeed need : view.unmet)
      out.u64(need.value());
  }
}

void append_body(ByteWriter& out, const Header& header, const body::Claims& claims) {
  out.u16(static_cast<std::uint16_t>(claims.claims.size()));
  for (const auto& [address, claim] : claims.claims) {
    const bool of_sender = claim.owner == header.sender;
    out.u8(static_cast<std::uint8_t>((address.is_v6() ? kV6 : 0) | (claim.released ? kReleased : 0) |
                                     (of_sender ? kOfSender : 0)));
    const auto bytes = address.bytes();
    out.append(std::span(bytes).first(address.is_v6() ? 16 : 4));
    HERALD_CHECK(claim.exists() && claim.epoch <= kLastEpoch);
    out.u16(static_cast<std::uint16_t>(claim.epoch.value() >> 32));
    out.u32(static_cast<std::uint32_t>(claim.epoch.value() & 0xffffffff));
    if (!of_sender) out.u64(claim.owner.value());
  }
}

void append_body(ByteWriter& out, const Header&, const body::Digest& digest) {
  for (const std::uint64_t fingerprint : digest.claims)
    out.u64(fingerprint);
  for (const std::uint64_t fingerprint : digest.views)
    out.u64(fingerprint);
}

void append_body(ByteWriter& out, const Header&, const body::Pull& pull) {
  out.u64(pull.claims);
  out.u32(pull.views);
}

void append_body(ByteWriter&, const Header&, const body::Ask&) {}

void append_body(ByteWriter& out, const Header&, const body::Answered& answered) {
  out.u32(answered.claims);
}

std::uint8_t flags_of(const Body& body) {
  const auto* digest = std::get_if<body::Digest>(&body);
  return digest != nullptr && digest->urgent ? kUrgent : 0;
}

// ---- reading

// Keeps the first thing that is wrong.
class Parser {
 public:
  explicit Parser(std::span<const std::uint8_t> datagram) : datagram_(datagram), in_(datagram) {}

  Result<Message, ParseError> message();

 private:
  bool fail_at(std::size_t offset, Malformation why) {
    if (!error_) error_ = ParseError{offset, why};
    return false;
  }
  bool has(std::size_t bytes) {
    return in_.remaining() >= bytes || fail_at(in_.offset(), Malformation::truncated);
  }
  bool header(Header& header);
  Body body(std::uint8_t type, std::uint8_t flags, NodeId sender);
  body::Views views();
  bool view(View& view);
  template <class Number>
  bool sorted(std::size_t count, std::vector<Number>& numbers);
  body::Claims claims(NodeId sender);
  bool claim(NodeId sender, AddressClaim& claim);
  body::Digest digest(bool urgent);

  std::span<const std::uint8_t> datagram_;
  ByteReader in_;
  std::optional<ParseError> error_;
};

Result<Message, ParseError> Parser::message() {
  Message message;
  if (header(message.header))
    message.body = body(datagram_[kTypeAt], datagram_[kFlagsAt], message.header.sender);
  if (!error_ && in_.remaining() != 0) fail_at(in_.offset(), Malformation::surplus);
  if (error_) return fail(*error_);
  return message;
}

bool Parser::header(Header& header) {
  if (datagram_.size() > kMostBytes) return fail_at(kMostBytes, Malformation::too_long);
  if (!has(1)) return false;
  if (in_.u8() != kMagic) return fail_at(0, Malformation::magic);
  if (!has(1)) return false;
  if (in_.u8() != kVersion) return fail_at(1, Malformation::version);
  if (!has(2)) return false;
  in_.u16();  // type and flags are read in place
  if (!has(24)) return false;
  header.sender = NodeId(in_.u64());
  header.incarnation = Incarnation(in_.u64());
  header.sequence = in_.u64();
  return true;
}

Body Parser::body(std::uint8_t type, std::uint8_t flags, NodeId sender) {
  const std::uint8_t allowed = type == 3 ? kUrgent : 0;
  if (type < 1 || type > 6) fail_at(kTypeAt, Malformation::type);
  if ((flags & ~allowed) != 0) fail_at(kFlagsAt, Malformation::flags);
  if (error_) return {};
  switch (type) {
    case 1:
      return views();
    case 2:
      return claims(sender);
    case 3:
      return digest((flags & kUrgent) != 0);
    case 4:
      if (!has(12)) return {};
      return body::Pull{.claims = in_.u64(), .views = in_.u32()};
    case 5:
      return body::Ask();
    default:
      if (!has(4)) return {};
      return body::Answered{in_.u32()};
  }
}

// A count that the remaining bytes cannot hold is refused before anything is reserved for it.
body::Views Parser::views() {
  body::Views views;
  if (!has(2)) return views;
  const std::size_t at = in_.offset();
  const std::size_t count = in_.u16();
  if (count == 0 || count > in_.remaining() / kViewLength) {
    fail_at(at, Malformation::count);
    return views;
  }
  views.views.resize(count);
  for (View& each : views.views) {
    if (!view(each)) break;
  }
  return views;
}

bool Parser::view(View& view) {
  if (!has(kViewLength)) return false;
  view.sender = NodeId(in_.u64());
  view.incarnation = Incarnation(in_.u64());
  view.sequence = in_.u64();
  const std::size_t flags_at = in_.offset();
  const std::uint8_t flags = in_.u8();
  if ((flags & ~(kWaiting | kJoining | kDraining | kCutOff)) != 0)
    return fail_at(flags_at, Malformation::flags);
  view.waiting = (flags & kWaiting) != 0;
  view.joining = (flags & kJoining) != 0;
  view.draining = (flags & kDraining) != 0;
  view.cut_off = (flags & kCutOff) != 0;
  const std::size_t down = in_.u8();
  const std::size_t unmet = in_.u8();
  if (down > kMostDown) return fail_at(flags_at + 1, Malformation::count);
  if (unmet > kMostUnmet) return fail_at(flags_at + 2, Malformation::count);
  return sorted(down, view.down) && sorted(unmet, view.unmet);
}

template <class Number>
bool Parser::sorted(std::size_t count, std::vector<Number>& numbers) {
  if (!has(8 * count)) return false;
  numbers.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = in_.offset();
    const Number number(in_.u64());
    if (!numbers.empty() && !(numbers.back() < number)) return fail_at(at, Malformation::order);
    numbers.push_back(number);
  }
  return true;
}

body::Claims Parser::claims(NodeId sender) {
  constexpr std::size_t kLeast = 1 + 4 + 6;
  body::Claims claims;
  if (!has(2)) return claims;
  const std::size_t at = in_.offset();
  const std::size_t count = in_.u16();
  if (count == 0 || count > in_.remaining() / kLeast) {
    fail_at(at, Malformation::count);
    return claims;
  }
  claims.claims.resize(count);
  for (AddressClaim& each : claims.claims) {
    if (!claim(sender, each)) break;
  }
  return claims;
}

bool Parser::claim(NodeId sender, AddressClaim& claim) {
  if (!has(1)) return false;
  const std::size_t flags_at = in_.offset();
  const std::uint8_t flags = in_.u8();
  if ((flags & ~(kV6 | kReleased | kOfSender)) != 0) return fail_at(flags_at, Malformation::flags);
  const std::size_t address_length = (flags & kV6) != 0 ? 16 : 4;
  if (!has(address_length)) return false;
  claim.address = *net::IpAddress::from_bytes(in_.take(address_length));
  if (!has(6)) return false;
  const std::size_t epoch_at = in_.offset();
  const std::uint64_t high = in_.u16();
  claim.claim.epoch = Epoch(high << 32 | in_.u32());
  if (!claim.claim.exists()) return fail_at(epoch_at, Malformation::epoch);
  claim.claim.released = (flags & kReleased) != 0;
  claim.claim.owner = sender;
  if ((flags & kOfSender) != 0) return true;
  if (!has(8)) return false;
  const std::size_t owner_at = in_.offset();
  claim.claim.owner = NodeId(in_.u64());
  return claim.claim.owner != sender || fail_at(owner_at, Malformation::owner);
}

body::Digest Parser::digest(bool urgent) {
  body::Digest digest;
  digest.urgent = urgent;
  if (!has(8 * (digest.claims.size() + digest.views.size()))) return digest;
  for (std::uint64_t& fingerprint : digest.claims)
    fingerprint = in_.u64();
  for (std::uint64_t& fingerprint : digest.views)
    fingerprint = in_.u64();
  return digest;
}

}  // namespace

bool is_message(std::span<const std::uint8_t> datagram) {
  return !datagram.empty() && datagram[0] == kMagic;
}

Result<Message, ParseError> parse(std::span<const std::uint8_t> datagram) {
  return Parser(datagram).message();
}

void append_to(ByteWriter& out, const Message& message) {
  out.u8(kMagic);
  out.u8(kVersion);
  out.u8(static_cast<std::uint8_t>(message.body.index() + 1));
  out.u8(flags_of(message.body));
  out.u64(message.header.sender.value());
  out.u64(message.header.incarnation.value());
  out.u64(message.header.sequence);
  std::visit([&](const auto& body) { append_body(out, message.header, body); }, message.body);
}

std::vector<Body> pack(NodeId sender, const std::vector<AddressClaim>& claims) {
  std::vector<Body> bodies;
  std::size_t room = 0;
  for (const AddressClaim& claim : claims) {
    const std::size_t length = length_of(claim, sender);
    if (length > room) {
      bodies.emplace_back(body::Claims());
      room = kRoom;
    }
    room -= length;
    std::get<body::Claims>(bodies.back()).claims.push_back(claim);
  }
  return bodies;
}

std::vector<Body> pack(const std::vector<View>& views) {
  std::vector<Body> bodies;
  std::size_t room = 0;
  for (const View& view : views) {
    const std::size_t length = length_of(view);
    if (length > room) {
      bodies.emplace_back(body::Views());
      room = kRoom;
    }
    room -= length;
    std::get<body::Views>(bodies.back()).views.push_back(view);
  }
  return bodies;
}

}  // namespace herald::own
