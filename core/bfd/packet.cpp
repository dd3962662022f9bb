#include "core/bfd/packet.h"

#include <algorithm>

namespace herald::bfd {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kKeyedSha1 = 4;
constexpr std::uint8_t kMeticulousSha1 = 5;

// The second byte: two bits of state, then these.
constexpr std::uint8_t kPoll = 0x20;
constexpr std::uint8_t kFinal = 0x10;
constexpr std::uint8_t kControlPlaneIndependent = 0x08;
constexpr std::uint8_t kAuthPresent = 0x04;
constexpr std::uint8_t kDemand = 0x02;
constexpr std::uint8_t kMultipoint = 0x01;

// Where the fields are that can be refused.
constexpr std::size_t kVersionAt = 0;
constexpr std::size_t kFlagsAt = 1;
constexpr std::size_t kMultiplierAt = 2;
constexpr std::size_t kLengthAt = 3;
constexpr std::size_t kMyDiscriminatorAt = 4;
constexpr std::size_t kYourDiscriminatorAt = 8;
constexpr std::size_t kAuthTypeAt = kPlainLength;
constexpr std::size_t kAuthLengthAt = kPlainLength + 1;

using Refusal = std::optional<ParseError>;

Refusal refuse_header(std::span<const std::uint8_t> data) {
  const std::uint8_t length = data[kLengthAt];
  if (data[kVersionAt] >> 5 != kVersion) return ParseError{kVersionAt, Malformation::version};
  if (length < kPlainLength) return ParseError{kLengthAt, Malformation::length};
  if (length > data.size()) return ParseError{data.size(), Malformation::truncated};
  if (data[kMultiplierAt] == 0) return ParseError{kMultiplierAt, Malformation::multiplier};
  if ((data[kFlagsAt] & kMultipoint) != 0) return ParseError{kFlagsAt, Malformation::multipoint};
  return {};
}

// The digest covers the packet whole; only with this one length does the value hold all that it covers.
Refusal refuse_auth(std::span<const std::uint8_t> data) {
  if ((data[kFlagsAt] & kAuthPresent) == 0) return {};
  if (data[kLengthAt] < kPlainLength + 2) return ParseError{kLengthAt, Malformation::length};
  const std::uint8_t type = data[kAuthTypeAt];
  if (type != kKeyedSha1 && type != kMeticulousSha1)
    return ParseError{kAuthTypeAt, Malformation::authentication_type};
  if (data[kAuthLengthAt] != kAuthSectionLength)
    return ParseError{kAuthLengthAt, Malformation::authentication_length};
  if (data[kLengthAt] != kAuthenticatedLength) return ParseError{kLengthAt, Malformation::length};
  return {};
}

Refusal refuse_discriminators(const ControlPacket& packet) {
  if (packet.my_discriminator == 0) return ParseError{kMyDiscriminatorAt, Malformation::my_discriminator};
  const bool may_not_know_us = packet.state == State::down || packet.state == State::admin_down;
  if (packet.your_discriminator == 0 && !may_not_know_us)
    return ParseError{kYourDiscriminatorAt, Malformation::your_discriminator};
  return {};
}

void read_flags(ControlPacket& packet, std::uint8_t flags) {
  packet.state = static_cast<State>(flags >> 6);
  packet.poll = (flags & kPoll) != 0;
  packet.final = (flags & kFinal) != 0;
  packet.control_plane_independent = (flags & kControlPlaneIndependent) != 0;
  packet.demand = (flags & kDemand) != 0;
}

ControlPacket read_mandatory(ByteReader& in) {
  ControlPacket packet;
  packet.diagnostic = static_cast<Diagnostic>(in.u8() & 0x1f);
  read_flags(packet, in.u8());
  packet.multiplier = in.u8();
  in.u8();  // Length, checked already
  packet.my_discriminator = in.u32();
  packet.your_discriminator = in.u32();
  packet.desired_min_transmit = Interval(in.u32());
  packet.required_min_receive = Interval(in.u32());
  packet.required_min_echo_receive = Interval(in.u32());
  return packet;
}

AuthSection read_auth(ByteReader& in) {
  AuthSection auth;
  auth.meticulous = in.u8() == kMeticulousSha1;
  in.u8();  // its length, checked already
  auth.key_id = in.u8();
  auth.reserved = in.u8();
  auth.sequence = in.u32();
  const auto digest = in.take(auth.digest.size());
  std::copy(digest.begin(), digest.end(), auth.digest.begin());
  return auth;
}

std::uint8_t flags_of(const ControlPacket& packet) {
  unsigned flags = static_cast<unsigned>(packet.state) << 6;
  if (packet.poll) flags |= kPoll;
  if (packet.final) flags |= kFinal;
  if (packet.control_plane_independent) flags |= kControlPlaneIndependent;
  if (packet.auth) flags |= kAuthPresent;
  if (packet.demand) flags |= kDemand;
  return static_cast<std::uint8_t>(flags);
}

void append_auth(ByteWriter& out, const AuthSection& auth) {
  out.u8(auth.meticulous ? kMeticulousSha1 : kKeyedSha1);
  out.u8(kAuthSectionLength);
  out.u8(auth.key_id);
  out.u8(auth.reserved);
  out.u32(auth.sequence);
  out.append(auth.digest);
}

}  // namespace

Result<ControlPacket, ParseError> parse(std::span<const std::uint8_t> datagram) {
  if (datagram.size() < kPlainLength) return fail(ParseError{datagram.size(), Malformation::truncated});
  if (const Refusal refused = refuse_header(datagram)) return fail(*refused);
  if (const Refusal refused = refuse_auth(datagram)) return fail(*refused);
  ByteReader in(datagram);
  ControlPacket packet = read_mandatory(in);
  if (const Refusal refused = refuse_discriminators(packet)) return fail(*refused);
  if ((datagram[kFlagsAt] & kAuthPresent) != 0) packet.auth = read_auth(in);
  return packet;
}

void append_to(ByteWriter& out, const ControlPacket& packet) {
  out.u8(static_cast<std::uint8_t>(kVersion << 5 | (static_cast<unsigned>(packet.diagnostic) & 0x1f)));
  out.u8(flags_of(packet));
  out.u8(packet.multiplier);
  out.u8(static_cast<std::uint8_t>(packet.auth ? kAuthenticatedLength : kPlainLength));
  out.u32(packet.my_discriminator);
  out.u32(packet.your_discriminator);
  out.u32(packet.desired_min_transmit.count());
  out.u32(packet.required_min_receive.count());
  out.u32(packet.required_min_echo_receive.count());
  if (packet.auth) append_auth(out, *packet.auth);
}

}  // namespace herald::bfd
