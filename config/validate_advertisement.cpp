// address-pools[].bgp-advertisements[]
#include "config/drafts.h"
#include "config/keys.h"
#include "config/network_readers.h"
#include "config/readers.h"

namespace herald::config {
namespace {

constexpr int kMaxPrepend = 32;  // more makes routers refuse the path, not dislike it

const OneOf<Weight> kWeight{{{"none", Weight::none}, {"endpoints", Weight::endpoints}}};

std::set<std::string> values_of(const std::vector<Placed<std::string>>& names, Report& report) {
  std::set<std::string> out;
  for (const auto& [name, place] : names) {
    if (!out.insert(name).second) report.error(place, "is in this list already; remove one of the two");
  }
  return out;
}

}  // namespace

std::optional<AdvertisementDraft> ReadAdvertisement::operator()(const Cursor& at) const {
  const std::size_t complaints = at.report().complaints();
  AdvertisementDraft draft;
  draft.place = at.place();
  Advertisement& out = draft.value;
  Keys keys(at);
  keys.optional("aggregation-length", out.aggregation_length, WholeNumber<int>{.min = 1, .max = 32});
  keys.optional("aggregation-length-v6", out.aggregation_length_v6, WholeNumber<int>{.min = 1, .max = 128});
  keys.optional("localpref", out.local_preference, WholeNumber<std::uint32_t>{});
  keys.optional("communities", out.communities, SetOf{AliasOrCommunity{aliases}});
  keys.optional("large-communities", out.large_communities, SetOf{LargeCommunityValue{}});
  keys.optional("med", out.med, WholeNumber<std::uint32_t>{});
  keys.optional("as-path-prepend", out.as_path_prepend, WholeNumber<int>{.min = 0, .max = kMaxPrepend});
  keys.optional("weight", out.weight, kWeight);
  keys.optional("peers", draft.peers, PlacedListOf{Name{}});
  keys.optional("node-selectors", out.node_selectors, ListOf{ReadSelector{}});
  keys.optional("service-selectors", out.service_selectors, ListOf{ReadSelector{}});
  keys.finish();
  out.peers = values_of(draft.peers, at.report());
  draft.aggregation_length = keys.place_of("aggregation-length");
  draft.aggregation_length_v6 = keys.place_of("aggregation-length-v6");
  draft.local_preference = keys.place_of("localpref");
  draft.med = keys.place_of("med");
  draft.sound = at.report().complaints() == complaints;
  return draft;
}

}  // namespace herald::config
