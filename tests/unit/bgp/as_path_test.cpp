// RFC 4271 sections 4.3 and 5.1.2, RFC 6793 section 4.2.
#include "core/bgp/as_path.h"

#include "tests/unit/bgp/octets.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

using Kind = AsSegment::Kind;

AsSegment sequence(std::initializer_list<std::uint32_t> numbers) {
  AsSegment segment;
  for (const std::uint32_t number : numbers)
    segment.asns.emplace_back(number);
  return segment;
}

AsSegment set(std::initializer_list<std::uint32_t> numbers) {
  AsSegment segment = sequence(numbers);
  segment.kind = Kind::set;
  return segment;
}

Bytes written(const AsPath& path, AsnWidth width) {
  Bytes bytes;
  ByteWriter out(bytes);
  append_to(out, path, width);
  return bytes;
}

TEST(BgpAsPath, FieldByFieldWithFourOctets) {
  const AsPath path{sequence({65000, 4200000000}), set({7})};
  const Bytes bytes = joined({
      {2, 2},                    // AS_SEQUENCE of two
      {0x00, 0x00, 0xfd, 0xe8},  // 65000
      {0xfa, 0x56, 0xea, 0x00},  // 4200000000
      {1, 1},                    // AS_SET of one
      {0x00, 0x00, 0x00, 0x07},
  });
  EXPECT_EQ(written(path, AsnWidth::four), bytes);
  EXPECT_EQ(parse_as_path(bytes, AsnWidth::four), path);
}

TEST(BgpAsPath, FieldByFieldWithTwoOctets) {
  const Bytes bytes = joined({
      {2, 2},        // AS_SEQUENCE of two
      {0xfd, 0xe8},  // 65000
      {0x5b, 0xa0},  // AS_TRANS for 4200000000
  });
  EXPECT_EQ(written({sequence({65000, 4200000000})}, AsnWidth::two), bytes);
  EXPECT_EQ(parse_as_path(bytes, AsnWidth::two), (AsPath{sequence({65000, 23456})}));
}

TEST(BgpAsPath, AnEmptyPathIsValid) {
  EXPECT_EQ(parse_as_path({}, AsnWidth::four), AsPath{});
  EXPECT_TRUE(written({}, AsnWidth::four).empty());
}

TEST(BgpAsPath, SplitsASegmentThatIsTooLong) {
  const AsPath path{AsSegment{.asns = std::vector<Asn>(600, Asn(64512))}};
  const Bytes bytes = written(path, AsnWidth::two);
  EXPECT_EQ(bytes.size(), 3 * 2 + 600 * 2U);
  const auto parsed = parse_as_path(bytes, AsnWidth::two);
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed->size(), 3U);
  EXPECT_EQ(parsed->at(0).asns.size(), 255U);
  EXPECT_EQ(parsed->at(2).asns.size(), 90U);
  EXPECT_EQ(path_length(*parsed), 600U);
}

TEST(BgpAsPath, RefusesWhatRfc7606CallsMalformed) {
  const std::pair<std::string, Bytes> rows[] = {
      {"one byte left", {2}},
      {"an empty segment", {2, 0}},
      {"an unknown segment type", {5, 1, 0, 0, 0, 7}},
      {"segment type 0", {0, 1, 0, 0, 0, 7}},
      {"a confederation's sequence", {3, 1, 0, 0, 0, 7}},
      {"a confederation's set", {4, 1, 0, 0, 0, 7}},
      {"a segment that overruns", {2, 2, 0, 0, 0, 7}},
      {"a segment that overruns by a byte", {2, 1, 0, 0, 7}},
      {"AS 0", {2, 2, 0, 0, 0, 7, 0, 0, 0, 0}},
      {"a second segment that is cut", {2, 1, 0, 0, 0, 7, 1}},
      {"a count beyond all bounds", {2, 255}},
  };
  for (const auto& [name, bytes] : rows)
    EXPECT_EQ(parse_as_path(bytes, AsnWidth::four), std::nullopt) << name;
}

TEST(BgpAsPath, KnowsWhenTwoOctetsAreTooFew) {
  EXPECT_FALSE(needs_four_octets({sequence({1, 65535}), set({7})}));
  EXPECT_TRUE(needs_four_octets({sequence({1, 65536})}));
  EXPECT_TRUE(needs_four_octets({sequence({1}), set({4200000000})}));
}

struct MergeRow {
  std::string name;
  AsPath path;
  AsPath as4_path;
  AsPath merged;
};

TEST(BgpAsPath, PutsFourOctetsBack) {
  const MergeRow rows[] = {
      {"all of it",
       {sequence({23456, 23456})},
       {sequence({4200000000, 4200000001})},
       {sequence({4200000000, 4200000001})}},
      {"behind what an old speaker added",
       {sequence({100, 200, 23456})},
       {sequence({4200000000})},
       {sequence({100, 200, 4200000000})}},
      {"a set counts as one",
       {sequence({100, 23456}), set({1, 23456})},
       {sequence({4200000000}), set({1, 4200000001})},
       {sequence({100, 4200000000}), set({1, 4200000001})}},
      {"a set in what was added",
       {set({5, 6}), sequence({23456})},
       {sequence({4200000000})},
       {set({5, 6}), sequence({4200000000})}},
      {"ignored when it is longer than the path",
       {sequence({23456})},
       {sequence({4200000000, 4200000001})},
       {sequence({23456})}},
      {"an empty one changes nothing", {sequence({23456, 7})}, {}, {sequence({23456, 7})}},
  };
  for (const MergeRow& row : rows)
    EXPECT_EQ(merge_as4(row.path, row.as4_path), row.merged) << row.name;
}

}  // namespace
}  // namespace herald::bgp
