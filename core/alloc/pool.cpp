#include "core/alloc/pool.h"

#include "core/base/check.h"

#include <algorithm>
#include <utility>

namespace herald::alloc {
namespace {

// A /31 is a link of two hosts (RFC 3021) and a /32 is one host: neither has a network or broadcast address.
bool has_network_addresses(const net::AddressBlock& block) {
  return block.cidr() != nullptr && block.family() == net::Family::ipv4 &&
         block.cidr()->prefix_length() <= 30;
}

bool is_network_address(const net::AddressBlock& block, net::IpAddress address) {
  if (!has_network_addresses(block)) return false;
  return address == block.range().first() || address == block.range().last();
}

bool covers(const std::vector<net::AddressBlock>& blocks, net::IpAddress address) {
  return std::ranges::any_of(blocks,
                             [&](const net::AddressBlock& block) { return block.range().contains(address); });
}

}  // namespace

Pool::Pool(PoolSpec spec) : spec_(std::move(spec)), numbering_(spec_.avoid_buggy_ips) {
  net::IpRangeSet usable;
  for (const net::AddressBlock& block : spec_.addresses)
    usable.insert(block.range());
  for (const net::AddressBlock& block : spec_.exclude)
    usable.erase(block.range());
  if (spec_.skip_network_addresses) leave_out_network_addresses(usable);
  number(usable);
}

void Pool::leave_out_network_addresses(net::IpRangeSet& usable) const {
  for (const net::AddressBlock& block : spec_.addresses) {
    if (!has_network_addresses(block)) continue;
    usable.erase(net::IpRange::single(block.range().first()));
    usable.erase(net::IpRange::single(block.range().last()));
  }
}

void Pool::number(const net::IpRangeSet& usable) {
  for (const auto& [first, last] : usable.ranges()) {
    if (const auto run = numbering_.positions(*net::IpRange::make(first, last))) positions_.insert(*run);
  }
  std::array<net::U128, 2> before{};
  for (const auto& [first, last] : positions_.ranges()) {
    const auto family = static_cast<std::size_t>(first.family());
    const net::IpRange run = *net::IpRange::make(first, last);
    runs_[family].push_back({before[family], run});
    before[family] = net::saturating_add(before[family], run.size());
  }
}

bool Pool::usable(net::IpAddress address) const {
  return numbering_.has(address) && positions_.contains(numbering_.position(address));
}

net::IpAddress Pool::nth(net::Family family, net::U128 index) const {
  const auto& runs = runs_[static_cast<std::size_t>(family)];
  const auto after = std::ranges::upper_bound(runs, index, {}, &Run::before);
  HERALD_CHECK(after != runs.begin());
  const Run& run = *std::prev(after);
  return net::IpAddress::of(family, run.range.first().value() + (index - run.before));
}

std::string Pool::why_unusable(net::IpAddress address) const {
  if (usable(address)) return {};
  if (covers(spec_.exclude, address)) return "it is excluded";
  if (!numbering_.has(address)) return "it ends in .0 or .255, which avoid-buggy-ips leaves out";
  const bool network = std::ranges::any_of(
      spec_.addresses, [&](const auto& block) { return is_network_address(block, address); });
  return network ? "it is a network or broadcast address" : "it is not among its addresses";
}

bool Pool::admits(const Demand& demand) const {
  return not_admitted(demand).empty();
}

std::string Pool::not_admitted(const Demand& demand) const {
  const Admission& admission = spec_.admission;
  const bool any_namespace = admission.namespaces.empty() && admission.namespace_selectors.empty();
  if (!any_namespace && !admission.namespaces.contains(demand.service.name_space) &&
      !model::any_matches(admission.namespace_selectors, demand.namespace_labels)) {
    return "namespace \"" + demand.service.name_space + "\"";
  }
  if (!admission.service_selectors.empty() &&
      !model::any_matches(admission.service_selectors, demand.labels)) {
    return "a Service with these labels";
  }
  return {};
}

}  // namespace herald::alloc
