#include "core/bgp/update_packer.h"

#include "core/bgp/attribute_writer.h"
#include "core/bgp/header.h"
#include "core/bgp/mp_nlri.h"
#include "core/bgp/nlri.h"

#include <vector>

namespace herald::bgp {
namespace {

constexpr std::size_t kLengthSize = 2;

// The routes that go into one message, and how many bytes they take.
struct Batch {
  std::span<const Prefix> routes;
  std::size_t size = 0;
};

Batch fitting(std::span<const Prefix> routes, std::size_t room) {
  Batch batch;
  std::size_t count = 0;
  for (; count < routes.size(); ++count) {
    HERALD_CHECK(routes[count].family() == routes.front().family());
    const std::size_t more = encoded_size(routes[count]);
    if (batch.size + more > room) break;
    batch.size += more;
  }
  batch.routes = routes.first(count);
  return batch;
}

// As many as fit behind `taken` bytes of a message.
Batch fitting_behind(std::size_t taken, std::span<const Prefix> routes, const Dialect& dialect) {
  return taken < dialect.largest_sent ? fitting(routes, dialect.largest_sent - taken) : Batch{};
}

void append_prefixes(ByteWriter& out, std::span<const Prefix> routes) {
  for (const Prefix& route : routes)
    append_to(out, route);
}

// The lengths around the withdrawn routes and the attributes of an UPDATE, none of the former.
void append_update_head(ByteWriter& out, std::size_t attributes, std::size_t announced) {
  append_header(out, MessageType::update, 2 * kLengthSize + attributes + announced);
  out.u16(0);
  out.u16(static_cast<std::uint16_t>(attributes));
}

constexpr std::size_t kUpdateHead = kHeaderSize + 2 * kLengthSize;

std::size_t announce_classic(ByteWriter& out, std::span<const std::uint8_t> attributes,
                             std::span<const Prefix> routes, const Dialect& dialect) {
  const Batch batch = fitting_behind(kUpdateHead + attributes.size(), routes, dialect);
  if (batch.routes.empty()) return 0;
  append_update_head(out, attributes.size(), batch.size);
  out.append(attributes);
  append_prefixes(out, batch.routes);
  return batch.routes.size();
}

// An attribute that holds routes behind a head of its own. Its header may turn out a byte longer than
// needed when the room was counted, never shorter.
std::size_t attribute_room(std::size_t head) {
  return attribute_header_size(0x100) + head;
}

std::size_t announce_multiprotocol(ByteWriter& out, const NextHop& next_hop,
                                   std::span<const std::uint8_t> attributes, std::span<const Prefix> routes,
                                   const Dialect& dialect) {
  const std::size_t head = mp_reach_head_size(next_hop);
  const Batch batch = fitting_behind(kUpdateHead + attributes.size() + attribute_room(head), routes, dialect);
  if (batch.routes.empty()) return 0;
  const std::size_t value = head + batch.size;
  append_update_head(out, attribute_header_size(value) + value + attributes.size(), 0);
  append_attribute_header(out, kOptionalNonTransitive, AttributeType::mp_reach, value);
  append_mp_reach_head(out, unicast(routes.front().family()), next_hop);
  append_prefixes(out, batch.routes);
  out.append(attributes);
  return batch.routes.size();
}

std::size_t withdraw_classic(ByteWriter& out, std::span<const Prefix> routes, const Dialect& dialect) {
  const Batch batch = fitting_behind(kUpdateHead, routes, dialect);
  append_header(out, MessageType::update, 2 * kLengthSize + batch.size);
  out.u16(static_cast<std::uint16_t>(batch.size));
  append_prefixes(out, batch.routes);
  out.u16(0);  // no attributes
  return batch.routes.size();
}

std::size_t withdraw_multiprotocol(ByteWriter& out, std::span<const Prefix> routes, const Dialect& dialect) {
  const Batch batch = fitting_behind(kUpdateHead + attribute_room(kMpUnreachHeadSize), routes, dialect);
  const std::size_t value = kMpUnreachHeadSize + batch.size;
  append_update_head(out, attribute_header_size(value) + value, 0);
  append_attribute_header(out, kOptionalNonTransitive, AttributeType::mp_unreach, value);
  append_mp_unreach_head(out, unicast(routes.front().family()));
  append_prefixes(out, batch.routes);
  return batch.routes.size();
}

enum class Way : std::uint8_t { classic, multiprotocol, none };

Way way_of(net::Family routes, net::Family next_hop, const Dialect& dialect) {
  if (routes == net::Family::ipv6) return next_hop == net::Family::ipv6 ? Way::multiprotocol : Way::none;
  if (next_hop == net::Family::ipv4) return Way::classic;
  return dialect.extended_next_hop ? Way::multiprotocol : Way::none;
}

}  // namespace

std::size_t append_announcement(ByteWriter& out, const PathAttributes& attributes,
                                std::span<const Prefix> routes, const Dialect& dialect) {
  HERALD_CHECK(!routes.empty());
  const Way way = way_of(routes.front().family(), attributes.next_hop.address.family(), dialect);
  if (way == Way::none) return 0;
  std::vector<std::uint8_t> list;
  ByteWriter writer(list);
  append_attributes(writer, attributes,
                    {.next_hop = way == Way::classic, .four_octet_asns = dialect.four_octet_asns});
  if (way == Way::classic) return announce_classic(out, list, routes, dialect);
  return announce_multiprotocol(out, attributes.next_hop, list, routes, dialect);
}

std::size_t append_withdrawal(ByteWriter& out, std::span<const Prefix> routes, const Dialect& dialect) {
  HERALD_CHECK(!routes.empty());
  // With RFC 8950 agreed upon, both BIRD and FRR send IPv4 this way too; all understand either.
  const bool classic = routes.front().family() == net::Family::ipv4 && !dialect.extended_next_hop;
  return classic ? withdraw_classic(out, routes, dialect) : withdraw_multiprotocol(out, routes, dialect);
}

void append_end_of_rib(ByteWriter& out, AfiSafi family) {
  if (family == kIpv4Unicast) return append_update_head(out, 0, 0);
  append_update_head(out, attribute_header_size(kMpUnreachHeadSize) + kMpUnreachHeadSize, 0);
  append_attribute_header(out, kOptionalNonTransitive, AttributeType::mp_unreach, kMpUnreachHeadSize);
  append_mp_unreach_head(out, family);
}

}  // namespace herald::bgp
