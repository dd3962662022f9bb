#include "speaker/io/interface_table.h"

#include <algorithm>
#include <utility>

namespace herald::speaker::io {

void InterfaceTable::apply(const rtnetlink::News& news) {
  std::visit([this](const auto& told) { this->on(told); }, news);
}

void InterfaceTable::on(const rtnetlink::Link& link) {
  rtnetlink::Link& kept = links_[link.index];
  if (kept.up && !link.up && has_gateway(link.index)) gateways_doubt_ = true;
  kept = link;
  touched_.insert(link.index);
}

void InterfaceTable::on(const rtnetlink::LinkGone& link) {
  if (has_gateway(link.index)) gateways_doubt_ = true;
  links_.erase(link.index);
  addresses_.erase(addresses_.lower_bound({link.index, net::IpAddress::lowest(net::Family::ipv4)}),
                   addresses_.lower_bound({link.index + 1, net::IpAddress::lowest(net::Family::ipv4)}));
  touched_.insert(link.index);
}

void InterfaceTable::on(const rtnetlink::Address& address) {
  addresses_.emplace(address.index, address.address);
  touched_.insert(address.index);
}

void InterfaceTable::on(const rtnetlink::AddressGone& address) {
  if (has_gateway(address.index)) gateways_doubt_ = true;
  addresses_.erase({address.index, address.address});
  touched_.insert(address.index);
}

void InterfaceTable::on(const rtnetlink::DefaultRoute& /*route*/) {
  gateways_doubt_ = true;
}

void InterfaceTable::replace_gateways(net::Family family, std::vector<rtnetlink::Gateway> gateways) {
  std::set<rtnetlink::Gateway>& kept = gateways_[family];
  for (const rtnetlink::Gateway& gateway : kept)
    touched_.insert(gateway.index);
  kept = {gateways.begin(), gateways.end()};
  for (const rtnetlink::Gateway& gateway : kept)
    touched_.insert(gateway.index);
}

bool InterfaceTable::take_gateways_doubt() {
  return std::exchange(gateways_doubt_, false);
}

void InterfaceTable::start_over() {
  links_.clear();
  addresses_.clear();
  gateways_.clear();
  gateways_doubt_ = false;
  for (const auto& [index, interface] : reported_)
    touched_.insert(index);
}

InterfaceChanges InterfaceTable::changes() {
  InterfaceChanges gone;
  InterfaceChanges changed;
  for (const std::uint32_t index : std::exchange(touched_, {})) {
    const auto reported = reported_.find(index);
    auto now = view(index);
    if (!now && reported != reported_.end()) {
      gone.emplace_back(InterfaceGone{index});
      reported_.erase(reported);
    } else if (now && (reported == reported_.end() || reported->second != *now)) {
      reported_[index] = *now;
      changed.emplace_back(*std::move(now));
    }
  }
  gone.insert(gone.end(), std::make_move_iterator(changed.begin()), std::make_move_iterator(changed.end()));
  return gone;
}

bool InterfaceTable::has_gateway(std::uint32_t index) const {
  return std::ranges::any_of(gateways_, [&](const auto& of_family) {
    const auto first = of_family.second.lower_bound({index, net::IpAddress::lowest(net::Family::ipv4)});
    return first != of_family.second.end() && first->index == index;
  });
}

std::optional<Interface> InterfaceTable::view(std::uint32_t index) const {
  const auto link = links_.find(index);
  if (link == links_.end() || !link->second.suitable) return std::nullopt;
  Interface made;
  made.index = index;
  made.name = link->second.name;
  made.mac = link->second.mac;
  made.up = link->second.up;
  for (auto at = addresses_.lower_bound({index, net::IpAddress::lowest(net::Family::ipv4)});
       at != addresses_.end() && at->first == index; ++at)
    made.addresses.push_back(at->second);
  for (const auto& [family, gateways] : gateways_) {
    for (const rtnetlink::Gateway& gateway : gateways) {
      if (gateway.index == index) made.gateways.push_back(gateway.address);
    }
  }
  std::ranges::sort(made.gateways);
  return made;
}

}  // namespace herald::speaker::io
