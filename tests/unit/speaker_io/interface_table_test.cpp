#include "speaker/io/interface_table.h"

#include "tests/unit/speaker_io/kernel_filter.h"

#include <gmock/gmock.h>

namespace herald::speaker::io {
namespace {

using rtnetlink::Address;
using rtnetlink::AddressGone;
using rtnetlink::DefaultRoute;
using rtnetlink::Link;
using rtnetlink::LinkGone;
using testing::ElementsAre;
using testing::IsEmpty;

const net::MacAddress kMac({2, 0, 0, 0, 0, 1});

Link link(std::uint32_t index, const std::string& name, bool up = true) {
  return {index, name, kMac, true, up};
}

Interface interface(std::uint32_t index, const std::string& name, bool up = true) {
  return {index, name, kMac, up, {}, {}};
}

class InterfaceTableTest : public testing::Test {
 protected:
  void settle() { static_cast<void>(table_.changes()); }

  Interface eth0_ = interface(2, "eth0");
  InterfaceTable table_;
};

TEST_F(InterfaceTableTest, TellsOfAnInterfaceOnce) {
  table_.apply(link(2, "eth0"));
  EXPECT_THAT(table_.changes(), ElementsAre(InterfaceChange(eth0_)));
  table_.apply(link(2, "eth0"));
  EXPECT_THAT(table_.changes(), IsEmpty());
}

TEST_F(InterfaceTableTest, EachDifferenceIsAChange) {
  table_.apply(link(2, "eth0"));
  settle();
  table_.apply(link(2, "eth0", false));
  eth0_.up = false;
  EXPECT_THAT(table_.changes(), ElementsAre(InterfaceChange(eth0_)));
  Link renamed = link(2, "lan0", false);
  renamed.mac = net::MacAddress({2, 0, 0, 0, 0, 9});
  table_.apply(renamed);
  eth0_.name = "lan0";
  eth0_.mac = renamed.mac;
  EXPECT_THAT(table_.changes(), ElementsAre(InterfaceChange(eth0_)));
}

TEST_F(InterfaceTableTest, WhatHappenedInBetweenIsNotTold) {
  table_.apply(link(2, "eth0"));
  settle();
  table_.apply(link(2, "eth0", false));
  table_.apply(link(2, "eth0"));
  table_.apply(link(3, "veth1"));
  table_.apply(LinkGone{3});
  EXPECT_THAT(table_.changes(), IsEmpty());
}

TEST_F(InterfaceTableTest, AddressesComeSortedAndMayPrecedeTheirLink) {
  table_.apply(Address{2, ip("fe80::1")});
  table_.apply(Address{2, ip("10.0.0.2")});
  table_.apply(Address{7, ip("10.0.0.7")});
  table_.apply(link(2, "eth0"));
  eth0_.addresses = {ip("10.0.0.2"), ip("fe80::1")};
  EXPECT_THAT(table_.changes(), ElementsAre(InterfaceChange(eth0_)));
  table_.apply(AddressGone{2, ip("10.0.0.2")});
  eth0_.addresses = {ip("fe80::1")};
  EXPECT_THAT(table_.changes(), ElementsAre(InterfaceChange(eth0_)));
}

TEST_F(InterfaceTableTest, AnInterfaceThatIsEnslavedIsGone) {
  table_.apply(link(2, "eth0"));
  settle();
  Link slave = link(2, "eth0");
  slave.suitable = false;
  table_.apply(slave);
  EXPECT_THAT(table_.changes(), ElementsAre(InterfaceChange(InterfaceGone{2})));
  table_.apply(link(2, "eth0"));
  EXPECT_THAT(table_.changes(), ElementsAre(InterfaceChange(eth0_)));
}

TEST_F(InterfaceTableTest, UnsuitableOnesNeverShowUp) {
  Link loopback = link(1, "lo");
  loopback.suitable = false;
  table_.apply(loopback);
  table_.apply(LinkGone{1});
  EXPECT_THAT(table_.changes(), IsEmpty());
}

TEST_F(InterfaceTableTest, ANewInterfaceOfTheSameNameIsAnother) {
  table_.apply(link(2, "eth0"));
  table_.apply(Address{2, ip("10.0.0.2")});
  settle();
  table_.apply(LinkGone{2});
  table_.apply(link(9, "eth0"));
  EXPECT_THAT(table_.changes(),
              ElementsAre(InterfaceChange(InterfaceGone{2}), InterfaceChange(interface(9, "eth0"))));
}

TEST_F(InterfaceTableTest, AnIndexThatIsUsedAgainInheritsNothing) {
  table_.apply(link(2, "eth0"));
  table_.apply(Address{2, ip("10.0.0.2")});
  table_.apply(LinkGone{2});
  table_.apply(link(2, "eth0"));
  EXPECT_THAT(table_.changes(), ElementsAre(InterfaceChange(eth0_)));
}

TEST_F(InterfaceTableTest, GatewaysBelongToTheirInterface) {
  table_.apply(link(2, "eth0"));
  table_.apply(link(3, "eth1"));
  settle();
  table_.replace_gateways(net::Family::ipv4, {{3, ip("10.1.0.1")}, {2, ip("10.0.0.1")}, {2, ip("10.0.0.1")}});
  table_.replace_gateways(net::Family::ipv6, {{2, ip("fe80::1")}});
  eth0_.gateways = {ip("10.0.0.1"), ip("fe80::1")};
  Interface eth1 = interface(3, "eth1");
  eth1.gateways = {ip("10.1.0.1")};
  EXPECT_THAT(table_.changes(), ElementsAre(InterfaceChange(eth0_), InterfaceChange(eth1)));
  table_.replace_gateways(net::Family::ipv4, {});
  eth0_.gateways = {ip("fe80::1")};
  EXPECT_THAT(table_.changes(), ElementsAre(InterfaceChange(eth0_), InterfaceChange(interface(3, "eth1"))));
}

TEST_F(InterfaceTableTest, GatewaysAreDoubtedWhenTheKernelMayHaveDroppedThemSilently) {
  table_.apply(link(2, "eth0"));
  table_.apply(link(3, "veth1"));
  table_.apply(Address{3, ip("10.9.0.1")});
  table_.replace_gateways(net::Family::ipv4, {{2, ip("10.0.0.1")}});
  EXPECT_FALSE(table_.take_gateways_doubt());
  table_.apply(link(3, "veth1", false));
  table_.apply(AddressGone{3, ip("10.9.0.1")});
  table_.apply(LinkGone{3});
  EXPECT_FALSE(table_.take_gateways_doubt()) << "no gateway is there";
  table_.apply(link(2, "eth0", false));
  EXPECT_TRUE(table_.take_gateways_doubt());
  EXPECT_FALSE(table_.take_gateways_doubt());
  table_.apply(AddressGone{2, ip("10.0.0.2")});
  EXPECT_TRUE(table_.take_gateways_doubt());
  table_.apply(DefaultRoute{});
  EXPECT_TRUE(table_.take_gateways_doubt());
}

TEST_F(InterfaceTableTest, StartingOverTellsOnlyTheDifference) {
  table_.apply(link(2, "eth0"));
  table_.apply(link(3, "eth1"));
  table_.apply(Address{2, ip("10.0.0.2")});
  table_.replace_gateways(net::Family::ipv4, {{2, ip("10.0.0.1")}});
  settle();
  table_.start_over();
  table_.apply(link(2, "eth0"));
  table_.apply(Address{2, ip("10.0.0.3")});
  table_.replace_gateways(net::Family::ipv4, {{2, ip("10.0.0.1")}});
  eth0_.addresses = {ip("10.0.0.3")};
  eth0_.gateways = {ip("10.0.0.1")};
  EXPECT_THAT(table_.changes(), ElementsAre(InterfaceChange(InterfaceGone{3}), InterfaceChange(eth0_)));
}

}  // namespace
}  // namespace herald::speaker::io
