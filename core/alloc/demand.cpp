#include "core/alloc/demand.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace herald::alloc {
namespace {

using model::Reason;
using model::Refusal;

// Ours first, then those that clusters carry from before.
constexpr std::array<std::string_view, 3> kPoolAnnotations = {
    "lb.herald/address-pool", "metallb.io/address-pool", "metallb.universe.tf/address-pool"};
constexpr std::array<std::string_view, 3> kAddressAnnotations = {
    "lb.herald/addresses", "metallb.io/loadBalancerIPs", "metallb.universe.tf/loadBalancerIPs"};
constexpr std::array<std::string_view, 3> kSharingAnnotations = {
    "lb.herald/allow-shared-ip", "metallb.io/allow-shared-ip", "metallb.universe.tf/allow-shared-ip"};

// One place where a wish is written down, and what it says.
struct Source {
  std::string_view name;
  std::string_view text;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

// An annotation left empty (templates do that) says nothing.
std::vector<Source> sources(const model::Service& service, std::span<const std::string_view> names) {
  std::vector<Source> found;
  for (const std::string_view name : names) {
    const auto annotation = service.annotations.find(name);
    if (annotation == service.annotations.end()) continue;
    const std::string_view text = trimmed(annotation->second);
    if (!text.empty()) found.push_back({name, text});
  }
  return found;
}

Refusal conflict(const Source& a, const Source& b) {
  return {Reason::conflicting_requests, std::string(a.name) + " says " + quoted(a.text) + " but " +
                                            std::string(b.name) + " says " + quoted(b.text) +
                                            "; make them agree or remove one"};
}

Refusal malformed(const Source& source, std::string_view what) {
  return {Reason::bad_request,
          std::string(source.name) + ": " + std::string(what) +
              "; write one address, or one IPv4 and one IPv6 address separated by a comma"};
}

// What all sources agree on; nothing when there are none.
Result<std::optional<std::string>, Refusal> agreed_text(const std::vector<Source>& sources) {
  if (sources.empty()) return std::nullopt;
  for (const Source& source : sources) {
    if (source.text != sources.front().text) return fail(conflict(sources.front(), source));
  }
  return std::string(sources.front().text);
}

Result<std::vector<net::IpAddress>, Refusal> parse_addresses(const Source& source) {
  std::vector<net::IpAddress> addresses;
  std::string_view rest = source.text;
  while (true) {
    const auto comma = rest.find(',');
    const std::string_view item = trimmed(rest.substr(0, comma));
    const auto address = net::IpAddress::parse(item);
    if (!address) return fail(malformed(source, quoted(item) + " is not an IP address"));
    addresses.push_back(*address);
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  std::ranges::sort(addresses);
  const auto same_family = [](const auto& a, const auto& b) { return a.family() == b.family(); };
  const auto twice = std::ranges::adjacent_find(addresses, same_family);
  if (twice == addresses.end()) return addresses;
  const std::string family(net::family_name(twice->family()));
  return fail(malformed(source, "it names more than one " + family + " address"));
}

Result<std::vector<net::IpAddress>, Refusal> requested_addresses(const model::Service& service) {
  auto from = sources(service, kAddressAnnotations);
  const std::string_view in_spec = trimmed(service.load_balancer_ip);
  if (!in_spec.empty()) from.push_back({"spec.loadBalancerIP", in_spec});
  std::vector<net::IpAddress> agreed;
  for (const Source& source : from) {
    auto addresses = parse_addresses(source);
    if (!addresses) return fail(std::move(addresses.error()));
    if (agreed.empty()) agreed = *addresses;
    if (agreed != *addresses) return fail(conflict(from.front(), source));
  }
  return agreed;
}

SharingTerms terms_of(const model::Service& service, const std::vector<Source>& keys) {
  SharingTerms terms;
  if (!keys.empty()) terms.key = keys.front().text;
  terms.ports = service.ports;
  std::ranges::sort(terms.ports);
  const auto repeats = std::ranges::unique(terms.ports);
  terms.ports.erase(repeats.begin(), repeats.end());
  terms.policy = service.traffic_policy;
  terms.selector = service.selector;
  return terms;
}

net::Family other(net::Family family) {
  return family == net::Family::ipv4 ? net::Family::ipv6 : net::Family::ipv4;
}

// The families as listed, else those of the cluster IPs (API servers before dual stack have no list).
std::vector<net::Family> listed_families(const model::Service& service) {
  if (!service.ip_families.empty()) return service.ip_families;
  std::vector<net::Family> families;
  for (const net::IpAddress& address : service.cluster_ips)
    families.push_back(address.family());
  return families;
}

std::optional<FamilyNeed> family_need(const model::Service& service) {
  const auto families = listed_families(service);
  if (families.empty()) return std::nullopt;
  FamilyNeed need{.primary = families.front(), .second = std::nullopt};
  need.second_required = service.family_policy == model::FamilyPolicy::require_dual_stack;
  if (need.second_required || std::ranges::count(families, other(need.primary)) > 0) {
    need.second = other(need.primary);
  }
  return need;
}

Refusal awaiting_cluster_ip() {
  return {Reason::awaiting_cluster_ip,
          "the Service has neither ipFamilies nor a cluster IP yet, so its address family is unknown"};
}

}  // namespace

Result<Demand, Defect> read_demand(const model::Service& service, const model::Labels& namespace_labels) {
  const auto key_sources = sources(service, kSharingAnnotations);
  SharingTerms terms = terms_of(service, key_sources);
  const auto key = agreed_text(key_sources);
  const auto defect = [&](Refusal refusal) {
    return fail(Defect{std::move(refusal), terms, !key.has_value()});
  };
  if (!key) return defect(key.error());
  auto pool = agreed_text(sources(service, kPoolAnnotations));
  if (!pool) return defect(std::move(pool.error()));
  auto addresses = requested_addresses(service);
  if (!addresses) return defect(std::move(addresses.error()));
  const auto families = family_need(service);
  if (!families) return defect(awaiting_cluster_ip());
  return Demand{service.key, service.labels,      namespace_labels,
                *families,   {*pool, *addresses}, std::move(terms)};
}

}  // namespace herald::alloc
