#include "speaker/io/address_match.h"

#include "core/base/random.h"
#include "tests/unit/speaker_io/kernel_filter.h"

#include <vector>

namespace herald::speaker::io {
namespace {

BpfProgram whole(BpfProgram fragment) {
  fragment.push_back(bpf_statement(BPF_RET | BPF_K, 0));
  return fragment;
}

// The kernel, asked for each address, and what it should have said.
class Matcher {
 public:
  Matcher(net::Family family, const net::IpRangeSet& ranges)
      : ranges_(ranges), filter_(whole(match_address(0, family, ranges))) {
    EXPECT_TRUE(filter_.accepted());
  }

  void check(net::IpAddress address) const {
    const auto bytes = address.bytes();
    const auto packet = std::span(bytes).first(address.is_v4() ? 4 : 16);
    EXPECT_EQ(filter_.passes(packet), ranges_.contains(address)) << address.to_string();
  }

  void check_ends() const {
    for (const auto& [first, last] : ranges_.ranges()) {
      check(first);
      check(last);
      if (const auto before = first.previous()) check(*before);
      if (const auto after = last.next()) check(*after);
    }
  }

 private:
  net::IpRangeSet ranges_;
  KernelFilter filter_;
};

TEST(AddressMatch, NothingMatchesNoRanges) {
  EXPECT_TRUE(match_address(0, net::Family::ipv4, {}).empty());
  EXPECT_TRUE(match_address(0, net::Family::ipv6, set_of({range("10.0.0.1", "10.0.0.2")})).empty());
}

TEST(AddressMatch, KnowsTheEndsOfEachRange) {
  const Matcher matcher(
      net::Family::ipv4,
      set_of({range("10.0.0.220", "10.0.0.223"), range("0.0.0.0", "0.0.0.0"),
              range("192.168.0.0", "192.168.255.255"), range("255.255.255.255", "255.255.255.255")}));
  matcher.check_ends();
}

TEST(AddressMatch, KnowsTheWholeLine) {
  for (const net::Family family : {net::Family::ipv4, net::Family::ipv6}) {
    const Matcher matcher(family, set_of({net::IpRange::all(family)}));
    matcher.check(net::IpAddress::lowest(family));
    matcher.check(net::IpAddress::highest(family));
  }
}

TEST(AddressMatch, ComparesEveryWordOfAnIpv6Address) {
  const Matcher matcher(
      net::Family::ipv6,
      set_of({range("2001:db8::", "2001:db8::ffff:ffff:ffff:ffff"), range("2001:db8:1::1", "2001:db8:1::9"),
              range("2001:db8:ffff:ffff:ffff:ffff:ffff:fff0", "2001:db9::5"), range("fd00::7", "fd00::7"),
              range("::", "::3"), range("ffff::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")}));
  matcher.check_ends();
  for (const char* const text :
       {"2001:db8:0:0:1::", "2001:db8:1::", "2001:db8:1:0:0:0:1:1", "2001:db8:1:1::1",
        "2001:db8:2::", "fd00::1:0:7", "fd01::7", "10::", "0:0:0:1::2"})
    matcher.check(ip(text));
}

TEST(AddressMatch, AgreesWithTheRangesWhateverTheyAre) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const net::Family family = seed % 2 == 0 ? net::Family::ipv4 : net::Family::ipv6;
    // Few bits in each word, so that words are shared, adjacent and at their limits.
    const auto address = [&] {
      net::U128 value = 0;
      for (int word = 0; word < net::address_bits(family) / 32; ++word) {
        const std::uint64_t kind = random.below(3);
        const std::uint64_t few = random.below(4);
        value = value << 32 | (kind == 0 ? few : kind == 1 ? 0xffffffff - few : 0x10000 + few);
      }
      return net::IpAddress::of(family, value);
    };
    net::IpRangeSet ranges;
    for (std::uint64_t i = 0; i <= seed / 2; ++i) {
      const net::IpAddress a = address();
      const net::IpAddress b = random.below(2) == 0 ? a : address();
      ranges.insert(*net::IpRange::make(std::min(a, b), std::max(a, b)));
    }
    const Matcher matcher(family, ranges);
    matcher.check_ends();
    for (int i = 0; i < 200; ++i)
      matcher.check(address());
  }
}

TEST(AddressMatch, ReachesFurtherThanAConditionalJumpCan) {
  net::IpRangeSet ranges;
  for (std::uint32_t i = 0; i < 250; ++i)
    ranges.insert(net::IpRange::single(net::IpAddress::v4(0x0a000000 + i * 2)));
  const Matcher matcher(net::Family::ipv4, ranges);
  matcher.check_ends();
}

TEST(Coarsened, FillsTheNarrowestGapsAndLosesNothing) {
  const net::IpRangeSet ranges = set_of({range("10.0.0.1", "10.0.0.1"), range("10.0.0.3", "10.0.0.4"),
                                         range("10.0.1.0", "10.0.1.9"), range("10.9.0.0", "10.9.0.1")});
  EXPECT_EQ(coarsened(ranges, net::Family::ipv4, 4), ranges);
  EXPECT_EQ(
      coarsened(ranges, net::Family::ipv4, 3),
      set_of({range("10.0.0.1", "10.0.0.4"), range("10.0.1.0", "10.0.1.9"), range("10.9.0.0", "10.9.0.1")}));
  EXPECT_EQ(coarsened(ranges, net::Family::ipv4, 2),
            set_of({range("10.0.0.1", "10.0.1.9"), range("10.9.0.0", "10.9.0.1")}));
  EXPECT_EQ(coarsened(ranges, net::Family::ipv4, 1), set_of({range("10.0.0.1", "10.9.0.1")}));
  EXPECT_TRUE(coarsened(ranges, net::Family::ipv6, 1).empty());
}

}  // namespace
}  // namespace herald::speaker::io
