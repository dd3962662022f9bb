#include "speaker/wire_interfaces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker::wire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr own::InterfaceNeed kAny(0);
constexpr own::InterfaceNeed kEth1Only(7);

Interface interface(std::uint32_t index, const std::string& name, bool up = true) {
  return {.index = InterfaceIndex(index),
          .name = name,
          .mac = net::MacAddress({2, 0, 0, 0, 0, static_cast<std::uint8_t>(index)}),
          .up = up,
          .addresses = {net::IpAddress::v4(0x0a000000 + index)},
          .gateways = {}};
}

std::vector<std::uint32_t> indices(const std::vector<l2::Link>& links) {
  std::vector<std::uint32_t> indices;
  indices.reserve(links.size());
  for (const l2::Link& link : links)
    indices.push_back(link.index.value());
  return indices;
}

Interfaces three() {
  Interfaces interfaces;
  interfaces.ignore({"cali*"});
  interfaces.change(interface(2, "eth0"));
  interfaces.change(interface(3, "eth1"));
  interfaces.change(interface(9, "cali12345"));
  interfaces.add_need(kAny, {});
  interfaces.add_need(kEth1Only, {"eth1", "bond*"});
  return interfaces;
}

TEST(Interfaces, ANeedWithoutPatternsIsMetByAllThatAreSuitable) {
  const Interfaces interfaces = three();
  EXPECT_THAT(indices(interfaces.links_of(kAny)), ElementsAre(2, 3));
  EXPECT_THAT(indices(interfaces.links_of(kEth1Only)), ElementsAre(3));
  EXPECT_THAT(interfaces.unmet(), IsEmpty());
}

TEST(Interfaces, OneThatIsDownMeetsNoNeed) {
  Interfaces interfaces = three();
  EXPECT_TRUE(interfaces.change(interface(3, "eth1", /*up=*/false)));
  EXPECT_THAT(indices(interfaces.links_of(kAny)), ElementsAre(2));
  EXPECT_THAT(interfaces.unmet(), ElementsAre(kEth1Only));
  EXPECT_EQ(interfaces.why_unmet(kEth1Only), "no interface is up whose name matches eth1, bond*");
  EXPECT_EQ(interfaces.why_unmet(kAny), "no interface is up that can announce addresses");
}

TEST(Interfaces, TheSameAgainIsNoChange) {
  Interfaces interfaces = three();
  EXPECT_FALSE(interfaces.change(interface(2, "eth0")));
  EXPECT_TRUE(interfaces.remove(InterfaceIndex(2)));
  EXPECT_FALSE(interfaces.remove(InterfaceIndex(2)));
}

TEST(Interfaces, LeaveOutWhatTheyAreToldToAndNothingElse) {
  Interfaces interfaces = three();
  EXPECT_TRUE(interfaces.ignore({"eth*"}));
  EXPECT_FALSE(interfaces.ignore({"eth*"}));
  EXPECT_THAT(indices(interfaces.links_of(kAny)), ElementsAre(9));
  EXPECT_TRUE(interfaces.ignore({}));
  EXPECT_THAT(indices(interfaces.links_of(kAny)), ElementsAre(2, 3, 9)) << "an empty list ignores nothing";
}

TEST(Interfaces, ANeedIsForgottenWithItsLastAddress) {
  Interfaces interfaces = three();
  interfaces.add_need(kEth1Only, {"eth1"});
  interfaces.drop_need(kEth1Only);
  EXPECT_THAT(interfaces.needs(), ElementsAre(kAny, kEth1Only));
  interfaces.drop_need(kEth1Only);
  EXPECT_THAT(interfaces.needs(), ElementsAre(kAny));
}

TEST(Interfaces, KnowTheRingsLink) {
  Interfaces interfaces = three();
  ASSERT_NE(interfaces.holder_of(net::IpAddress::v4(0x0a000002)), nullptr);
  EXPECT_EQ(interfaces.holder_of(net::IpAddress::v4(0x0a000002))->name, "eth0");
  EXPECT_EQ(interfaces.holder_of(net::IpAddress::v4(0x0b000000)), nullptr);
  EXPECT_TRUE(interfaces.is_up("eth0"));
  interfaces.change(interface(2, "eth0", /*up=*/false));
  EXPECT_FALSE(interfaces.is_up("eth0"));
  EXPECT_FALSE(interfaces.is_up("eth7"));
}

TEST(Interfaces, OwnMacsAreThoseOfContainersToo) {
  Interfaces interfaces = three();
  EXPECT_TRUE(interfaces.is_own(interface(9, "").mac));
  EXPECT_FALSE(interfaces.is_own(interface(8, "").mac));
  EXPECT_EQ(interfaces.macs().size(), 2U);
  interfaces.change(interface(3, "eth1", /*up=*/false));
  EXPECT_EQ(interfaces.macs().size(), 2U) << "it may come up again";
}

}  // namespace
}  // namespace herald::speaker::wire
