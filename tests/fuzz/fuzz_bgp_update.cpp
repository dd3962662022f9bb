// The body of an UPDATE from arbitrary bytes, read as from each kind of peer. Law: a refusal resets with an
// UPDATE error that points into the body; what is forgiven is less than that; a list's size is what walking
// it gives; routes without a fault are packed into an UPDATE that says the same.
#include "core/base/check.h"
#include "core/bgp/update.h"
#include "core/bgp/update_packer.h"
#include "tests/unit/bgp/updates.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace {

using namespace herald::bgp;  // NOLINT(google-build-using-namespace): the subject of this program

std::vector<Prefix> walked(const PrefixList& list) {
  std::vector<Prefix> all;
  list.for_each([&](const Prefix& prefix) {
    HERALD_CHECK(prefix.family() == list.family());
    all.push_back(prefix);
  });
  HERALD_CHECK(all.size() == list.size());
  return all;
}

void check_fault(const Update& update) {
  HERALD_CHECK(update.fault.has_value() == (update.faults > 0));
  HERALD_CHECK(!update.fault || update.fault->severity < Severity::session_reset);
}

// The routes of a good UPDATE, announced anew. A wide AS path is written in segments of another size when it
// was merged from two, so the attributes are compared with four octets only.
void check_packed(const PathAttributes& attributes, const std::vector<Prefix>& routes,
                  const Dialect& dialect) {
  std::vector<std::uint8_t> bytes;
  herald::ByteWriter out(bytes);
  const std::size_t count = append_announcement(out, attributes, routes, dialect);
  if (count == 0) return;  // attributes that came in a message of 65535 bytes
  HERALD_CHECK(bytes.size() <= dialect.largest_sent);
  const auto again = parse_update(std::span(bytes).subspan(kHeaderSize), dialect);
  HERALD_CHECK(again && again->faults == 0);
  HERALD_CHECK(count_of(*again, routes.front().family()).announced == count);
  if (dialect.four_octet_asns) HERALD_CHECK(again->attributes.as_path == attributes.as_path);
  HERALD_CHECK(again->attributes.communities == attributes.communities);
}

void check(std::span<const std::uint8_t> body, const Dialect& dialect) {
  const auto update = parse_update(body, dialect);
  if (!update) {
    HERALD_CHECK(update.error().severity == Severity::session_reset);
    HERALD_CHECK(update.error().notification.code == static_cast<std::uint8_t>(ErrorCode::update));
    HERALD_CHECK(update.error().offset <= body.size());
    return;
  }
  check_fault(*update);
  walked(update->withdrawn);
  const auto announced = walked(update->announced);
  if (update->mp_unreach) walked(update->mp_unreach->prefixes);
  if (update->faults > 0) return;
  if (!announced.empty()) check_packed(update->attributes, announced, dialect);
  if (!update->mp_reach || update->mp_reach->prefixes.empty()) return;
  PathAttributes attributes = update->attributes;
  attributes.next_hop = update->mp_reach->next_hop;
  check_packed(attributes, walked(update->mp_reach->prefixes), dialect);
}

Dialect dialect(bool external, bool four_octets, bool extended_next_hop) {
  Dialect dialect;
  dialect.external = external;
  dialect.four_octet_asns = four_octets;
  dialect.extended_next_hop = extended_next_hop;
  dialect.families = {kIpv4Unicast, kIpv6Unicast};
  return dialect;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > kLargestExtendedMessage - kHeaderSize) return 0;
  const std::span<const std::uint8_t> body(data, size);
  check(body, dialect(true, true, false));
  check(body, dialect(false, true, true));
  check(body, dialect(true, false, false));
  return 0;
}
