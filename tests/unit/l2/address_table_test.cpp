#include "core/l2/address_table.h"

#include "core/base/random.h"

#include <map>

#include <gtest/gtest.h>

namespace herald::l2 {
namespace {

net::IpAddress random_address(Random& random) {
  const auto low = static_cast<std::uint32_t>(random.below(600));
  if (random.chance(1, 2)) return net::IpAddress::v4(0x0a000000 + low);
  return net::IpAddress::v6(net::make_u128(0x20010db800000000ULL, low));
}

// Against std::map, over addresses few enough to be set, replaced and erased many times.
TEST(AddressTable, DoesWhatAMapDoes) {
  Random random(7);
  AddressTable table;
  std::map<net::IpAddress, std::uint32_t> expected;
  for (int i = 0; i < 40000; ++i) {
    const net::IpAddress address = random_address(random);
    if (random.chance(2, 3)) {
      const auto value = static_cast<std::uint32_t>(random.below(1000));
      table.set(address, value);
      expected[address] = value;
    } else {
      table.erase(address);
      expected.erase(address);
    }
    ASSERT_EQ(table.size(), expected.size());
    const net::IpAddress asked = random_address(random);
    const auto found = expected.find(asked);
    ASSERT_EQ(table.find(asked), found == expected.end() ? std::nullopt : std::optional(found->second));
  }
  for (const auto& [address, value] : expected)
    EXPECT_EQ(table.find(address), value);
}

TEST(AddressTable, KeepsTheFamiliesApart) {
  AddressTable table;
  table.set(net::IpAddress::v4(1), 4);
  table.set(net::IpAddress::v6(1), 6);
  EXPECT_EQ(table.find(net::IpAddress::v4(1)), 4U);
  EXPECT_EQ(table.find(net::IpAddress::v6(1)), 6U);
  table.erase(net::IpAddress::v4(1));
  EXPECT_EQ(table.find(net::IpAddress::v4(1)), std::nullopt);
  EXPECT_EQ(table.find(net::IpAddress::v6(1)), 6U);
}

TEST(AddressTable, HasNoUnspecifiedAddressOfItsOwn) {
  const AddressTable table;
  EXPECT_EQ(table.find(net::IpAddress()), std::nullopt);
}

}  // namespace
}  // namespace herald::l2
