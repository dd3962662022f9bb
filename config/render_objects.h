// The parts of render(), one for each object of the grammar, and what they share.
#pragma once

#include "config/config.h"
#include "config/yaml_text.h"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace herald::config {

using CommunityNames = std::map<std::string, Community>;

[[nodiscard]] YamlText render_pool(const Pool& pool, const CommunityNames& aliases);
[[nodiscard]] YamlText render_advertisement(const Advertisement& advertisement,
                                            const CommunityNames& aliases);
[[nodiscard]] YamlText render_peer(const Peer& peer, std::size_t index);
[[nodiscard]] YamlText render_bfd_profile(const BfdProfile& profile);
[[nodiscard]] YamlText render_selectors(const std::vector<model::LabelSelector>& selectors);

void add_flag(YamlText& out, std::string_view key, bool value, bool default_value);
void add_selectors(YamlText& out, std::string_view key, const std::vector<model::LabelSelector>& selectors);

template <class Range>
[[nodiscard]] YamlText render_texts(const Range& texts) {
  YamlText out = YamlText::list();
  for (const auto& text : texts)
    out.add(YamlText::text(text));
  return out;
}

// Adds the list unless it is empty.
template <class Range>
void add_texts(YamlText& out, std::string_view key, const Range& texts) {
  YamlText list = render_texts(texts);
  if (!list.empty()) out.add(key, std::move(list));
}

}  // namespace herald::config
