#include "core/bgp/update.h"

#include "core/bgp/attribute_reader.h"

#include <utility>

namespace herald::bgp {
namespace {

constexpr std::size_t kLengthSize = 2;

// The three parts of an UPDATE.
struct Parts {
  std::span<const std::uint8_t> withdrawn;
  std::span<const std::uint8_t> attributes;
  std::span<const std::uint8_t> announced;
  std::size_t attributes_at = 0;
};

Error reset(UpdateError subcode, std::size_t offset) {
  return {.notification = notification(subcode), .offset = offset};
}

Result<Parts, Error> split(std::span<const std::uint8_t> body) {
  ByteReader in(body);
  Parts parts;
  parts.withdrawn = in.take(in.u16());
  if (!in.ok()) return fail(reset(UpdateError::malformed_attribute_list, 0));
  const std::size_t length_at = in.offset();
  const std::uint16_t size = in.u16();
  parts.attributes_at = length_at + kLengthSize;
  parts.attributes = in.take(size);
  if (!in.ok()) return fail(reset(UpdateError::malformed_attribute_list, length_at));
  parts.announced = in.take(in.remaining());
  return parts;
}

Result<PrefixList, Error> parse_list(std::span<const std::uint8_t> bytes, std::size_t at) {
  auto list = PrefixList::parse(net::Family::ipv4, bytes);
  if (!list) return fail(reset(UpdateError::invalid_network, at + list.error()));
  return *list;
}

void require(AttributeType type, std::size_t at, ReadAttributes& read) {
  if (read.has(type)) return;
  const auto number = static_cast<std::uint8_t>(type);
  read.faults.add(Severity::treat_as_withdraw, UpdateError::missing_well_known, std::span(&number, 1), at);
}

// RFC 4271 section 5, for an UPDATE that announces something; NEXT_HOP is for the classic prefixes only (RFC
// 4760 section 3).
void require_well_known(const Parts& parts, const Dialect& dialect, ReadAttributes& read) {
  const bool classic = !parts.announced.empty();
  if (!classic && !read.has(AttributeType::mp_reach)) return;
  require(AttributeType::origin, parts.attributes_at, read);
  require(AttributeType::as_path, parts.attributes_at, read);
  if (classic) require(AttributeType::next_hop, parts.attributes_at, read);
  if (!dialect.external) require(AttributeType::local_pref, parts.attributes_at, read);
}

// RFC 7606 section 5.2: attributes that belong to no prefix make it doubtful that the prefixes have been
// found; with an error on top there is no telling what was to be withdrawn.
std::optional<Error> refuse_lost_prefixes(const Parts& parts, const ReadAttributes& read) {
  const bool nothing_found = parts.announced.empty() && !read.has(AttributeType::mp_reach);
  const bool only_unreach = read.seen.count() == 1 && read.mp_unreach;
  if (!nothing_found || only_unreach || !read.faults.reach_routes()) return std::nullopt;
  Error error = *read.faults.worst();
  error.severity = Severity::session_reset;
  return error;
}

std::optional<AfiSafi> find_end_of_rib(const Parts& parts, const ReadAttributes& read) {
  if (!parts.withdrawn.empty() || !parts.announced.empty()) return std::nullopt;
  if (parts.attributes.empty()) return kIpv4Unicast;
  const bool only_unreach = read.seen.count() == 1 && read.mp_unreach && read.faults.count() == 0;
  if (!only_unreach || !read.mp_unreach->end_of_rib) return std::nullopt;
  return read.mp_unreach->family;
}

}  // namespace

Result<Update, Error> parse_update(std::span<const std::uint8_t> body, const Dialect& dialect) {
  const auto parts = split(body);
  if (!parts) return fail(parts.error());
  const auto withdrawn = parse_list(parts->withdrawn, kLengthSize);
  if (!withdrawn) return fail(withdrawn.error());
  const auto announced = parse_list(parts->announced, body.size() - parts->announced.size());
  if (!announced) return fail(announced.error());
  auto read = read_attributes(parts->attributes, parts->attributes_at, dialect);
  if (!read) return fail(read.error());
  require_well_known(*parts, dialect, *read);
  if (auto refused = refuse_lost_prefixes(*parts, *read)) return fail(std::move(*refused));
  return Update{.withdrawn = *withdrawn,
                .announced = *announced,
                .mp_reach = read->mp_reach,
                .mp_unreach = read->mp_unreach,
                .attributes = std::move(read->values),
                .has_attributes = !parts->attributes.empty(),
                .fault = read->faults.worst(),
                .faults = read->faults.count(),
                .end_of_rib = find_end_of_rib(*parts, *read)};
}

}  // namespace herald::bgp
