// RFC 4271 sections 4.2 and 6.2, RFC 6286, RFC 6793, RFC 7607, RFC 9072.
#include "core/bgp/open.h"

#include "tests/unit/bgp/octets.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

Open plain_open() {
  Open open;
  open.asn = Asn(65010);
  open.hold_time = std::chrono::seconds(90);
  open.router_id = RouterId(0xc0a80a01);
  open.capabilities.families = {kIpv4Unicast};
  open.capabilities.four_octet_asn = Asn(65010);
  return open;
}

Bytes plain_bytes() {
  return joined({
      marker(),
      {0x00, 0x2b},                    // length 43
      {0x01},                          // type OPEN
      {0x04},                          // version
      {0xfd, 0xf2},                    // my AS: 65010
      {0x00, 0x5a},                    // hold time: 90 s
      {0xc0, 0xa8, 0x0a, 0x01},        // identifier: 192.168.10.1
      {0x0e},                          // optional parameters: 14 bytes
      {0x02, 0x0c},                    // capabilities, 12 bytes
      {1, 4, 0, 1, 0, 1},              // IPv4 unicast
      {65, 4, 0x00, 0x00, 0xfd, 0xf2}  // four-octet AS 65010
  });
}

TEST(BgpOpen, FieldByField) {
  EXPECT_EQ(bytes_of(plain_open()), plain_bytes());
  EXPECT_EQ(parse_open(body_of(plain_bytes())), plain_open());
}

TEST(BgpOpen, WithoutOptionalParameters) {
  const Bytes body = joined({{4}, {0xfd, 0xf2}, {0, 0}, {1, 2, 3, 4}, {0}});
  const auto open = parse_open(body);
  ASSERT_TRUE(open);
  EXPECT_EQ(open->asn, Asn(65010));
  EXPECT_EQ(open->hold_time, std::chrono::seconds(0));
  EXPECT_EQ(open->capabilities, Capabilities{});
  EXPECT_EQ(body_of(bytes_of(*open)), body);
}

TEST(BgpOpen, AWideAsHidesBehindAsTrans) {
  Open open = plain_open();
  open.asn = Asn(4200000000);
  open.capabilities.four_octet_asn = open.asn;
  const Bytes bytes = bytes_of(open);
  EXPECT_EQ((Bytes{bytes[20], bytes[21]}), two_octets(23456));
  EXPECT_EQ(parse_open(body_of(bytes)), open);
}

TEST(BgpOpen, ReadsCapabilitiesFromSeveralParameters) {
  const Bytes body = joined({{4},
                             {0xfd, 0xf2},
                             {0, 9},
                             {1, 2, 3, 4},
                             {12},                      // fixed part
                             {2, 6, 1, 4, 0, 2, 0, 1},  // IPv6 unicast
                             {2, 2, 2, 0}});            // route refresh
  const auto open = parse_open(body);
  ASSERT_TRUE(open);
  EXPECT_EQ(open->capabilities.families, std::vector{kIpv6Unicast});
  EXPECT_TRUE(open->capabilities.route_refresh);
}

// RFC 9072: the old length and type are 255, then everything is counted in two bytes.
TEST(BgpOpen, ExtendedParametersFieldByField) {
  const Bytes body = joined({{4},
                             {0xfd, 0xf2},
                             {0, 9},
                             {1, 2, 3, 4},
                             {0xff},              // not a length
                             {0xff},              // a type that means: extended
                             {0x00, 0x09},        // 9 bytes of parameters
                             {0x02, 0x00, 0x06},  // capabilities, 6 bytes
                             {1, 4, 0, 2, 0, 1}});
  const auto open = parse_open(body);
  ASSERT_TRUE(open);
  EXPECT_EQ(open->capabilities.families, std::vector{kIpv6Unicast});
}

TEST(BgpOpen, TheOldLengthOfExtendedParametersIsNotLookedAt) {
  const Bytes body = joined({{4}, {0xfd, 0xf2}, {0, 9}, {1, 2, 3, 4}, {77, 0xff, 0, 0}});
  EXPECT_TRUE(parse_open(body));
}

TEST(BgpOpen, GrowsIntoExtendedParameters) {
  for (const std::size_t size : {240UL, 251UL, 252UL, 255UL}) {
    Open open = plain_open();
    open.capabilities = {};
    open.capabilities.unknown = {{200, Bytes(size, 7)}};
    const Bytes bytes = bytes_of(open);
    const bool extended = size + 2 > 253;
    EXPECT_EQ(bytes[29] == 0xff, extended) << size;
    EXPECT_EQ(bytes.size(), 29 + 2 + size + (extended ? 6 : 2));
    EXPECT_EQ((Bytes{bytes[16], bytes[17]}), two_octets(bytes.size()));
    EXPECT_EQ(parse_open(body_of(bytes)), open) << size;
  }
}

TEST(BgpOpen, TruncatedAnywhereIsRefused) {
  for (const bool extended : {false, true}) {
    Open open = plain_open();
    if (extended) open.capabilities.unknown = {{200, Bytes(255, 7)}};
    const Bytes body = body_of(bytes_of(open));
    for (std::size_t size = 0; size < body.size(); ++size) {
      const auto parsed = parse_open(std::span(body).first(size));
      ASSERT_FALSE(parsed) << size;
      EXPECT_EQ(parsed.error().notification, (Notification{2, 0, {}})) << size;
      EXPECT_LE(parsed.error().offset, size);
    }
  }
}

struct Row {
  std::string name;
  Bytes body;
  Notification notification;
  std::size_t offset;
};

Bytes with(const Bytes& body, std::size_t at, const Bytes& replacement) {
  Bytes changed = body;
  std::copy(replacement.begin(), replacement.end(), changed.begin() + static_cast<long>(at));
  return changed;
}

std::vector<Row> refused() {
  const Bytes good = body_of(plain_bytes());
  const Bytes bare = joined({{4}, {0xfd, 0xf2}, {0, 9}, {1, 2, 3, 4}});
  return {
      {"version 3", with(good, 0, {3}), {2, 1, {0, 4}}, 0},
      {"version 5", with(good, 0, {5}), {2, 1, {0, 4}}, 0},
      {"hold time 1", with(good, 3, {0, 1}), {2, 6, {}}, 3},
      {"hold time 2", with(good, 3, {0, 2}), {2, 6, {}}, 3},
      {"identifier 0.0.0.0", with(good, 5, {0, 0, 0, 0}), {2, 3, {}}, 5},
      {"AS 0", with(bare, 1, {0, 0}), {2, 0, {}}, 9},
      {"AS 0, whole", joined({with(bare, 1, {0, 0}), {0}}), {2, 2, {}}, 1},
      {"four-octet AS 0", with(good, 20, {0, 0, 0, 0}), {2, 2, {}}, 1},
      {"four-octet AS that is not the other", with(good, 20, {0, 0, 0, 7}), {2, 2, {}}, 1},
      {"AS_TRANS without the capability", joined({with(bare, 1, {0x5b, 0xa0}), {0}}), {2, 2, {}}, 1},
      {"AS_TRANS in truth", with(good, 20, {0, 0, 0x5b, 0xa0}), {2, 2, {}}, 1},
      {"parameters shorter than said", joined({bare, {5, 2, 2, 2, 0}}), {2, 0, {}}, 9},
      {"parameters longer than said", joined({bare, {4, 2, 2, 2, 0, 0}}), {2, 0, {}}, 9},
      {"a parameter beyond the parameters", joined({bare, {4, 2, 3, 2, 0}}), {2, 0, {}}, 10},
      {"half a parameter", joined({bare, {1, 2}}), {2, 0, {}}, 10},
      {"authentication, long deprecated", joined({bare, {3, 1, 1, 0}}), {2, 4, {}}, 10},
      {"an unknown parameter behind a good one", joined({bare, {7, 2, 2, 2, 0, 9, 1, 0}}), {2, 4, {}}, 14},
      {"a capability beyond its parameter", joined({bare, {4, 2, 2, 2, 1}}), {2, 0, {}}, 12},
      {"extended parameters shorter than said", joined({bare, {255, 255, 0, 4, 2, 0, 0}}), {2, 0, {}}, 9},
      {"extended parameters without a length", joined({bare, {255, 255, 0}}), {2, 0, {}}, 9},
  };
}

TEST(BgpOpen, RefusesWhatNoPeerMaySay) {
  for (const Row& row : refused()) {
    const auto open = parse_open(row.body);
    ASSERT_FALSE(open) << row.name;
    EXPECT_EQ(open.error(), (Error{Severity::session_reset, row.notification, row.offset})) << row.name;
  }
}

TEST(BgpOpen, HoldTimesOf0And3AreTheSmallest) {
  const Bytes good = body_of(plain_bytes());
  for (const std::uint8_t seconds : Bytes{0, 3})
    EXPECT_TRUE(parse_open(with(good, 3, {0, seconds}))) << int{seconds};
}

struct PeerRow {
  std::string name;
  ExpectedPeer::Kind kind;
  std::uint32_t asn;  // of the OPEN
  std::uint32_t id;   // of the OPEN
  std::optional<Notification> refused;
};

TEST(BgpOpen, KnowsWhomItExpects) {
  using Kind = ExpectedPeer::Kind;
  constexpr std::uint32_t kOurs = 65010;
  constexpr std::uint32_t kTheirs = 65020;
  const Notification bad_as{2, 2, {}};
  const Notification bad_id{2, 3, {}};
  const PeerRow rows[] = {
      {"exactly that AS", Kind::exactly, kTheirs, 7, {}},
      {"another AS", Kind::exactly, 65021, 7, bad_as},
      {"internal", Kind::internal, kOurs, 7, {}},
      {"internal that is not", Kind::internal, kTheirs, 7, bad_as},
      {"external", Kind::external, 65021, 7, {}},
      {"external that is not", Kind::external, kOurs, 7, bad_as},
      {"internal with our identifier", Kind::internal, kOurs, 1, bad_id},
      {"external with our identifier", Kind::external, kTheirs, 1, {}},
  };
  for (const PeerRow& row : rows) {
    Open open = plain_open();
    open.asn = Asn(row.asn);
    open.router_id = RouterId(row.id);
    const auto checked = check_peer(open, {row.kind, Asn(kTheirs), Asn(kOurs), RouterId(1)});
    EXPECT_EQ(checked.has_value(), !row.refused) << row.name;
    if (!checked) {
      EXPECT_EQ(checked.error().notification, row.refused) << row.name;
    }
  }
}

TEST(BgpOpen, RouterIdsLookLikeAddresses) {
  EXPECT_EQ(to_string(RouterId(0xc0a80a01)), "192.168.10.1");
}

}  // namespace
}  // namespace herald::bgp
