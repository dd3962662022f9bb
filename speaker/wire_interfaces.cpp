#include "speaker/wire_interfaces.h"

#include "speaker/glob.h"

#include <algorithm>

namespace herald::speaker::wire {
namespace {

bool matches_any(const std::vector<std::string>& patterns, const std::string& name) {
  return std::ranges::any_of(patterns, [&](const auto& pattern) { return glob_matches(pattern, name); });
}

l2::Link link_of(const Interface& interface) {
  return {interface.index, interface.mac};
}

std::string joined(const std::vector<std::string>& patterns) {
  std::string text;
  for (const std::string& pattern : patterns)
    text += (text.empty() ? "" : ", ") + pattern;
  return text;
}

}  // namespace

bool Interfaces::change(const Interface& interface) {
  const auto [known, added] = interfaces_.try_emplace(interface.index, interface);
  if (!added && known->second == interface) return false;
  known->second = interface;
  return true;
}

bool Interfaces::remove(InterfaceIndex index) {
  return interfaces_.erase(index) != 0;
}

bool Interfaces::ignore(const std::vector<std::string>& patterns) {
  if (patterns == ignored_) return false;
  ignored_ = patterns;
  return true;
}

void Interfaces::add_need(own::InterfaceNeed need, const std::vector<std::string>& patterns) {
  Need& known = needs_[need];
  known.patterns = patterns;
  ++known.count;
}

void Interfaces::drop_need(own::InterfaceNeed need) {
  const auto known = needs_.find(need);
  if (known != needs_.end() && --known->second.count == 0) needs_.erase(known);
}

bool Interfaces::is_usable(const Interface& interface) const {
  return interface.up && interface.mac != net::MacAddress() && !matches_any(ignored_, interface.name);
}

std::vector<l2::Link> Interfaces::links_of(own::InterfaceNeed need) const {
  const auto known = needs_.find(need);
  if (known == needs_.end()) return {};
  const auto& patterns = known->second.patterns;
  std::vector<l2::Link> links;
  for (const auto& [index, interface] : interfaces_) {
    const bool fits = patterns.empty() || matches_any(patterns, interface.name);
    if (fits && is_usable(interface)) links.push_back(link_of(interface));
  }
  return links;
}

std::vector<own::InterfaceNeed> Interfaces::needs() const {
  std::vector<own::InterfaceNeed> needs;
  needs.reserve(needs_.size());
  for (const auto& [need, what] : needs_)
    needs.push_back(need);
  return needs;
}

std::vector<own::InterfaceNeed> Interfaces::unmet() const {
  auto unmet = needs();
  std::erase_if(unmet, [&](own::InterfaceNeed need) { return !links_of(need).empty(); });
  return unmet;
}

std::string Interfaces::why_unmet(own::InterfaceNeed need) const {
  const auto known = needs_.find(need);
  const bool any = known == needs_.end() || known->second.patterns.empty();
  return any ? "no interface is up that can announce addresses"
             : "no interface is up whose name matches " + joined(known->second.patterns);
}

const Interface* Interfaces::find(InterfaceIndex index) const {
  const auto found = interfaces_.find(index);
  return found == interfaces_.end() ? nullptr : &found->second;
}

// Of those left out too: what a bridge of containers shows is no stranger.
bool Interfaces::is_own(const net::MacAddress& mac) const {
  return std::ranges::any_of(interfaces_, [&](const auto& entry) { return entry.second.mac == mac; });
}

std::set<net::MacAddress> Interfaces::macs() const {
  std::set<net::MacAddress> macs;
  for (const auto& [index, interface] : interfaces_) {
    if (interface.mac != net::MacAddress() && !matches_any(ignored_, interface.name))
      macs.insert(interface.mac);
  }
  return macs;
}

std::vector<std::pair<l2::Link, net::IpAddress>> Interfaces::gateways() const {
  std::vector<std::pair<l2::Link, net::IpAddress>> gateways;
  for (const auto& [index, interface] : interfaces_) {
    if (!interface.up) continue;
    for (const net::IpAddress& gateway : interface.gateways)
      gateways.emplace_back(link_of(interface), gateway);
  }
  return gateways;
}

const Interface* Interfaces::holder_of(const net::IpAddress& own_address) const {
  const auto has_it = [&](const auto& entry) {
    return std::ranges::find(entry.second.addresses, own_address) != entry.second.addresses.end();
  };
  const auto found = std::ranges::find_if(interfaces_, has_it);
  return found == interfaces_.end() ? nullptr : &found->second;
}

bool Interfaces::is_up(const std::string& name) const {
  return std::ranges::any_of(interfaces_,
                             [&](const auto& entry) { return entry.second.up && entry.second.name == name; });
}

}  // namespace herald::speaker::wire
