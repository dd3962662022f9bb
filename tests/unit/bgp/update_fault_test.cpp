// What can be wrong with an UPDATE: RFC 4271 section 6.3 as RFC 7606 revises it, one row for each rule.
#include "core/bgp/update.h"
#include "tests/unit/bgp/updates.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

using Type = AttributeType;

constexpr Severity kDiscard = Severity::attribute_discard;
constexpr Severity kWithdraw = Severity::treat_as_withdraw;
constexpr Severity kDisable = Severity::family_disable;

struct Row {
  std::string name;
  Bytes bad;  // the attribute, repeated to its sender
  Severity severity;
  std::uint8_t subcode;
  Dialect dialect = external();
};

// In front of what is otherwise a good announcement; `without` is what the bad one stands in for.
Bytes announcement(const Bytes& bad) {
  Bytes rest;
  const std::uint8_t type = bad[1];
  if (type != 1) rest = joined({rest, origin_igp()});
  if (type != 2) rest = joined({rest, as_path_65001()});
  if (type != 3) rest = joined({rest, next_hop_v4()});
  return update_body({}, joined({bad, rest}), one_route());
}

void expect_rows(const std::vector<Row>& rows, bool data) {
  constexpr std::size_t kFirstAttribute = 4;
  for (const Row& row : rows) {
    const Bytes body = announcement(row.bad);
    const auto update = parse_update(body, row.dialect);
    ASSERT_TRUE(update) << row.name << ": " << text_of(update.error().notification);
    ASSERT_TRUE(update->fault) << row.name;
    const Notification expected{3, row.subcode, data ? row.bad : Bytes{}};
    EXPECT_EQ(*update->fault, (Error{row.severity, expected, kFirstAttribute})) << row.name;
    const bool kept = row.severity == kDiscard;
    EXPECT_EQ(count_of(*update, net::Family::ipv4), (kept ? RouteCount{1, 0} : RouteCount{0, 1})) << row.name;
  }
}

TEST(BgpUpdateFault, LengthsOfAttributes) {
  const Bytes mp_flags = attribute(0xc0, Type::mp_reach, mp_reach_value());
  expect_rows(
      {
          {"ORIGIN of 0 bytes", attribute(0x40, Type::origin, {}), kWithdraw, 5},
          {"ORIGIN of 2 bytes", attribute(0x40, Type::origin, {0, 0}), kWithdraw, 5},
          {"NEXT_HOP of 3 bytes", attribute(0x40, Type::next_hop, {192, 0, 2}), kWithdraw, 5},
          {"NEXT_HOP of 16 bytes", attribute(0x40, Type::next_hop, Bytes(16, 1)), kWithdraw, 5},
          {"MULTI_EXIT_DISC of 3 bytes", attribute(0x80, Type::med, {0, 0, 1}), kWithdraw, 5},
          {"ATOMIC_AGGREGATE of 1 byte", attribute(0x40, Type::atomic_aggregate, {0}), kDiscard, 5},
          {"AGGREGATOR of 6 bytes", attribute(0xc0, Type::aggregator, Bytes(6, 1)), kDiscard, 5},
          {"COMMUNITIES of 0 bytes", attribute(0xc0, Type::communities, {}), kWithdraw, 5},
          {"COMMUNITIES of 6 bytes", attribute(0xc0, Type::communities, Bytes(6, 1)), kWithdraw, 5},
          {"EXTENDED COMMUNITIES of 0", attribute(0xc0, Type::extended_communities, {}), kWithdraw, 5},
          {"EXTENDED COMMUNITIES of 12", attribute(0xc0, Type::extended_communities, Bytes(12, 1)), kWithdraw,
           5},
          {"IPv6 EXTENDED COMMUNITIES of 8", attribute(0xc0, Type::ipv6_extended_communities, Bytes(8, 1)),
           kWithdraw, 5},
          {"LARGE_COMMUNITY of 0 bytes", attribute(0xc0, Type::large_communities, {}), kWithdraw, 5},
          {"LARGE_COMMUNITY of 8 bytes", attribute(0xc0, Type::large_communities, Bytes(8, 1)), kWithdraw, 5},
      },
      true);
}

TEST(BgpUpdateFault, AttributesOfInternalPeers) {
  const Bytes preference = attribute(0x40, Type::local_pref, {0, 0, 0, 100});
  const auto beside_preference = [&](const Bytes& bad) { return joined({bad, preference}); };
  const Row rows[] = {
      {"LOCAL_PREF of 3 bytes", attribute(0x40, Type::local_pref, {0, 0, 1}), kWithdraw, 5, internal()},
      {"ORIGINATOR_ID of 3 bytes", attribute(0x80, Type::originator_id, {0, 0, 1}), kWithdraw, 5, internal()},
      {"CLUSTER_LIST of 0 bytes", attribute(0x80, Type::cluster_list, {}), kWithdraw, 5, internal()},
      {"CLUSTER_LIST of 6 bytes", attribute(0x80, Type::cluster_list, Bytes(6, 1)), kWithdraw, 5, internal()},
  };
  for (const Row& row : rows) {
    const bool is_preference = row.bad[1] == 5;
    const Bytes body = announcement(is_preference ? row.bad : beside_preference(row.bad));
    const auto from_internal = parse_update(body, internal());
    ASSERT_TRUE(from_internal) << row.name;
    EXPECT_EQ(from_internal->fault, (Error{row.severity, {3, row.subcode, row.bad}, 4})) << row.name;
    // Whatever an external peer says there is not even looked at.
    const auto from_external = parse_update(body, external());
    ASSERT_TRUE(from_external) << row.name;
    EXPECT_EQ(from_external->fault, std::nullopt) << row.name;
    EXPECT_EQ(from_external->attributes.local_pref, std::nullopt) << row.name;
  }
}

TEST(BgpUpdateFault, ValuesOfAttributes) {
  expect_rows(
      {
          {"ORIGIN 3", attribute(0x40, Type::origin, {3}), kWithdraw, 6},
          {"NEXT_HOP 0.0.0.0", attribute(0x40, Type::next_hop, {0, 0, 0, 0}), kWithdraw, 8},
          {"NEXT_HOP is multicast", attribute(0x40, Type::next_hop, {224, 0, 0, 5}), kWithdraw, 8},
          {"NEXT_HOP is loopback", attribute(0x40, Type::next_hop, {127, 0, 0, 1}), kWithdraw, 8},
          {"NEXT_HOP is reserved", attribute(0x40, Type::next_hop, {255, 255, 255, 255}), kWithdraw, 8},
          {"AGGREGATOR AS 0", attribute(0xc0, Type::aggregator, {0, 0, 0, 0, 1, 2, 3, 4}), kDiscard, 9},
          {"an unknown attribute that is well-known", attribute(0x40, static_cast<Type>(99), {1}), kWithdraw,
           2},
      },
      true);
}

TEST(BgpUpdateFault, FlagsOfAttributes) {
  expect_rows(
      {
          {"ORIGIN is optional", attribute(0xc0, Type::origin, {0}), kWithdraw, 4},
          {"ORIGIN is not transitive", attribute(0x00, Type::origin, {0}), kWithdraw, 4},
          {"AS_PATH is optional", attribute(0xc0, Type::as_path, {}), kWithdraw, 4},
          {"NEXT_HOP is optional", attribute(0x80, Type::next_hop, {192, 0, 2, 1}), kWithdraw, 4},
          {"MED is transitive", attribute(0xc0, Type::med, {0, 0, 0, 1}), kWithdraw, 4},
          {"ATOMIC_AGGREGATE is optional", attribute(0xc0, Type::atomic_aggregate, {}), kDiscard, 4},
          {"AGGREGATOR is well-known", attribute(0x40, Type::aggregator, Bytes(8, 1)), kDiscard, 4},
          {"COMMUNITIES are not transitive", attribute(0x80, Type::communities, {0, 0, 0, 1}), kWithdraw, 4},
          {"LARGE_COMMUNITY is well-known", attribute(0x40, Type::large_communities, Bytes(12, 1)), kWithdraw,
           4},
          {"MP_REACH is transitive", attribute(0xc0, Type::mp_reach, mp_reach_value()), kWithdraw, 4},
          {"MP_UNREACH is well-known", attribute(0x40, Type::mp_unreach, {0, 2, 1}), kWithdraw, 4},
      },
      true);
}

TEST(BgpUpdateFault, AsPaths) {
  expect_rows(
      {
          {"an unknown segment", attribute(0x40, Type::as_path, {5, 1, 0, 0, 0, 7}), kWithdraw, 11},
          {"an empty segment", attribute(0x40, Type::as_path, {2, 0}), kWithdraw, 11},
          {"a segment that overruns", attribute(0x40, Type::as_path, {2, 2, 0, 0, 0, 7}), kWithdraw, 11},
          {"one byte too many", attribute(0x40, Type::as_path, {2, 1, 0, 0, 0, 7, 2}), kWithdraw, 11},
          {"AS 0", attribute(0x40, Type::as_path, {2, 1, 0, 0, 0, 0}), kWithdraw, 11},
      },
      false);
}

TEST(BgpUpdateFault, FourOctetAttributesOfTwoOctetPeers) {
  const Bytes path{0x40, 2, 4, 2, 1, 0xfd, 0xe9};
  const auto parsed = [&](const Bytes& bad) {
    const auto body = update_body({}, joined({bad, origin_igp(), path, next_hop_v4()}), one_route());
    const auto update = parse_update(body, two_octet_asns());
    EXPECT_TRUE(update);
    return *update->fault;
  };
  const Bytes as4_path = attribute(0xc0, Type::as4_path, {2, 2, 0, 0, 0, 7});
  EXPECT_EQ(parsed(as4_path), (Error{kDiscard, {3, 11, {}}, 4}));
  const Bytes aggregator = attribute(0xc0, Type::as4_aggregator, Bytes(6, 1));
  EXPECT_EQ(parsed(aggregator), (Error{kDiscard, {3, 5, aggregator}, 4}));
}

TEST(BgpUpdateFault, MultiprotocolAttributesThatCannotBeRead) {
  const auto reach = [](const Bytes& value) { return attribute(0x80, Type::mp_reach, value); };
  const auto unreach = [](const Bytes& value) { return attribute(0x80, Type::mp_unreach, value); };
  const Bytes head = joined({{0, 2, 1, 16}, Bytes(15, 0x20), {1}, {0}});
  struct MpRow {
    std::string name;
    Bytes bad;
    std::size_t offset;  // in the body: 4 for the lengths, 3 for the attribute's header, then into its value
  };
  const MpRow rows[] = {
      {"an IPv6 next hop of 4 bytes", reach(joined({{0, 2, 1, 4}, Bytes(4, 1), {0}})), 4 + 3 + 3},
      {"an IPv6 next hop of 24 bytes", reach(joined({{0, 2, 1, 24}, Bytes(24, 1), {0}})), 4 + 3 + 3},
      {"a next hop that overruns", reach({0, 2, 1, 16, 0x20, 0x01}), 4 + 3 + 3},
      {"no next hop at all", reach({0, 2, 1}), 4 + 3 + 3},
      {"a prefix of 129 bits", reach(joined({head, {129}, Bytes(17, 1)})), 4 + 3 + 21},
      {"a prefix that overruns", reach(joined({head, {64, 1, 2, 3}})), 4 + 3 + 21},
      {"a second prefix that overruns", reach(joined({head, {8, 0x20}, {64, 1, 2, 3}})), 4 + 3 + 23},
      {"a withdrawn prefix of 129 bits", unreach(joined({{0, 2, 1}, {129}, Bytes(17, 1)})), 4 + 3 + 3},
      {"a withdrawn prefix that overruns", unreach({0, 2, 1, 64, 1}), 4 + 3 + 3},
  };
  for (const MpRow& row : rows) {
    const Bytes body = announcement(row.bad);
    const auto update = parse_update(body, external());
    ASSERT_TRUE(update) << row.name;
    EXPECT_EQ(update->fault, (Error{kDisable, {3, 9, row.bad}, row.offset})) << row.name;
    EXPECT_FALSE(update->mp_reach || update->mp_unreach) << row.name;
  }
}

TEST(BgpUpdateFault, NextHopsOfMpReachThatAreNoHosts) {
  for (const std::string text : {"::", "ff02::1", "::1"}) {
    const auto address = ip(text).bytes();
    const Bytes bad = attribute(
        0x80, Type::mp_reach, joined({{0, 2, 1, 16}, Bytes(address.begin(), address.end()), {0}, {8, 0x20}}));
    const Bytes body = announcement(bad);
    const auto update = parse_update(body, external());
    ASSERT_TRUE(update) << text;
    EXPECT_EQ(update->fault, (Error{kWithdraw, {3, 8, bad}, 4})) << text;
    EXPECT_EQ(count_of(*update, net::Family::ipv6), (RouteCount{0, 1})) << text;
  }
}

}  // namespace
}  // namespace herald::bgp
