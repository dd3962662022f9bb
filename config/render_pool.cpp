#include "config/render_objects.h"

#include <algorithm>

namespace herald::config {
namespace {

std::string_view name_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::layer2:
      return "layer2";
    case Protocol::bgp:
      return "bgp";
    case Protocol::both:
      return "both";
  }
  return "";
}

std::string_view name_of(alloc::Order order) {
  switch (order) {
    case alloc::Order::ascending:
      return "ascending";
    case alloc::Order::descending:
      return "descending";
    case alloc::Order::random:
      return "random";
    case alloc::Order::spread:
      return "spread";
  }
  return "";
}

YamlText render_blocks(const std::vector<net::AddressBlock>& blocks) {
  YamlText out = YamlText::list();
  for (const net::AddressBlock& block : blocks)
    out.add(YamlText::plain(block.to_string()));
  return out;
}

void add_what_to_assign(YamlText& out, const alloc::PoolSpec& spec) {
  out.add("addresses", render_blocks(spec.addresses));
  if (!spec.exclude.empty()) out.add("exclude", render_blocks(spec.exclude));
  add_flag(out, "skip-network-addresses", spec.skip_network_addresses, false);
  add_flag(out, "avoid-buggy-ips", spec.avoid_buggy_ips, false);
  add_flag(out, "auto-assign", spec.auto_assign, true);
  add_flag(out, "disabled", spec.disabled, false);
  if (spec.order != alloc::Order::ascending)
    out.add("order", YamlText::plain(std::string(name_of(spec.order))));
  if (spec.priority) out.add("priority", YamlText::plain(std::to_string(*spec.priority)));
}

// The alias of the file where there is one; else a name or number that no alias hides.
std::string name_of(Community community, const CommunityNames& aliases) {
  const auto alias =
      std::ranges::find_if(aliases, [&](const auto& entry) { return entry.second == community; });
  if (alias != aliases.end()) return alias->first;
  const std::string name = community.to_string();
  return aliases.contains(name) ? community.numbers() : name;
}

bool is_the_default(const std::vector<Advertisement>& advertisements) {
  return advertisements.size() == 1 && advertisements.front() == Advertisement{};
}

}  // namespace

YamlText render_advertisement(const Advertisement& advertisement, const CommunityNames& aliases) {
  YamlText out = YamlText::map();
  const auto add_number = [&](std::string_view key, auto value) {
    out.add(key, YamlText::plain(std::to_string(value)));
  };
  if (advertisement.aggregation_length != 32)
    add_number("aggregation-length", advertisement.aggregation_length);
  if (advertisement.aggregation_length_v6 != 128)
    add_number("aggregation-length-v6", advertisement.aggregation_length_v6);
  if (advertisement.local_preference) add_number("localpref", *advertisement.local_preference);
  std::vector<std::string> communities;
  for (const Community community : advertisement.communities)
    communities.push_back(name_of(community, aliases));
  add_texts(out, "communities", communities);
  std::vector<std::string> large;
  for (const LargeCommunity& community : advertisement.large_communities)
    large.push_back(community.to_string());
  add_texts(out, "large-communities", large);
  if (advertisement.med) add_number("med", *advertisement.med);
  if (advertisement.as_path_prepend != 0) add_number("as-path-prepend", advertisement.as_path_prepend);
  if (advertisement.weight == Weight::endpoints) out.add("weight", YamlText::plain("endpoints"));
  add_texts(out, "peers", advertisement.peers);
  add_selectors(out, "node-selectors", advertisement.node_selectors);
  add_selectors(out, "service-selectors", advertisement.service_selectors);
  return out;
}

YamlText render_pool(const Pool& pool, const CommunityNames& aliases) {
  YamlText out = YamlText::map();
  out.add("name", YamlText::text(pool.spec.name));
  out.add("protocol", YamlText::plain(std::string(name_of(pool.protocol))));
  add_what_to_assign(out, pool.spec);
  add_texts(out, "namespaces", pool.spec.admission.namespaces);
  add_selectors(out, "namespace-selectors", pool.spec.admission.namespace_selectors);
  add_selectors(out, "service-selectors", pool.spec.admission.service_selectors);
  add_selectors(out, "node-selectors", pool.node_selectors);
  add_texts(out, "interfaces", pool.interfaces);
  if (pool.advertisements.empty() || is_the_default(pool.advertisements)) return out;
  YamlText advertisements = YamlText::list();
  for (const Advertisement& each : pool.advertisements)
    advertisements.add(render_advertisement(each, aliases));
  out.add("bgp-advertisements", std::move(advertisements));
  return out;
}

}  // namespace herald::config
