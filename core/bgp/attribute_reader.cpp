#include "core/bgp/attribute_reader.h"

#include "core/bgp/as_path.h"

#include <utility>

namespace herald::bgp {
namespace {

// What reading goes by and comes to.
struct Reading {
  const Dialect& dialect;
  ReadAttributes result;
  std::optional<AsPath> as4_path;
  std::optional<Aggregator> as4_aggregator;
};

// What is wrong with a value, if anything.
using Refusal = std::optional<UpdateError>;
using Value = std::span<const std::uint8_t>;

AsnWidth width_of(const Dialect& dialect) {
  return dialect.four_octet_asns ? AsnWidth::four : AsnWidth::two;
}

Refusal read_origin(Value value, Reading& into) {
  constexpr std::uint8_t kGreatest = static_cast<std::uint8_t>(Origin::incomplete);
  if (value.size() != 1) return UpdateError::attribute_length;
  if (value.front() > kGreatest) return UpdateError::invalid_origin;
  into.result.values.origin = static_cast<Origin>(value.front());
  return {};
}

Refusal read_as_path(Value value, Reading& into) {
  auto path = parse_as_path(value, width_of(into.dialect));
  if (!path) return UpdateError::malformed_as_path;
  into.result.values.as_path = std::move(*path);
  return {};
}

bool is_host(net::IpAddress address) {
  constexpr std::uint32_t kClassE = 0xf;
  const bool reserved = address.is_v4() && address.value() >> 28 == kClassE;
  return !address.is_unspecified() && !address.is_multicast() && !address.is_loopback() && !reserved;
}

Refusal read_next_hop(Value value, Reading& into) {
  if (value.size() != 4) return UpdateError::attribute_length;
  const auto address = *net::IpAddress::from_bytes(value);
  if (!is_host(address)) return UpdateError::invalid_next_hop;
  into.result.values.next_hop = {address, std::nullopt};
  return {};
}

Refusal read_u32(Value value, std::optional<std::uint32_t>& into) {
  if (value.size() != 4) return UpdateError::attribute_length;
  into = ByteReader(value).u32();
  return {};
}

Refusal read_med(Value value, Reading& into) {
  return read_u32(value, into.result.values.med);
}

Refusal read_local_pref(Value value, Reading& into) {
  return read_u32(value, into.result.values.local_pref);
}

Refusal read_atomic_aggregate(Value value, Reading& into) {
  if (!value.empty()) return UpdateError::attribute_length;
  into.result.values.atomic_aggregate = true;
  return {};
}

Refusal read_aggregator_of(Value value, AsnWidth width, std::optional<Aggregator>& into) {
  if (value.size() != static_cast<std::size_t>(width) + 4) return UpdateError::attribute_length;
  ByteReader in(value);
  Aggregator aggregator;
  aggregator.asn = Asn(width == AsnWidth::four ? in.u32() : in.u16());
  aggregator.speaker = RouterId(in.u32());
  if (aggregator.asn.value() == 0) return UpdateError::optional_attribute;  // RFC 7607
  into = aggregator;
  return {};
}

Refusal read_aggregator(Value value, Reading& into) {
  return read_aggregator_of(value, width_of(into.dialect), into.result.values.aggregator);
}

// A nonempty list of items of one size; append(reader) takes one.
template <class Append>
Refusal read_list(Value value, std::size_t size, Append append) {
  if (value.empty() || value.size() % size != 0) return UpdateError::attribute_length;
  for (ByteReader in(value); in.remaining() > 0;)
    append(in);
  return {};
}

Refusal read_communities(Value value, Reading& into) {
  return read_list(value, 4, [&](ByteReader& in) { into.result.values.communities.emplace_back(in.u32()); });
}

Refusal read_extended_communities(Value value, Reading& into) {
  return read_list(value, 8,
                   [&](ByteReader& in) { into.result.values.extended_communities.emplace_back(in.u64()); });
}

Refusal read_large_communities(Value value, Reading& into) {
  return read_list(value, 12, [&](ByteReader& in) {
    LargeCommunity community;
    community.global = in.u32();
    community.local1 = in.u32();
    community.local2 = in.u32();
    into.result.values.large_communities.push_back(community);
  });
}

// Attributes of which Herald needs only that they are well-formed.
Refusal check_originator_id(Value value, Reading&) {
  return value.size() == 4 ? Refusal{} : UpdateError::attribute_length;
}
Refusal check_cluster_list(Value value, Reading&) {
  return read_list(value, 4, [](ByteReader& in) { in.u32(); });
}
Refusal check_ipv6_extended_communities(Value value, Reading&) {
  return read_list(value, 20, [](ByteReader& in) { in.take(20); });
}

Refusal read_as4_path(Value value, Reading& into) {
  into.as4_path = parse_as_path(value, AsnWidth::four);
  return into.as4_path ? Refusal{} : UpdateError::malformed_as_path;
}

Refusal read_as4_aggregator(Value value, Reading& into) {
  return read_aggregator_of(value, AsnWidth::four, into.as4_aggregator);
}

// Who may send an attribute; from the others it is discarded, unread.
enum class From : std::uint8_t { anyone, internal_peers, two_octet_peers };

struct Rule {
  AttributeType type;
  std::uint8_t flags;
  Severity severity;  // of whatever is wrong with it, the flags included
  From from;
  Refusal (*read)(Value, Reading&);
};

// RFC 7606 section 7, RFC 8092 section 6, RFC 6793 section 6.
constexpr Severity kWithdraw = Severity::treat_as_withdraw;
constexpr Severity kDiscard = Severity::attribute_discard;
// clang-format off
constexpr Rule kRules[] = {
    {AttributeType::origin, kWellKnown, kWithdraw, From::anyone, read_origin},
    {AttributeType::as_path, kWellKnown, kWithdraw, From::anyone, read_as_path},
    {AttributeType::next_hop, kWellKnown, kWithdraw, From::anyone, read_next_hop},
    {AttributeType::med, kOptionalNonTransitive, kWithdraw, From::anyone, read_med},
    {AttributeType::local_pref, kWellKnown, kWithdraw, From::internal_peers, read_local_pref},
    {AttributeType::atomic_aggregate, kWellKnown, kDiscard, From::anyone, read_atomic_aggregate},
    {AttributeType::aggregator, kOptionalTransitive, kDiscard, From::anyone, read_aggregator},
    {AttributeType::communities, kOptionalTransitive, kWithdraw, From::anyone, read_communities},
    {AttributeType::originator_id, kOptionalNonTransitive, kWithdraw, From::internal_peers,
     check_originator_id},
    {AttributeType::cluster_list, kOptionalNonTransitive, kWithdraw, From::internal_peers,
     check_cluster_list},
    {AttributeType::extended_communities, kOptionalTransitive, kWithdraw, From::anyone,
     read_extended_communities},
    {AttributeType::as4_path, kOptionalTransitive, kDiscard, From::two_octet_peers, read_as4_path},
    {AttributeType::as4_aggregator, kOptionalTransitive, kDiscard, From::two_octet_peers,
     read_as4_aggregator},
    {AttributeType::ipv6_extended_communities, kOptionalTransitive, kWithdraw, From::anyone,
     check_ipv6_extended_communities},
    {AttributeType::large_communities, kOptionalTransitive, kWithdraw, From::anyone, read_large_communities},
};
// clang-format on

const Rule* rule_of(AttributeType type) {
  for (const Rule& rule : kRules) {
    if (rule.type == type) return &rule;
  }
  return nullptr;
}

bool may_send(From from, const Dialect& dialect) {
  switch (from) {
    case From::anyone:
      return true;
    case From::internal_peers:
      return !dialect.external;
    case From::two_octet_peers:
      return !dialect.four_octet_asns;
  }
  return true;
}

bool has_flags(const RawAttribute& attribute, std::uint8_t wanted) {
  return (attribute.flags & kOptionalTransitive) == wanted;
}

void read_by_rule(const RawAttribute& attribute, const Rule& rule, Reading& into) {
  // Discarded without a fault, as RFC 7606 section 7.5 and RFC 6793 section 4.1 put it: nobody wants to be
  // told.
  if (!may_send(rule.from, into.dialect)) return;
  const Refusal refused =
      has_flags(attribute, rule.flags) ? rule.read(attribute.value, into) : UpdateError::attribute_flags;
  if (!refused) return;
  // RFC 4271 section 6.3: a malformed AS_PATH is not repeated to its sender.
  const auto data = *refused == UpdateError::malformed_as_path ? Value{} : attribute.whole;
  into.result.faults.add(rule.severity, *refused, data, attribute.offset);
}

// An attribute that everybody has to know, and nobody does. RFC 4271 would reset the session, and RFC 7606
// did not come to it; but a type that nobody ever assigned is a byte that flipped on its way, and would come
// again with each new session.
void read_unknown(const RawAttribute& attribute, Reading& into) {
  if ((attribute.flags & kOptional) != 0) return;
  into.result.faults.add(Severity::treat_as_withdraw, UpdateError::unrecognized_well_known, attribute.whole,
                         attribute.offset);
}

// RFC 7606 sections 5.3 and 7.11: what cannot be read stops its family; without a family, the session.
Result<void, Error> refuse_mp(const RawAttribute& attribute, const MpError& error, Reading& into) {
  const std::size_t at = static_cast<std::size_t>(attribute.value.data() - attribute.whole.data());
  const std::size_t offset = attribute.offset + at + error.offset;
  if (!error.family) {
    return fail(Error{.notification = notification(UpdateError::optional_attribute,
                                                   {attribute.whole.begin(), attribute.whole.end()}),
                      .offset = offset});
  }
  into.result.faults.add(Severity::family_disable, UpdateError::optional_attribute, attribute.whole, offset);
  return {};
}

Result<void, Error> read_mp(const RawAttribute& attribute, Reading& into) {
  if (!has_flags(attribute, kOptionalNonTransitive)) {
    into.result.faults.add(Severity::treat_as_withdraw, UpdateError::attribute_flags, attribute.whole,
                           attribute.offset);
  }
  if (attribute.type == AttributeType::mp_unreach) {
    const auto unreach = parse_mp_unreach(attribute.value);
    if (!unreach) return refuse_mp(attribute, unreach.error(), into);
    into.result.mp_unreach = *unreach;
    return {};
  }
  const auto reach = parse_mp_reach(attribute.value, into.dialect.extended_next_hop);
  if (!reach) return refuse_mp(attribute, reach.error(), into);
  if (unicast_family(reach->family) && !is_host(reach->next_hop.address)) {
    into.result.faults.add(Severity::treat_as_withdraw, UpdateError::invalid_next_hop, attribute.whole,
                           attribute.offset);
  }
  into.result.mp_reach = *reach;
  return {};
}

bool is_mp(AttributeType type) {
  return type == AttributeType::mp_reach || type == AttributeType::mp_unreach;
}

// RFC 7606 section 3 g: the first of several counts, but two lists of prefixes are one too many.
Result<void, Error> refuse_duplicate(const RawAttribute& attribute, Reading& into) {
  if (is_mp(attribute.type)) {
    return fail(Error{.notification = notification(UpdateError::malformed_attribute_list),
                      .offset = attribute.offset});
  }
  into.result.faults.add(Severity::attribute_discard, UpdateError::malformed_attribute_list, {},
                         attribute.offset);
  return {};
}

Result<void, Error> read_one(const RawAttribute& attribute, Reading& into) {
  const auto type = static_cast<std::size_t>(attribute.type);
  if (into.result.seen[type]) return refuse_duplicate(attribute, into);
  into.result.seen.set(type);
  if (is_mp(attribute.type)) return read_mp(attribute, into);
  if (const Rule* rule = rule_of(attribute.type)) {
    read_by_rule(attribute, *rule, into);
  } else {
    read_unknown(attribute, into);
  }
  return {};
}

// RFC 6793 section 4.2.3. An AGGREGATOR that is not AS_TRANS was added by a speaker that knows nothing of
// four octets, behind one that did: then what that one said no longer fits.
void restore_four_octets(Reading& into) {
  PathAttributes& values = into.result.values;
  const bool overtaken = values.aggregator && values.aggregator->asn != kAsTrans && into.as4_aggregator;
  if (overtaken) return;
  if (values.aggregator && into.as4_aggregator) values.aggregator = into.as4_aggregator;
  if (into.as4_path) values.as_path = merge_as4(values.as_path, *into.as4_path);
}

}  // namespace

Result<ReadAttributes, Error> read_attributes(std::span<const std::uint8_t> list, std::size_t offset,
                                              const Dialect& dialect) {
  Reading reading{.dialect = dialect, .result = {}, .as4_path = {}, .as4_aggregator = {}};
  ByteReader in(list);
  while (in.remaining() > 0) {
    const std::size_t at = offset + in.offset();
    auto attribute = next_attribute(in);
    if (!attribute) {  // RFC 7606 section 4
      reading.result.faults.add(Severity::treat_as_withdraw, UpdateError::malformed_attribute_list, {}, at);
      break;
    }
    attribute->offset = at;
    const auto read = read_one(*attribute, reading);
    if (!read) return fail(read.error());
  }
  restore_four_octets(reading);
  return std::move(reading.result);
}

}  // namespace herald::bgp
