// RFC 4271 section 4.3: Network Layer Reachability Information.
#include "core/bgp/nlri.h"

#include "tests/unit/bgp/octets.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

std::vector<Prefix> listed(const PrefixList& list) {
  std::vector<Prefix> all;
  list.for_each([&](const Prefix& prefix) { all.push_back(prefix); });
  return all;
}

TEST(BgpNlri, PrefixesByteByByte) {
  const Bytes bytes = joined({
      {0},                    // 0.0.0.0/0
      {8, 10},                // 10.0.0.0/8
      {9, 10, 0x80},          // 10.128.0.0/9
      {24, 192, 168, 10},     // 192.168.10.0/24
      {32, 192, 168, 10, 1},  // 192.168.10.1/32
  });
  const auto list = PrefixList::parse(net::Family::ipv4, bytes);
  ASSERT_TRUE(list);
  EXPECT_EQ(list->size(), 5U);
  EXPECT_EQ(listed(*list),
            prefixes({"0.0.0.0/0", "10.0.0.0/8", "10.128.0.0/9", "192.168.10.0/24", "192.168.10.1/32"}));
}

TEST(BgpNlri, Ipv6PrefixesByteByByte) {
  const Bytes bytes = joined({
      {0},                                    // ::/0
      {32, 0x20, 0x01, 0x0d, 0xb8},           // 2001:db8::/32
      {33, 0x20, 0x01, 0x0d, 0xb8, 0x80},     // 2001:db8:8000::/33
      joined({{128}, Bytes(15, 0), {0x01}}),  // ::1/128
  });
  const auto list = PrefixList::parse(net::Family::ipv6, bytes);
  ASSERT_TRUE(list);
  EXPECT_EQ(listed(*list), prefixes({"::/0", "2001:db8::/32", "2001:db8:8000::/33", "::1/128"}));
}

TEST(BgpNlri, WritesWhatItReads) {
  for (const std::string text : {"0.0.0.0/0", "10.0.0.0/7", "10.0.0.0/8", "10.128.0.0/9", "192.168.10.1/32",
                                 "::/0", "2001:db8::/32", "2001:db8:8000::/33", "2001:db8::1/128"}) {
    const Prefix one = prefix(text);
    const Bytes bytes = bytes_of(one);
    EXPECT_EQ(bytes.size(), encoded_size(one)) << text;
    const auto list = PrefixList::parse(one.family(), bytes);
    ASSERT_TRUE(list) << text;
    EXPECT_EQ(listed(*list), std::vector{one});
  }
}

TEST(BgpNlri, IgnoresBitsBehindThePrefix) {
  const Bytes bytes{20, 10, 1, 0xff};
  const auto list = PrefixList::parse(net::Family::ipv4, bytes);
  ASSERT_TRUE(list);
  EXPECT_EQ(listed(*list), prefixes({"10.1.240.0/20"}));
}

TEST(BgpNlri, SaysWhereAListBreaks) {
  const Bytes good{24, 192, 168, 10};
  const auto broken = [&](const Bytes& tail, net::Family family = net::Family::ipv4) {
    return PrefixList::parse(family, joined({good, tail})).error();
  };
  EXPECT_EQ(broken({33, 1, 2, 3, 4, 5}), 4U);
  EXPECT_EQ(broken({255}), 4U);
  EXPECT_EQ(broken({24, 1, 2}), 4U);
  EXPECT_EQ(broken({1}), 4U);
  EXPECT_EQ(broken({129}, net::Family::ipv6), 4U);
}

TEST(BgpNlri, NothingIsAnEmptyList) {
  const auto list = PrefixList::parse(net::Family::ipv6, {});
  ASSERT_TRUE(list);
  EXPECT_TRUE(list->empty());
  EXPECT_TRUE(PrefixList().empty());
}

}  // namespace
}  // namespace herald::bgp
