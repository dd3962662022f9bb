#include "speaker/io/rtnetlink.h"

#include "tests/unit/speaker_io/kernel_filter.h"
#include "tests/unit/speaker_io/netlink_bytes.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <net/if_arp.h>
#include <variant>

namespace herald::speaker::io::rtnetlink {
namespace {

using Data = std::vector<std::uint8_t>;

const Data kMac = {2, 0, 0, 0, 0, 1};
constexpr unsigned kRunning = IFF_UP | IFF_LOWER_UP | IFF_RUNNING | IFF_BROADCAST | IFF_MULTICAST;

News read_bytes(const Data& bytes) {
  std::span<const std::uint8_t> rest(bytes);
  const auto message = take_message(rest);
  EXPECT_TRUE(message);
  EXPECT_TRUE(rest.empty());
  return message ? read(*message) : News{};
}

template <class Told>
Told told(const Data& bytes) {
  const News news = read_bytes(bytes);
  EXPECT_TRUE(std::holds_alternative<Told>(news)) << "kind " << news.index();
  const auto* const found = std::get_if<Told>(&news);
  return found == nullptr ? Told{} : *found;
}

bool says_nothing(const Data& bytes) {
  return std::holds_alternative<std::monostate>(read_bytes(bytes));
}

ifinfomsg link_header(unsigned flags = kRunning) {
  ifinfomsg header{};
  header.ifi_type = ARPHRD_ETHER;
  header.ifi_index = 5;
  header.ifi_flags = flags;
  return header;
}

NetlinkBytes link(unsigned flags = kRunning) {
  NetlinkBytes bytes(RTM_NEWLINK, link_header(flags));
  bytes.attribute(IFLA_IFNAME, "eth0").attribute(IFLA_ADDRESS, kMac);
  return bytes;
}

NetlinkBytes slave(std::string_view kind) {
  NetlinkBytes bytes = link();
  NetlinkBytes nested(0, std::uint32_t{0});
  nested.attribute(IFLA_INFO_SLAVE_KIND, kind);
  const Data whole = nested.take();
  bytes.attribute(IFLA_MASTER, 9).attribute(IFLA_LINKINFO, Data(whole.begin() + 20, whole.end()));
  return bytes;
}

TEST(ReadLink, TellsNameMacAndState) {
  const Link read = told<Link>(link().attribute(IFLA_OPERSTATE, Data{6}).take());
  EXPECT_EQ(read.index, 5U);
  EXPECT_EQ(read.name, "eth0");
  EXPECT_EQ(read.mac, net::MacAddress({2, 0, 0, 0, 0, 1}));
  EXPECT_TRUE(read.suitable);
  EXPECT_TRUE(read.up);
}

TEST(ReadLink, IsUpOnlyWithCarrierAndWhenOperational) {
  EXPECT_TRUE(told<Link>(link().take()).up) << "a driver that tells no state";
  EXPECT_TRUE(told<Link>(link().attribute(IFLA_OPERSTATE, Data{0}).take()).up);
  EXPECT_FALSE(told<Link>(link(kRunning & ~unsigned{IFF_UP}).take()).up);
  EXPECT_FALSE(told<Link>(link(kRunning & ~unsigned{IFF_LOWER_UP}).take()).up);
  for (const std::uint8_t state :
       Data{1, 2, 3, 4, 5})  // RFC 2863: not present, down, lower layer down, testing, dormant
    EXPECT_FALSE(told<Link>(link().attribute(IFLA_OPERSTATE, Data{state}).take()).up) << int{state};
}

TEST(ReadLink, WhatResolvesNoNeighboursIsUnsuitable) {
  EXPECT_FALSE(told<Link>(link(kRunning | IFF_LOOPBACK).take()).suitable);
  EXPECT_FALSE(told<Link>(link(kRunning | IFF_NOARP).take()).suitable);
  ifinfomsg infiniband = link_header();
  infiniband.ifi_type = ARPHRD_INFINIBAND;
  EXPECT_FALSE(
      told<Link>(NetlinkBytes(RTM_NEWLINK, infiniband).attribute(IFLA_ADDRESS, kMac).take()).suitable);
  EXPECT_FALSE(told<Link>(NetlinkBytes(RTM_NEWLINK, link_header()).take()).suitable) << "no address";
}

TEST(ReadLink, MembersOfBridgesAndBondsAreUnsuitableThoseOfVrfsAreNot) {
  EXPECT_FALSE(told<Link>(slave("bridge").take()).suitable);
  EXPECT_FALSE(told<Link>(slave("bond").take()).suitable);
  EXPECT_TRUE(told<Link>(slave("vrf").take()).suitable);
  EXPECT_FALSE(told<Link>(link().attribute(IFLA_MASTER, 9).take()).suitable) << "of unknown kind";
  EXPECT_TRUE(told<Link>(link().attribute(IFLA_MASTER, 0).take()).suitable);
}

TEST(ReadLink, GoneIsGone) {
  EXPECT_EQ(told<LinkGone>(NetlinkBytes(RTM_DELLINK, link_header()).take()).index, 5U);
}

// A port that leaves a bridge is told as "gone" in the bridge's own family; the interface is still there.
TEST(ReadLink, BridgesAndRadiosSpeakOfOtherThings) {
  ifinfomsg port = link_header();
  port.ifi_family = AF_BRIDGE;
  EXPECT_TRUE(says_nothing(NetlinkBytes(RTM_DELLINK, port).take()));
  EXPECT_TRUE(says_nothing(NetlinkBytes(RTM_NEWLINK, port).take()));
  EXPECT_TRUE(says_nothing(link().attribute(IFLA_WIRELESS, Data{1, 2, 3, 4}).take()));
}

NetlinkBytes address(std::uint16_t type, std::uint8_t family, std::uint8_t flags = 0) {
  ifaddrmsg header{};
  header.ifa_family = family;
  header.ifa_prefixlen = 24;
  header.ifa_flags = flags;
  header.ifa_index = 5;
  return {type, header};
}

TEST(ReadAddress, TellsBothFamilies) {
  const Address v4 =
      told<Address>(address(RTM_NEWADDR, AF_INET).attribute(IFA_LOCAL, Data{10, 0, 0, 1}).take());
  EXPECT_EQ(v4.index, 5U);
  EXPECT_EQ(v4.address, ip("10.0.0.1"));
  const auto v6_bytes = ip("2001:db8::1").bytes();
  const Address v6 = told<Address>(
      address(RTM_NEWADDR, AF_INET6).attribute(IFA_ADDRESS, Data(v6_bytes.begin(), v6_bytes.end())).take());
  EXPECT_EQ(v6.address, ip("2001:db8::1"));
}

TEST(ReadAddress, OurEndOfAPointToPointAddressIsTheLocalOne) {
  const Address read = told<Address>(address(RTM_NEWADDR, AF_INET)
                                         .attribute(IFA_ADDRESS, Data{10, 0, 0, 2})
                                         .attribute(IFA_LOCAL, Data{10, 0, 0, 1})
                                         .take());
  EXPECT_EQ(read.address, ip("10.0.0.1"));
}

TEST(ReadAddress, OneThatCannotBeUsedCountsAsGone) {
  const auto with_flags = [](std::uint32_t flags) {
    return address(RTM_NEWADDR, AF_INET)
        .attribute(IFA_LOCAL, Data{10, 0, 0, 1})
        .attribute(IFA_FLAGS, flags)
        .take();
  };
  EXPECT_EQ(told<AddressGone>(with_flags(IFA_F_TENTATIVE)).address, ip("10.0.0.1"));
  told<AddressGone>(with_flags(IFA_F_DADFAILED | IFA_F_PERMANENT));
  told<Address>(with_flags(IFA_F_TENTATIVE | IFA_F_OPTIMISTIC));
  told<Address>(with_flags(IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE));
  told<AddressGone>(
      address(RTM_NEWADDR, AF_INET, IFA_F_TENTATIVE).attribute(IFA_LOCAL, Data{10, 0, 0, 1}).take());
  told<AddressGone>(address(RTM_DELADDR, AF_INET).attribute(IFA_LOCAL, Data{10, 0, 0, 1}).take());
}

rtmsg route_header(std::uint8_t family = AF_INET) {
  rtmsg header{};
  header.rtm_family = family;
  header.rtm_table = RT_TABLE_MAIN;
  header.rtm_type = RTN_UNICAST;
  return header;
}

std::vector<Gateway> gateways(NetlinkBytes& bytes) {
  return told<DefaultRoute>(bytes.take()).gateways;
}

TEST(ReadRoute, TellsTheGatewayOfADefaultRoute) {
  NetlinkBytes route(RTM_NEWROUTE, route_header());
  route.attribute(RTA_GATEWAY, Data{10, 0, 0, 254}).attribute(RTA_OIF, 5);
  EXPECT_EQ(gateways(route), (std::vector<Gateway>{{5, ip("10.0.0.254")}}));
  NetlinkBytes gone(RTM_DELROUTE, route_header(AF_INET6));
  EXPECT_EQ(told<DefaultRoute>(gone.take()).family, net::Family::ipv6);
}

TEST(ReadRoute, KnowsSeveralNextHopsAndThoseOfTheOtherFamily) {
  const auto router = ip("fe80::1").bytes();
  Data via = {AF_INET6, 0};
  via.insert(via.end(), router.begin(), router.end());
  NetlinkBytes first(0, std::uint32_t{0});
  first.attribute(RTA_GATEWAY, Data{10, 0, 0, 254});
  NetlinkBytes second(0, std::uint32_t{0});
  second.attribute(RTA_VIA, via);
  Data hops;
  int interface = 5;
  for (NetlinkBytes* const hop : {&first, &second}) {
    const Data nested = hop->take();
    rtnexthop header{};
    header.rtnh_len = static_cast<unsigned short>(sizeof(header) + nested.size() - 20);
    header.rtnh_ifindex = interface++;
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&header);
    hops.insert(hops.end(), bytes, bytes + sizeof(header));
    hops.insert(hops.end(), nested.begin() + 20, nested.end());
  }
  NetlinkBytes route(RTM_NEWROUTE, route_header());
  route.attribute(RTA_MULTIPATH, hops);
  EXPECT_EQ(gateways(route), (std::vector<Gateway>{{5, ip("10.0.0.254")}, {6, ip("fe80::1")}}));
}

TEST(ReadRoute, OtherRoutesAreNoDefaultRoutes) {
  rtmsg narrow = route_header();
  narrow.rtm_dst_len = 24;
  EXPECT_TRUE(says_nothing(NetlinkBytes(RTM_NEWROUTE, narrow).take()));
  rtmsg unreachable = route_header();
  unreachable.rtm_type = RTN_UNREACHABLE;
  EXPECT_TRUE(says_nothing(NetlinkBytes(RTM_NEWROUTE, unreachable).take()));
  EXPECT_TRUE(says_nothing(NetlinkBytes(RTM_NEWROUTE, route_header()).attribute(RTA_TABLE, 100).take()));
  EXPECT_TRUE(says_nothing(NetlinkBytes(RTM_NEWROUTE, route_header(AF_MPLS)).take()));
}

TEST(Messages, ComeOneAfterTheOtherUntilOneIsDamaged) {
  Data bytes = link().take();
  const Data second = NetlinkBytes(RTM_DELLINK, link_header(), NLM_F_MULTI).take();
  bytes.insert(bytes.end(), second.begin(), second.end());
  std::span<const std::uint8_t> rest(bytes);
  EXPECT_EQ(take_message(rest)->type, RTM_NEWLINK);
  const auto last = take_message(rest);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->sequence, 7U);
  EXPECT_TRUE(last->belongs_to_dump());
  EXPECT_FALSE(last->ends_dump());
  EXPECT_FALSE(take_message(rest));
  for (std::size_t size = 0; size < second.size(); ++size) {
    std::span<const std::uint8_t> cut(second.data(), size);
    EXPECT_FALSE(take_message(cut)) << size;
  }
}

// The kernel is trusted; a bug of ours in reading it must still stay within the message.
TEST(Messages, DamagedOnesAreReadWithinTheirBounds) {
  Data bytes = slave("bridge").attribute(IFLA_OPERSTATE, Data{6}).take();
  for (std::size_t at = sizeof(nlmsghdr); at < bytes.size(); ++at) {
    for (const std::uint8_t value : Data{0x00, 0x01, 0x03, 0x7f, 0xff}) {
      const std::uint8_t before = std::exchange(bytes[at], value);
      std::span<const std::uint8_t> rest(bytes);
      static_cast<void>(read(take_message(rest).value()));
      bytes[at] = before;
    }
  }
}

}  // namespace
}  // namespace herald::speaker::io::rtnetlink
