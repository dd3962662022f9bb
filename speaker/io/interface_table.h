// The interfaces of this machine, put together from what the kernel tells (rtnetlink.h), and what changed
// since somebody last looked. Pure: events in, differences out.
#pragma once

#include "core/net/ip.h"
#include "core/net/mac.h"
#include "speaker/io/rtnetlink.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace herald::speaker::io {

// An interface that can speak Ethernet; loopback, NOARP and enslaved ones never show up.
struct Interface {
  std::uint32_t index = 0;
  std::string name;
  net::MacAddress mac;
  bool up = false;                        // administratively up, with carrier, and not held back (802.1X)
  std::vector<net::IpAddress> addresses;  // sorted
  std::vector<net::IpAddress> gateways;   // next hops of default routes through it; sorted

  friend bool operator==(const Interface&, const Interface&) = default;
};

struct InterfaceGone {
  std::uint32_t index = 0;

  friend bool operator==(const InterfaceGone&, const InterfaceGone&) = default;
};

using InterfaceChange = std::variant<InterfaceGone, Interface>;
using InterfaceChanges = std::vector<InterfaceChange>;

class InterfaceTable {
 public:
  void apply(const rtnetlink::News& news);

  // The default routes of one family, all of them.
  void replace_gateways(net::Family family, std::vector<rtnetlink::Gateway> gateways);

  // Whether something happened after which the gateways may be others. The kernel drops IPv4 routes without a
  // word when their interface goes down or loses the address behind them, so events alone do not tell; they
  // have to be asked for. Reset by asking.
  [[nodiscard]] bool take_gateways_doubt();

  // Everything will be told anew. What was reported is remembered, so that changes() tells the difference.
  void start_over();

  // Since the last call: first what is gone, then what is new or different, each in order of index.
  [[nodiscard]] InterfaceChanges changes();

 private:
  void on(const rtnetlink::Link& link);
  void on(const rtnetlink::LinkGone& link);
  void on(const rtnetlink::Address& address);
  void on(const rtnetlink::AddressGone& address);
  void on(const rtnetlink::DefaultRoute& route);
  static void on(const std::monostate& /*nothing*/) {}

  [[nodiscard]] bool has_gateway(std::uint32_t index) const;
  [[nodiscard]] std::optional<Interface> view(std::uint32_t index) const;

  std::map<std::uint32_t, rtnetlink::Link> links_;
  std::set<std::pair<std::uint32_t, net::IpAddress>> addresses_;
  std::map<net::Family, std::set<rtnetlink::Gateway>> gateways_;
  bool gateways_doubt_ = false;

  std::set<std::uint32_t> touched_;
  std::map<std::uint32_t, Interface> reported_;
};

}  // namespace herald::speaker::io
