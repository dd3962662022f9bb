// The node's interfaces, and which of them an address may be announced on. An address names what it needs by
// patterns (its need); those to be ignored (what containers bring) are left out, whatever a need says. A
// value: told of changes, asked for what follows.
#pragma once

#include "core/l2/link.h"
#include "core/net/ip.h"
#include "core/net/mac.h"
#include "core/own/types.h"
#include "speaker/wire_events.h"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace herald::speaker::wire {

class Interfaces {
 public:
  // Each says whether anything is different now.
  bool change(const Interface& interface);
  bool remove(InterfaceIndex index);
  bool ignore(const std::vector<std::string>& patterns);  // these, and no others

  // Somebody has this need; counted, so that it is forgotten when nobody has it any more.
  void add_need(own::InterfaceNeed need, const std::vector<std::string>& patterns);
  void drop_need(own::InterfaceNeed need);

  // The interfaces that meet the need and are up, by index.
  [[nodiscard]] std::vector<l2::Link> links_of(own::InterfaceNeed need) const;
  [[nodiscard]] std::vector<own::InterfaceNeed> needs() const;
  [[nodiscard]] std::vector<own::InterfaceNeed> unmet() const;
  // A clause for people: why nothing meets the need.
  [[nodiscard]] std::string why_unmet(own::InterfaceNeed need) const;

  [[nodiscard]] const Interface* find(InterfaceIndex index) const;
  [[nodiscard]] bool is_own(const net::MacAddress& mac) const;
  // Of all that are not left out, also while they are down: they come up, and announce, at any time.
  [[nodiscard]] std::set<net::MacAddress> macs() const;
  [[nodiscard]] std::vector<std::pair<l2::Link, net::IpAddress>> gateways() const;
  // The interface that has the address; none: nullptr.
  [[nodiscard]] const Interface* holder_of(const net::IpAddress& own_address) const;
  [[nodiscard]] bool is_up(const std::string& name) const;

 private:
  struct Need {
    std::vector<std::string> patterns;
    std::size_t count = 0;
  };
  [[nodiscard]] bool is_usable(const Interface& interface) const;

  std::map<InterfaceIndex, Interface> interfaces_;
  std::map<own::InterfaceNeed, Need> needs_;
  std::vector<std::string> ignored_;
};

}  // namespace herald::speaker::wire
