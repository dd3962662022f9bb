// An UPDATE as a whole: lengths that disagree, attributes that are missing, come twice or lead nowhere
// (RFC 4271 section 6.3, RFC 7606 sections 3 to 5).
#include "core/bgp/update.h"
#include "tests/unit/bgp/updates.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

using Type = AttributeType;

struct ResetRow {
  std::string name;
  Bytes body;
  Notification notification;
  std::size_t offset;
};

TEST(BgpUpdateStructure, ResetsOnlyWhereNobodyCanTellWhatIsMeant) {
  const Bytes reach = attribute(0x80, Type::mp_reach, mp_reach_value());
  const Bytes unreach{0x80, 15, 3, 0, 2, 1};
  const Bytes bad_origin = attribute(0x40, Type::origin, {9});
  const ResetRow rows[] = {
      {"withdrawn routes overrun", {0, 5, 8, 10, 0, 0}, {3, 1, {}}, 0},
      {"withdrawn routes leave no room for a length", {0, 3, 8, 10, 0}, {3, 1, {}}, 2 + 3},
      {"attributes overrun", {0, 0, 0, 5, 0x40, 1, 1, 0}, {3, 1, {}}, 2},
      {"a withdrawn prefix of 33 bits", update_body({33, 1, 2, 3, 4, 5}, {}, {}), {3, 10, {}}, 2},
      {"a withdrawn prefix that overruns", update_body({8, 10, 24, 1}, {}, {}), {3, 10, {}}, 4},
      {"a prefix of 33 bits", update_body({}, mandatory(), {33, 1, 2, 3, 4, 5}), {3, 10, {}}, 24},
      {"a second prefix that overruns", update_body({}, mandatory(), {8, 10, 24, 1}), {3, 10, {}}, 26},
      {"MP_REACH twice", update_body({}, joined({reach, reach}), {}), {3, 1, {}}, 4 + reach.size()},
      {"MP_UNREACH twice", update_body({}, joined({unreach, unreach}), {}), {3, 1, {}}, 4 + 6},
      {"MP_REACH without a family",
       update_body({}, {0x80, 14, 2, 0, 2}, {}),
       {3, 9, {0x80, 14, 2, 0, 2}},
       4 + 3},
      {"MP_UNREACH without a family", update_body({}, {0x80, 15, 0}, {}), {3, 9, {0x80, 15, 0}}, 4 + 3},
      {"a bad attribute and no prefixes", update_body({}, bad_origin, {}), {3, 6, bad_origin}, 4},
      {"a bad attribute among withdrawals", update_body(one_route(), bad_origin, {}), {3, 6, bad_origin}, 8},
      {"an attribute that overruns where prefixes should be",
       update_body({}, {0x40, 1, 9, 0}, {}),
       {3, 1, {}},
       4},
  };
  for (const ResetRow& row : rows) {
    const auto update = parse_update(row.body, external());
    ASSERT_FALSE(update) << row.name;
    EXPECT_EQ(update.error(), (Error{Severity::session_reset, row.notification, row.offset})) << row.name;
  }
}

TEST(BgpUpdateStructure, AttributesThatAreOnlyDiscardedNeedNoPrefixes) {
  const auto body = update_body({}, {0x40, 6, 1, 0}, {});  // ATOMIC_AGGREGATE of one byte
  const auto update = parse_update(body, external());
  ASSERT_TRUE(update);
  EXPECT_EQ(update->fault->severity, Severity::attribute_discard);
}

TEST(BgpUpdateStructure, MissesWhatAnAnnouncementNeeds) {
  const Bytes reach = attribute(0x80, Type::mp_reach, mp_reach_value());
  const Bytes preference = attribute(0x40, Type::local_pref, {0, 0, 0, 1});
  struct Row {
    std::string name;
    Bytes attributes;
    Bytes announced;
    Dialect dialect;
    std::optional<std::uint8_t> missing;
  };
  const Row rows[] = {
      {"ORIGIN", joined({as_path_65001(), next_hop_v4()}), one_route(), external(), 1},
      {"AS_PATH", joined({origin_igp(), next_hop_v4()}), one_route(), external(), 2},
      {"NEXT_HOP", joined({origin_igp(), as_path_65001()}), one_route(), external(), 3},
      {"LOCAL_PREF", mandatory(), one_route(), internal(), 5},
      {"no LOCAL_PREF from external", mandatory(), one_route(), external(), {}},
      {"everything", {}, one_route(), external(), 1},
      {"ORIGIN beside MP_REACH", joined({reach, as_path_65001()}), {}, external(), 1},
      {"no NEXT_HOP beside MP_REACH", joined({reach, origin_igp(), as_path_65001()}), {}, external(), {}},
      {"NEXT_HOP beside MP_REACH and prefixes", joined({reach, origin_igp(), as_path_65001()}), one_route(),
       external(), 3},
      {"nothing", joined({mandatory(), preference}), one_route(), internal(), {}},
  };
  for (const Row& row : rows) {
    const auto body = update_body({}, row.attributes, row.announced);
    const auto update = parse_update(body, row.dialect);
    ASSERT_TRUE(update) << row.name;
    EXPECT_EQ(update->fault.has_value(), row.missing.has_value()) << row.name;
    if (!row.missing) continue;
    EXPECT_EQ(update->fault, (Error{Severity::treat_as_withdraw, {3, 3, {*row.missing}}, 4})) << row.name;
  }
}

TEST(BgpUpdateStructure, TheFirstOfTwoAttributesCounts) {
  const Bytes attributes = joined(
      {mandatory(), attribute(0x80, Type::med, {0, 0, 0, 1}), attribute(0x80, Type::med, {0, 0, 0, 2})});
  const auto body = update_body({}, attributes, one_route());
  const auto update = parse_update(body, external());
  ASSERT_TRUE(update);
  EXPECT_EQ(update->attributes.med, 1U);
  EXPECT_EQ(update->fault, (Error{Severity::attribute_discard, {3, 1, {}}, 4 + mandatory().size() + 7}));
  EXPECT_EQ(count_of(*update, net::Family::ipv4), (RouteCount{1, 0}));
}

TEST(BgpUpdateStructure, UnknownAttributesMayNotComeTwiceEither) {
  const Bytes unknown = attribute(0xc0, static_cast<Type>(222), {1});
  const auto body = update_body({}, joined({mandatory(), unknown, unknown}), one_route());
  const auto update = parse_update(body, external());
  ASSERT_TRUE(update);
  EXPECT_EQ(update->fault->severity, Severity::attribute_discard);
}

// RFC 7606 section 4: the prefixes are found by the total length, whatever the last attribute says.
TEST(BgpUpdateStructure, AnAttributeThatOverrunsLeavesThePrefixesAlone) {
  struct Row {
    std::string name;
    Bytes tail;
  };
  const Row rows[] = {{"beyond the attributes", {0x80, 4, 9, 0}},
                      {"far beyond", {0x90, 4, 0xff, 0xff, 0}},
                      {"one byte of a header", {0x80}},
                      {"two bytes of a header", {0x80, 4}},
                      {"half of an extended length", {0x90, 4, 0}}};
  for (const Row& row : rows) {
    const auto body = update_body({}, joined({mandatory(), row.tail}), one_route());
    const auto update = parse_update(body, external());
    ASSERT_TRUE(update) << row.name;
    EXPECT_EQ(update->fault, (Error{Severity::treat_as_withdraw, {3, 1, {}}, 4 + mandatory().size()}))
        << row.name;
    EXPECT_EQ(count_of(*update, net::Family::ipv4), (RouteCount{0, 1})) << row.name;
  }
}

TEST(BgpUpdateStructure, OfSeveralFaultsTheWorstCounts) {
  const Bytes discard = attribute(0x40, Type::atomic_aggregate, {0});
  const Bytes withdraw = attribute(0x40, static_cast<Type>(99), {});
  const Bytes disable = attribute(0x80, Type::mp_unreach, {0, 2, 1, 64, 1});
  const auto worst = [](const Bytes& faults) {
    const auto body = update_body({}, joined({faults, mandatory()}), one_route());
    const auto update = parse_update(body, external());
    EXPECT_TRUE(update);
    return std::pair(update->fault->severity, update->faults);
  };
  EXPECT_EQ(worst(discard), std::pair(Severity::attribute_discard, std::size_t{1}));
  EXPECT_EQ(worst(joined({discard, withdraw})), std::pair(Severity::treat_as_withdraw, std::size_t{2}));
  EXPECT_EQ(worst(joined({withdraw, discard})), std::pair(Severity::treat_as_withdraw, std::size_t{2}));
  EXPECT_EQ(worst(joined({withdraw, disable, discard})), std::pair(Severity::family_disable, std::size_t{3}));
}

TEST(BgpUpdateStructure, TruncatedAnywhereItIsRefusedOrForgiven) {
  const Bytes body = update_body(
      one_route(), joined({attribute(0x80, Type::mp_reach, mp_reach_value()), mandatory()}), one_route());
  for (std::size_t size = 0; size < body.size(); ++size) {
    const auto update = parse_update(std::span(body).first(size), external());
    // Only behind the attributes, between two prefixes, is there an UPDATE.
    EXPECT_EQ(update.has_value(), size == body.size() - one_route().size()) << size;
    if (!update) {
      EXPECT_LE(update.error().offset, size);
    }
  }
}

}  // namespace
}  // namespace herald::bgp
