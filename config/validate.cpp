#include "config/validate.h"

#include "config/cross_checks.h"
#include "config/drafts.h"
#include "config/keys.h"
#include "config/readers.h"

#include <utility>

namespace herald::config {
namespace {

const OneOf<Stranded> kStranded{{{"keep", Stranded::keep}, {"release", Stranded::release}}};

// People paste the whole manifest, or a custom resource of the years after the ConfigMap.
bool is_kubernetes_object(const RawNode& root) {
  return root.kind == RawKind::map && root.find("kind") != nullptr && root.find("apiVersion") != nullptr;
}

Draft read_document(const Cursor& at) {
  Draft draft;
  Keys keys(at);
  keys.optional("bgp-communities", draft.communities, ReadCommunityAliases{});
  keys.optional("peers", draft.peers, ListOf{ReadPeer{}});
  keys.optional("bfd-profiles", draft.bfd_profiles, ListOf{ReadBfdProfile{}});
  keys.optional("address-pools", draft.pools, ListOf{ReadPool{draft.communities}});
  keys.optional("layer2", draft.layer2, ReadLayer2{});
  keys.optional("stranded", draft.stranded, kStranded);
  for (const std::string_view key : {"hold-after-delete", "reuse-after", "reservations", "namespace-limit"}) {
    keys.later(key);
  }
  keys.finish();
  return draft;
}

void check_together(const Draft& draft, Report& report) {
  check_names(draft, report);
  check_equal_peers(draft, report);
  check_overlaps(draft, report);
  check_advertisements(draft, report);
  if (!report.has_errors()) warn_of_dead_settings(draft, report);
}

Pool finished(PoolDraft draft) {
  Pool pool = std::move(draft.value);
  for (auto& [block, place] : draft.addresses)
    pool.spec.addresses.push_back(block);
  for (auto& advertisement : draft.advertisements)
    pool.advertisements.push_back(std::move(advertisement.value));
  if (pool.protocol != Protocol::layer2 && pool.advertisements.empty()) pool.advertisements.emplace_back();
  return pool;
}

Config finished(Draft draft) {
  Config config;
  for (auto& pool : draft.pools)
    config.pools.push_back(finished(std::move(pool)));
  for (auto& peer : draft.peers)
    config.peers.push_back(std::move(peer.value));
  for (auto& profile : draft.bfd_profiles)
    config.bfd_profiles.push_back(std::move(profile.value));
  config.communities = std::move(draft.communities);
  config.layer2 = std::move(draft.layer2);
  config.stranded = draft.stranded;
  return config;
}

}  // namespace

Config validate(const RawDocument& document, Report& report) {
  if (document.root() == nullptr) return {};
  const Cursor at(*document.root(), report);
  if (is_kubernetes_object(*document.root())) {
    at.error(
        "this is a Kubernetes object, not a configuration; write only what belongs under its data key "
        "\"config\"");
    return {};
  }
  Draft draft = read_document(at);
  check_together(draft, report);
  return finished(std::move(draft));
}

}  // namespace herald::config
