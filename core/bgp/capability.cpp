#include "core/bgp/capability.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace herald::bgp {
namespace {

enum class Code : std::uint8_t {
  multiprotocol = 1,
  route_refresh = 2,
  extended_next_hop = 5,
  extended_message = 6,
  graceful_restart = 64,
  four_octet_asn = 65,
  enhanced_route_refresh = 70,
  fqdn = 73
};

using Value = std::span<const std::uint8_t>;

constexpr std::uint16_t kRestarted = 0x8000;
constexpr std::uint16_t kNotifications = 0x4000;
constexpr std::uint16_t kLongestRestart = 0x0fff;  // seconds
constexpr std::uint8_t kForwardingKept = 0x80;

template <class T>
void insert_once(std::vector<T>& list, const T& item) {
  if (std::ranges::find(list, item) == list.end()) list.push_back(item);
}

// Each reader leaves `into` alone when the value has not the length that it must have.

void read_multiprotocol(Value value, Capabilities& into) {
  if (value.size() != 4) return;
  ByteReader in(value);
  AfiSafi family;
  family.afi = in.u16();
  in.u8();  // reserved
  family.safi = in.u8();
  insert_once(into.families, family);
}

void read_extended_next_hops(Value value, Capabilities& into) {
  if (value.size() % 6 != 0) return;
  ByteReader in(value);
  while (in.remaining() > 0) {
    ExtendedNextHop hop;
    hop.routes.afi = in.u16();
    const std::uint16_t safi = in.u16();  // two bytes here, one everywhere else
    hop.routes.safi = static_cast<std::uint8_t>(safi);
    hop.next_hop_afi = in.u16();
    if (safi <= 0xff) insert_once(into.extended_next_hops, hop);
  }
}

void read_graceful_restart(Value value, Capabilities& into) {
  if (value.size() < 2 || (value.size() - 2) % 4 != 0) return;
  ByteReader in(value);
  const std::uint16_t head = in.u16();
  GracefulRestart restart;
  restart.restarted = (head & kRestarted) != 0;
  restart.notifications = (head & kNotifications) != 0;
  restart.time = std::chrono::seconds(head & kLongestRestart);
  while (in.remaining() > 0) {
    GracefulRestart::FamilyState state;
    state.family.afi = in.u16();
    state.family.safi = in.u8();
    state.forwarding_kept = (in.u8() & kForwardingKept) != 0;
    restart.states.push_back(state);
  }
  into.graceful_restart = std::move(restart);  // the last of several counts (RFC 4724 section 3)
}

void read_four_octet_asn(Value value, Capabilities& into) {
  if (value.size() != 4) return;
  into.four_octet_asn = Asn(ByteReader(value).u32());
}

std::string read_name(ByteReader& in) {
  const auto name = in.take(in.u8());
  return {name.begin(), name.end()};
}

void read_fqdn(Value value, Capabilities& into) {
  ByteReader in(value);
  Fqdn fqdn;
  fqdn.host = read_name(in);
  fqdn.domain = read_name(in);
  if (in.ok() && in.remaining() == 0) into.fqdn = std::move(fqdn);
}

void read(std::uint8_t code, Value value, Capabilities& into) {
  switch (static_cast<Code>(code)) {
    case Code::multiprotocol:
      return read_multiprotocol(value, into);
    case Code::route_refresh:
      into.route_refresh |= value.empty();
      return;
    case Code::extended_next_hop:
      return read_extended_next_hops(value, into);
    case Code::extended_message:
      into.extended_message |= value.empty();
      return;
    case Code::graceful_restart:
      return read_graceful_restart(value, into);
    case Code::four_octet_asn:
      return read_four_octet_asn(value, into);
    case Code::enhanced_route_refresh:
      into.enhanced_route_refresh |= value.empty();
      return;
    case Code::fqdn:
      return read_fqdn(value, into);
  }
  into.unknown.push_back({code, {value.begin(), value.end()}});
}

void append(ByteWriter& out, Code code, std::initializer_list<std::uint8_t> value) {
  out.u8(static_cast<std::uint8_t>(code));
  out.u8(static_cast<std::uint8_t>(value.size()));
  out.append(value);
}

void append_head(ByteWriter& out, Code code, std::size_t size) {
  HERALD_CHECK(size <= 0xff);
  out.u8(static_cast<std::uint8_t>(code));
  out.u8(static_cast<std::uint8_t>(size));
}

void append_extended_next_hops(ByteWriter& out, std::span<const ExtendedNextHop> hops) {
  constexpr std::size_t kSize = 6;
  constexpr std::size_t kMost = 255 / kSize;  // in one capability; there may be several
  while (!hops.empty()) {
    const auto part = hops.first(std::min(hops.size(), kMost));
    hops = hops.subspan(part.size());
    append_head(out, Code::extended_next_hop, part.size() * kSize);
    for (const ExtendedNextHop& hop : part) {
      out.u16(hop.routes.afi);
      out.u16(hop.routes.safi);
      out.u16(hop.next_hop_afi);
    }
  }
}

void append_graceful_restart(ByteWriter& out, const GracefulRestart& restart) {
  const auto time = std::clamp<std::chrono::seconds::rep>(restart.time.count(), 0, kLongestRestart);
  unsigned head = static_cast<unsigned>(time);
  if (restart.restarted) head |= kRestarted;
  if (restart.notifications) head |= kNotifications;
  append_head(out, Code::graceful_restart, 2 + restart.states.size() * 4);
  out.u16(static_cast<std::uint16_t>(head));
  for (const auto& state : restart.states) {
    out.u16(state.family.afi);
    out.u8(state.family.safi);
    out.u8(state.forwarding_kept ? kForwardingKept : 0);
  }
}

std::string_view short_name(const std::string& name) {
  constexpr std::size_t kLongest = 64;  // a longer one is no host name, and the capability holds 253 bytes
  return std::string_view(name).substr(0, kLongest);
}

void append_fqdn(ByteWriter& out, const Fqdn& fqdn) {
  const std::string_view host = short_name(fqdn.host);
  const std::string_view domain = short_name(fqdn.domain);
  append_head(out, Code::fqdn, 2 + host.size() + domain.size());
  for (const std::string_view name : {host, domain}) {
    out.u8(static_cast<std::uint8_t>(name.size()));
    for (const char c : name)
      out.u8(static_cast<std::uint8_t>(c));
  }
}

}  // namespace

bool Capabilities::speaks(AfiSafi family) const {
  if (families.empty()) return family == kIpv4Unicast;
  return std::ranges::find(families, family) != families.end();
}

bool Capabilities::accepts_next_hop(AfiSafi routes, std::uint16_t next_hop_afi) const {
  return std::ranges::find(extended_next_hops, ExtendedNextHop{routes, next_hop_afi}) !=
         extended_next_hops.end();
}

Result<void, Error> parse_capabilities(std::span<const std::uint8_t> list, Capabilities& into) {
  ByteReader in(list);
  while (in.remaining() > 0) {
    const std::size_t at = in.offset();
    const std::uint8_t code = in.u8();
    const auto value = in.take(in.u8());
    if (!in.ok()) return fail(Error{.notification = notification(OpenError::unspecific), .offset = at});
    read(code, value, into);
  }
  return {};
}

void append_to(ByteWriter& out, const Capabilities& capabilities) {
  for (const AfiSafi family : capabilities.families) {
    append(out, Code::multiprotocol,
           {static_cast<std::uint8_t>(family.afi >> 8), static_cast<std::uint8_t>(family.afi & 0xff), 0,
            family.safi});
  }
  if (capabilities.route_refresh) append(out, Code::route_refresh, {});
  append_extended_next_hops(out, capabilities.extended_next_hops);
  if (capabilities.extended_message) append(out, Code::extended_message, {});
  if (capabilities.graceful_restart) append_graceful_restart(out, *capabilities.graceful_restart);
  if (capabilities.four_octet_asn) {
    append_head(out, Code::four_octet_asn, 4);
    out.u32(capabilities.four_octet_asn->value());
  }
  if (capabilities.enhanced_route_refresh) append(out, Code::enhanced_route_refresh, {});
  if (capabilities.fqdn) append_fqdn(out, *capabilities.fqdn);
  for (const UnknownCapability& other : capabilities.unknown) {
    append_head(out, static_cast<Code>(other.code), other.value.size());
    out.append(other.value);
  }
}

}  // namespace herald::bgp
