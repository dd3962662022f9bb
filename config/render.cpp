#include "config/render.h"

#include "config/duration.h"
#include "config/render_objects.h"
#include "config/yaml_text.h"

namespace herald::config {
namespace {

YamlText render_layer2(const Layer2& layer2) {
  const Layer2 defaults;
  YamlText out = YamlText::map();
  if (layer2.liveness_interval != defaults.liveness_interval) {
    out.add("liveness-interval", YamlText::plain(to_string(layer2.liveness_interval)));
  }
  if (layer2.liveness_multiplier != defaults.liveness_multiplier) {
    out.add("liveness-multiplier", YamlText::plain(std::to_string(layer2.liveness_multiplier)));
  }
  if (layer2.refresh != defaults.refresh) out.add("refresh", YamlText::plain(to_string(layer2.refresh)));
  add_flag(out, "conflict-probe", layer2.conflict_probe, defaults.conflict_probe);
  add_flag(out, "sticky", layer2.sticky, defaults.sticky);
  // An empty list is not the built-in one: it ignores nothing.
  if (layer2.ignore_interfaces) out.add("ignore-interfaces", render_texts(*layer2.ignore_interfaces));
  return out;
}

YamlText render_communities(const std::map<std::string, Community>& communities) {
  YamlText out = YamlText::map();
  for (const auto& [alias, value] : communities)
    out.add(alias, YamlText::text(value.numbers()));
  return out;
}

void add_if_any(YamlText& out, std::string_view key, YamlText value) {
  if (!value.empty()) out.add(key, std::move(value));
}

}  // namespace

std::string render(const Config& config) {
  YamlText out = YamlText::map();
  YamlText peers = YamlText::list();
  for (std::size_t i = 0; i < config.peers.size(); ++i)
    peers.add(render_peer(config.peers[i], i));
  YamlText profiles = YamlText::list();
  for (const BfdProfile& profile : config.bfd_profiles)
    profiles.add(render_bfd_profile(profile));
  YamlText pools = YamlText::list();
  for (const Pool& pool : config.pools)
    pools.add(render_pool(pool, config.communities));
  add_if_any(out, "peers", std::move(peers));
  add_if_any(out, "bfd-profiles", std::move(profiles));
  add_if_any(out, "bgp-communities", render_communities(config.communities));
  add_if_any(out, "address-pools", std::move(pools));
  add_if_any(out, "layer2", render_layer2(config.layer2));
  if (config.stranded == Stranded::release) out.add("stranded", YamlText::plain("release"));
  return out.document();
}

}  // namespace herald::config
