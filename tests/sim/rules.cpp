#include "tests/sim/rules.h"

#include <algorithm>

namespace herald::sim {
namespace {

std::string annotation(const model::Service& service, const char* name) {
  const auto at = service.annotations.find(name);
  return at == service.annotations.end() ? std::string() : at->second;
}

std::optional<std::vector<net::IpAddress>> addresses_in(std::string text) {
  std::vector<net::IpAddress> addresses;
  while (!text.empty()) {
    const std::string item = text.substr(0, text.find(','));
    text.erase(0, item.size() + 1);
    const auto address = net::IpAddress::parse(item);
    if (!address) return std::nullopt;
    addresses.push_back(*address);
  }
  return addresses;
}

bool in_any(const std::vector<net::AddressBlock>& blocks, net::IpAddress address) {
  return std::ranges::any_of(blocks, [&](const auto& block) { return block.range().contains(address); });
}

bool is_end_of_network(const std::vector<net::AddressBlock>& blocks, net::IpAddress address) {
  return address.is_v4() && std::ranges::any_of(blocks, [&](const auto& block) {
           return block.cidr() != nullptr && block.cidr()->prefix_length() < 31 &&
                  (block.range().first() == address || block.range().last() == address);
         });
}

bool is_buggy(net::IpAddress address) {
  const auto last = static_cast<unsigned>(address.value() & 0xff);
  return address.is_v4() && (last == 0 || last == 255);
}

net::Family other(net::Family family) {
  return family == net::Family::ipv4 ? net::Family::ipv6 : net::Family::ipv4;
}

}  // namespace

bool is_ours(const model::Service& service) {
  return service.is_load_balancer && !service.load_balancer_class;
}

Wishes wishes(const model::Service& service) {
  Wishes wishes;
  if (service.ip_families.empty()) return {.unreadable = true, .second = {}, .pool = {}, .addresses = {}};
  wishes.primary = service.ip_families.front();
  wishes.second_required = service.family_policy == model::FamilyPolicy::require_dual_stack;
  if (service.ip_families.size() > 1 || wishes.second_required) wishes.second = other(wishes.primary);
  const std::string here = annotation(service, kPoolRequest);
  const std::string elsewhere = annotation(service, kPoolRequestElsewhere);
  if (!here.empty() && !elsewhere.empty() && here != elsewhere) wishes.unreadable = true;
  if (!here.empty() || !elsewhere.empty()) wishes.pool = here.empty() ? elsewhere : here;
  const auto addresses = addresses_in(annotation(service, kAddressRequest));
  const auto in_spec = addresses_in(service.load_balancer_ip);
  if (!addresses || !in_spec) return {.unreadable = true, .second = {}, .pool = {}, .addresses = {}};
  wishes.addresses = addresses->empty() ? *in_spec : *addresses;
  if (!addresses->empty() && !in_spec->empty() && *addresses != *in_spec) wishes.unreadable = true;
  return wishes;
}

bool may_live_together(const model::Service& a, const model::Service& b) {
  const std::string key = annotation(a, kSharingKey);
  if (key.empty() || key != annotation(b, kSharingKey)) return false;
  for (const auto& port : a.ports) {
    if (std::ranges::find(b.ports, port) != b.ports.end()) return false;
  }
  if (a.traffic_policy != b.traffic_policy) return false;
  return a.traffic_policy == model::TrafficPolicy::cluster || a.selector == b.selector;
}

bool shows(const model::Service& service, net::IpAddress address) {
  return std::ranges::find(service.ingress, address) != service.ingress.end();
}

bool hands_out(const config::Pool& pool, net::IpAddress address) {
  const alloc::PoolSpec& spec = pool.spec;
  if (!in_any(spec.addresses, address) || in_any(spec.exclude, address)) return false;
  if (spec.skip_network_addresses && is_end_of_network(spec.addresses, address)) return false;
  return !(spec.avoid_buggy_ips && is_buggy(address));
}

bool admits(const config::Pool& pool, const model::Service& service, const model::Labels& labels) {
  const alloc::Admission& admission = pool.spec.admission;
  const bool any_namespace = admission.namespaces.empty() && admission.namespace_selectors.empty();
  const bool name_space = any_namespace || admission.namespaces.contains(service.key.name_space) ||
                          model::any_matches(admission.namespace_selectors, labels);
  const bool itself =
      admission.service_selectors.empty() || model::any_matches(admission.service_selectors, service.labels);
  return name_space && itself;
}

std::vector<net::IpAddress> all_addresses(const config::Pool& pool) {
  std::vector<net::IpAddress> all;
  for (const auto& block : pool.spec.addresses) {
    const net::IpRange range = block.range();
    for (net::U128 value = range.first().value(); value <= range.last().value(); ++value) {
      const auto address = net::IpAddress::of(range.family(), value);
      if (hands_out(pool, address)) all.push_back(address);
    }
  }
  return all;
}

std::string pool_of(const Pools& pools, net::IpAddress address) {
  const auto found = std::ranges::find_if(pools, [&](const auto& pool) { return hands_out(pool, address); });
  return found == pools.end() ? std::string() : found->spec.name;
}

const model::Labels& Moment::labels_of(const model::Service& service) const {
  static const model::Labels none;
  const auto at = namespaces.find(service.key.name_space);
  return at == namespaces.end() ? none : at->second;
}

bool Moment::is_open(net::IpAddress address, const model::Service& to) const {
  if (strangers.contains(address)) return false;
  return std::ranges::all_of(services, [&](const model::Service& other) {
    return other.key == to.key || !shows(other, address) || may_live_together(other, to);
  });
}

bool Moment::could_give(const config::Pool& pool, const model::Service& to, net::Family family) const {
  return std::ranges::any_of(all_addresses(pool), [&](net::IpAddress address) {
    return address.family() == family && is_open(address, to);
  });
}

bool Moment::is_candidate(const config::Pool& pool, const model::Service& service) const {
  if (pool.spec.disabled || !admits(pool, service, labels_of(service))) return false;
  const Wishes wished = wishes(service);
  return wished.pool ? *wished.pool == pool.spec.name : pool.spec.auto_assign;
}

bool Moment::satisfiable(const model::Service& service) const {
  const Wishes wished = wishes(service);
  if (wished.unreadable) return false;
  if (!wished.addresses.empty()) {
    if (wished.second || wished.pool || wished.addresses.size() != 1) return false;
    const net::IpAddress address = wished.addresses.front();
    return address.family() == wished.primary && is_open(address, service) &&
           std::ranges::any_of(pools, [&](const config::Pool& pool) {
             return !pool.spec.disabled && hands_out(pool, address) &&
                    admits(pool, service, labels_of(service));
           });
  }
  return std::ranges::any_of(pools, [&](const config::Pool& pool) {
    return is_candidate(pool, service) && could_give(pool, service, wished.primary) &&
           (!wished.second_required || could_give(pool, service, *wished.second));
  });
}

bool Moment::could_top_up(const model::Service& service) const {
  const Wishes wished = wishes(service);
  if (wished.unreadable || !wished.second || !wished.addresses.empty() || service.ingress.size() != 1)
    return false;
  if (service.ingress.front().family() != wished.primary) return false;
  const std::string name = pool_of(pools, service.ingress.front());
  return std::ranges::any_of(pools, [&](const config::Pool& pool) {
    return pool.spec.name == name && is_candidate(pool, service) && could_give(pool, service, *wished.second);
  });
}

}  // namespace herald::sim
