#include "core/bgp/open.h"

#include "core/bgp/header.h"

#include <algorithm>
#include <optional>

namespace herald::bgp {
namespace {

constexpr std::size_t kFixedSize = 10;  // up to and with the length of the optional parameters
constexpr std::uint8_t kCapabilitiesParameter = 2;
constexpr std::uint8_t kExtendedParameters = 255;  // a type that only says: lengths have two bytes (RFC 9072)
constexpr std::uint32_t kWidestOldAsn = 0xffff;

// Where the fields are that can be refused.
constexpr std::size_t kVersionAt = 0;
constexpr std::size_t kAsnAt = 1;
constexpr std::size_t kHoldTimeAt = 3;
constexpr std::size_t kRouterIdAt = 5;
constexpr std::size_t kParametersAt = 9;

Error error_at(std::size_t offset, OpenError subcode, NotificationData data = {}) {
  return {.notification = notification(subcode, std::move(data)), .offset = offset};
}

// The parameters themselves, and how wide their lengths are.
struct Parameters {
  std::span<const std::uint8_t> bytes;
  std::size_t at = 0;
  bool extended = false;
};

Result<Parameters, Error> find_parameters(std::span<const std::uint8_t> body) {
  ByteReader in(body.subspan(kParametersAt));
  Parameters found;
  std::size_t size = in.u8();
  found.extended = size != 0 && in.remaining() > 0 && body[kFixedSize] == kExtendedParameters;
  if (found.extended) {
    in.u8();
    size = in.u16();
  }
  found.at = kParametersAt + in.offset();
  found.bytes = in.take(size);
  if (!in.ok() || in.remaining() != 0) return fail(error_at(kParametersAt, OpenError::unspecific));
  return found;
}

Result<void, Error> parse_parameters(const Parameters& parameters, Capabilities& into) {
  ByteReader in(parameters.bytes);
  while (in.remaining() > 0) {
    const std::size_t at = parameters.at + in.offset();
    const std::uint8_t type = in.u8();
    const auto value = in.take(parameters.extended ? in.u16() : in.u8());
    if (!in.ok()) return fail(error_at(at, OpenError::unspecific));
    if (type != kCapabilitiesParameter) return fail(error_at(at, OpenError::unsupported_optional_parameter));
    auto parsed = parse_capabilities(value, into);
    if (!parsed) {
      parsed.error().offset += parameters.at + in.offset() - value.size();
      return parsed;
    }
  }
  return {};
}

std::optional<Error> refuse(const Open& open) {
  if (open.version != kVersion) {
    return error_at(kVersionAt, OpenError::unsupported_version, {0, kVersion});  // the greatest we support
  }
  if (open.hold_time == std::chrono::seconds(1) || open.hold_time == std::chrono::seconds(2))
    return error_at(kHoldTimeAt, OpenError::unacceptable_hold_time);
  if (open.router_id.value() == 0) return error_at(kRouterIdAt, OpenError::bad_bgp_identifier);
  return {};
}

// The two places where an OPEN names its AS have to agree; neither may be 0 (RFC 7607), and whoever is
// AS_TRANS in truth is nobody (RFC 6793 section 4.2.3).
std::optional<Error> refuse_asn(Asn old_field, const Open& open) {
  const bool agree = old_field == open.asn || (old_field == kAsTrans && open.capabilities.four_octet_asn);
  const bool valid = open.asn.value() != 0 && open.asn != kAsTrans;
  if (agree && valid) return {};
  return error_at(kAsnAt, OpenError::bad_peer_as);
}

std::vector<std::uint8_t> parameters_of(const Capabilities& capabilities) {
  std::vector<std::uint8_t> list;
  ByteWriter writer(list);
  append_to(writer, capabilities);
  return list;
}

void append_plain(ByteWriter& out, std::span<const std::uint8_t> list) {
  if (list.empty()) return out.u8(0);
  out.u8(static_cast<std::uint8_t>(list.size() + 2));
  out.u8(kCapabilitiesParameter);
  out.u8(static_cast<std::uint8_t>(list.size()));
  out.append(list);
}

void append_extended(ByteWriter& out, std::span<const std::uint8_t> list) {
  out.u8(0xff);  // not a length any more
  out.u8(kExtendedParameters);
  out.u16(static_cast<std::uint16_t>(list.size() + 3));
  out.u8(kCapabilitiesParameter);
  out.u16(static_cast<std::uint16_t>(list.size()));
  out.append(list);
}

}  // namespace

Result<Open, Error> parse_open(std::span<const std::uint8_t> body) {
  if (body.size() < kFixedSize) return fail(error_at(body.size(), OpenError::unspecific));
  ByteReader in(body);
  Open open;
  open.version = in.u8();
  const Asn old_field(in.u16());
  open.hold_time = std::chrono::seconds(in.u16());
  open.router_id = RouterId(in.u32());
  if (auto refused = refuse(open)) return fail(std::move(*refused));
  const auto parameters = find_parameters(body);
  if (!parameters) return fail(parameters.error());
  const auto parsed = parse_parameters(*parameters, open.capabilities);
  if (!parsed) return fail(parsed.error());
  open.asn = open.capabilities.four_octet_asn.value_or(old_field);
  if (auto refused = refuse_asn(old_field, open)) return fail(std::move(*refused));
  return open;
}

void append_to(ByteWriter& out, const Open& open) {
  constexpr std::size_t kPlainRoom = 255 - 2;
  const auto list = parameters_of(open.capabilities);
  const bool extended = list.size() > kPlainRoom;
  const std::size_t frame = list.empty() ? 0 : extended ? 6 : 2;
  append_header(out, MessageType::open, kFixedSize + frame + list.size());
  out.u8(open.version);
  out.u16(static_cast<std::uint16_t>(open.asn.value() > kWidestOldAsn ? kAsTrans.value() : open.asn.value()));
  out.u16(static_cast<std::uint16_t>(open.hold_time.count()));
  out.u32(open.router_id.value());
  if (extended) return append_extended(out, list);
  append_plain(out, list);
}

Result<void, Error> check_peer(const Open& open, const ExpectedPeer& expected) {
  const bool internal = open.asn == expected.local_asn;
  const bool meant = expected.kind == ExpectedPeer::Kind::exactly    ? open.asn == expected.asn
                     : expected.kind == ExpectedPeer::Kind::internal ? internal
                                                                     : !internal;
  if (!meant) return fail(error_at(kAsnAt, OpenError::bad_peer_as));
  if (internal && open.router_id == expected.local_id)
    return fail(error_at(kRouterIdAt, OpenError::bad_bgp_identifier));
  return {};
}

}  // namespace herald::bgp
