// Short ways to set up pools and Services for the allocator's tests.
#pragma once

#include "core/alloc/allocator.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::alloc {

inline net::IpAddress ip(std::string_view text) {
  return net::IpAddress::parse(text).value();
}

inline std::vector<net::IpAddress> ips(std::initializer_list<std::string_view> texts) {
  std::vector<net::IpAddress> all;
  for (const std::string_view text : texts)
    all.push_back(ip(text));
  return all;
}

// "10.0.0.0/24" or "10.0.0.1-10.0.0.9".
inline net::AddressBlock block(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return net::AddressBlock(net::Cidr::parse(text).value());
  return net::AddressBlock(net::IpRange::make(ip(text.substr(0, dash)), ip(text.substr(dash + 1))).value());
}

inline PoolSpec pool(std::string name, std::initializer_list<std::string_view> blocks) {
  PoolSpec spec;
  spec.name = std::move(name);
  for (const std::string_view text : blocks)
    spec.addresses.push_back(block(text));
  return spec;
}

// A Service in namespace "shop" that wants one IPv4 address.
inline Demand demand(std::string name) {
  Demand wanted;
  wanted.service = {"shop", std::move(name)};
  wanted.sharing.ports = {{model::Protocol::tcp, 80}};
  return wanted;
}

inline Demand sharing(std::string name, std::string key, std::uint16_t port) {
  Demand wanted = demand(std::move(name));
  wanted.sharing.key = std::move(key);
  wanted.sharing.ports = {{model::Protocol::tcp, port}};
  return wanted;
}

inline Demand dual(std::string name, bool required) {
  Demand wanted = demand(std::move(name));
  wanted.families = {net::Family::ipv4, net::Family::ipv6, required};
  return wanted;
}

// An allocator that tests talk to in texts.
struct Site {
  Allocator allocator;

  explicit Site(std::vector<PoolSpec> pools) { static_cast<void>(allocator.set_pools(std::move(pools))); }

  Waits hold(const Demand& who, std::initializer_list<std::string_view> addresses) {
    return allocator.hold(who.service, who.sharing, ips(addresses));
  }

  // "10.0.0.1 2001:db8::1", or the reason why not.
  [[nodiscard]] std::string choose(const Demand& wanted,
                                   std::initializer_list<std::string_view> present = {}) const {
    const auto placement = allocator.choose(wanted, ips(present));
    if (!placement) return std::string(model::name(placement.error().refusal.reason));
    std::string text;
    for (const net::IpAddress address : placement->addresses) {
      text += (text.empty() ? "" : " ") + address.to_string();
    }
    return placement->complete ? text : text + " ...";
  }

  [[nodiscard]] std::string message(const Demand& wanted,
                                    std::initializer_list<std::string_view> present = {}) const {
    const auto placement = allocator.choose(wanted, ips(present));
    return placement ? "" : placement.error().refusal.message;
  }

  // Chooses and holds.
  std::string assign(const Demand& wanted) {
    const auto placement = allocator.choose(wanted, {});
    if (placement) allocator.hold(wanted.service, wanted.sharing, placement->addresses);
    return choose(wanted);
  }
};

}  // namespace herald::alloc
