#include "speaker/io/rtnetlink.h"

#include "speaker/io/rtnetlink_attributes.h"

#include <algorithm>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace herald::speaker::io::rtnetlink {
namespace {

constexpr std::uint16_t kEthernet = 1;           // ARPHRD_ETHER
constexpr std::uint8_t kOperationalUnknown = 0;  // RFC 2863: what drivers leave that do not care
constexpr std::uint8_t kOperationalUp = 6;

std::optional<net::IpAddress> address_of(const std::optional<Bytes>& value) {
  return value ? net::IpAddress::from_bytes(*value) : std::nullopt;
}

bool is_up(const ifinfomsg& header, const Attributes& attributes) {
  constexpr unsigned kNeeded = IFF_UP | IFF_LOWER_UP;
  const std::uint8_t state = attributes.number<std::uint8_t>(IFLA_OPERSTATE).value_or(kOperationalUnknown);
  return (header.ifi_flags & kNeeded) == kNeeded && (state == kOperationalUnknown || state == kOperationalUp);
}

// A member of a VRF has a master too, but keeps its own addresses and neighbours.
bool is_enslaved(const Attributes& attributes) {
  if (attributes.number<std::uint32_t>(IFLA_MASTER).value_or(0) == 0) return false;
  const auto info = attributes.find(IFLA_LINKINFO);
  return !info || Attributes(*info).text(IFLA_INFO_SLAVE_KIND) != "vrf";
}

// Told of a bridge's ports in the bridge's own family, where "gone" means "no longer a port"; and of wireless
// events, which say nothing of the link itself.
bool concerns_us(const ifinfomsg& header, const Attributes& attributes) {
  return header.ifi_family == AF_UNSPEC && header.ifi_index > 0 && !attributes.find(IFLA_WIRELESS);
}

News read_link(Bytes bytes, bool gone) {
  const auto header = take_structure<ifinfomsg>(bytes);
  const Attributes attributes(bytes);
  if (!header || !concerns_us(*header, attributes)) return {};
  const auto index = static_cast<std::uint32_t>(header->ifi_index);
  if (gone) return LinkGone{index};
  Link link;
  link.index = index;
  link.name = attributes.text(IFLA_IFNAME);
  const auto mac = attributes.find(IFLA_ADDRESS).value_or(Bytes());
  net::MacAddress::Bytes mac_bytes{};
  const bool has_mac = mac.size() == mac_bytes.size();
  if (has_mac) std::ranges::copy(mac, mac_bytes.begin());
  link.mac = net::MacAddress(mac_bytes);
  link.suitable = header->ifi_type == kEthernet && has_mac &&
                  (header->ifi_flags & (IFF_LOOPBACK | IFF_NOARP)) == 0 && !is_enslaved(attributes);
  link.up = is_up(*header, attributes);
  return link;
}

News read_address(Bytes bytes, bool gone) {
  const auto header = take_structure<ifaddrmsg>(bytes);
  if (!header) return {};
  const Attributes attributes(bytes);
  // Of a point-to-point address IFA_ADDRESS is the other end, and IFA_LOCAL ours.
  auto address = address_of(attributes.find(IFA_LOCAL));
  if (!address) address = address_of(attributes.find(IFA_ADDRESS));
  if (!address) return {};
  constexpr std::uint32_t kUnusable = IFA_F_TENTATIVE | IFA_F_DADFAILED;
  const std::uint32_t flags = attributes.number<std::uint32_t>(IFA_FLAGS).value_or(header->ifa_flags);
  // An optimistic address may be used while it is still tentative (RFC 4429).
  const bool usable = (flags & kUnusable) == 0 || (flags & IFA_F_OPTIMISTIC) != 0;
  if (gone || !usable) return AddressGone{header->ifa_index, *address};
  return Address{header->ifa_index, *address};
}

// RTA_VIA carries a next hop of the other family: IPv4 behind an IPv6 router (RFC 5549).
std::optional<net::IpAddress> next_hop_of(const Attributes& attributes) {
  if (const auto gateway = address_of(attributes.find(RTA_GATEWAY))) return gateway;
  const auto via = attributes.find(RTA_VIA);
  if (!via || via->size() < sizeof(rtvia)) return std::nullopt;
  return net::IpAddress::from_bytes(via->subspan(sizeof(rtvia::rtvia_family)));
}

void add_gateway(std::uint32_t index, const Attributes& attributes, std::vector<Gateway>& gateways) {
  if (const auto gateway = next_hop_of(attributes)) gateways.push_back({index, *gateway});
}

void add_next_hops(Bytes bytes, std::vector<Gateway>& gateways) {
  while (bytes.size() >= sizeof(rtnexthop)) {
    rtnexthop hop;
    std::memcpy(&hop, bytes.data(), sizeof(hop));
    if (hop.rtnh_len < sizeof(hop) || hop.rtnh_len > bytes.size()) return;
    add_gateway(static_cast<std::uint32_t>(hop.rtnh_ifindex),
                Attributes(bytes.subspan(sizeof(hop), hop.rtnh_len - sizeof(hop))), gateways);
    const std::size_t padded = (static_cast<std::size_t>(hop.rtnh_len) + 3) / 4 * 4;
    bytes = bytes.subspan(std::min(padded, bytes.size()));
  }
}

News read_route(Bytes bytes) {
  const auto header = take_structure<rtmsg>(bytes);
  if (!header || header->rtm_dst_len != 0 || header->rtm_type != RTN_UNICAST) return {};
  if (header->rtm_family != AF_INET && header->rtm_family != AF_INET6) return {};
  const Attributes attributes(bytes);
  if (attributes.number<std::uint32_t>(RTA_TABLE).value_or(header->rtm_table) != RT_TABLE_MAIN) return {};
  DefaultRoute route;
  route.family = header->rtm_family == AF_INET ? net::Family::ipv4 : net::Family::ipv6;
  add_gateway(attributes.number<std::uint32_t>(RTA_OIF).value_or(0), attributes, route.gateways);
  if (const auto hops = attributes.find(RTA_MULTIPATH)) add_next_hops(*hops, route.gateways);
  return route;
}

template <class Header>
std::vector<std::uint8_t> request(std::uint16_t type, std::uint32_t sequence, const Header& header) {
  nlmsghdr message{};
  message.nlmsg_len = sizeof(message) + sizeof(header);
  message.nlmsg_type = type;
  message.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  message.nlmsg_seq = sequence;
  std::vector<std::uint8_t> bytes(message.nlmsg_len);
  std::memcpy(bytes.data(), &message, sizeof(message));
  std::memcpy(bytes.data() + sizeof(message), &header, sizeof(header));
  return bytes;
}

// Of the main table only; a kernel that does not check requests strictly (before Linux 4.20) tells of all.
std::vector<std::uint8_t> route_request(std::uint32_t sequence, std::uint8_t family) {
  struct MainTable {
    rtmsg header{};
    rtattr attribute{.rta_len = sizeof(rtattr) + sizeof(std::uint32_t), .rta_type = RTA_TABLE};
    std::uint32_t table = RT_TABLE_MAIN;
  } wanted;
  wanted.header.rtm_family = family;
  return request(RTM_GETROUTE, sequence, wanted);
}

}  // namespace

bool Message::ends_dump() const {
  return type == NLMSG_DONE || type == NLMSG_ERROR;
}
// Both begin with it: a negative number when the dump broke off.
int Message::error() const {
  Bytes bytes = payload;
  return ends_dump() ? -take_structure<int>(bytes).value_or(0) : 0;
}
bool Message::belongs_to_dump() const {
  return (flags & NLM_F_MULTI) != 0;
}
bool Message::interrupted() const {
  return (flags & NLM_F_DUMP_INTR) != 0;
}

std::optional<Message> take_message(std::span<const std::uint8_t>& bytes) {
  if (bytes.size() < sizeof(nlmsghdr)) return std::nullopt;
  nlmsghdr header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > bytes.size()) return std::nullopt;
  const Message message{.type = header.nlmsg_type,
                        .flags = header.nlmsg_flags,
                        .sequence = header.nlmsg_seq,
                        .payload = bytes.subspan(sizeof(header), header.nlmsg_len - sizeof(header))};
  const std::size_t padded = (static_cast<std::size_t>(header.nlmsg_len) + 3) / 4 * 4;
  bytes = bytes.subspan(std::min(padded, bytes.size()));
  return message;
}

News read(const Message& message) {
  switch (message.type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
      return read_link(message.payload, message.type == RTM_DELLINK);
    case RTM_NEWADDR:
    case RTM_DELADDR:
      return read_address(message.payload, message.type == RTM_DELADDR);
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
      return read_route(message.payload);
    default:
      return {};
  }
}

std::vector<std::uint8_t> dump_request(Subject subject, std::uint32_t sequence) {
  switch (subject) {
    case Subject::links:
      return request(RTM_GETLINK, sequence, ifinfomsg{});
    case Subject::addresses:
      return request(RTM_GETADDR, sequence, ifaddrmsg{});
    case Subject::ipv4_routes:
      return route_request(sequence, AF_INET);
    case Subject::ipv6_routes:
      return route_request(sequence, AF_INET6);
  }
  return {};
}

}  // namespace herald::speaker::io::rtnetlink
