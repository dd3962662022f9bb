#include "config/cross_checks.h"
#include "config/wording.h"

#include <map>
#include <set>

namespace herald::config {
namespace {

// Names met so far, each with its first place.
class Names {
 public:
  Names(std::string_view kind, Report& report) : kind_(kind), report_(report) {}

  void add(const std::string& name, const Place& place) {
    if (name.empty()) return;  // reported as missing
    const auto [first, is_new] = first_.emplace(name, &place);
    if (is_new) return;
    report_.error(place, "the name " + shown(name) + " belongs to another " + std::string(kind_) +
                             " already (" + first->second->path + ", line " +
                             std::to_string(first->second->at.line) + "); choose another");
  }

  [[nodiscard]] bool has(const std::string& name) const { return first_.contains(name); }

  // Reports a reference to a name that does not exist.
  void must_have(const std::string& name, const Place& place) const {
    if (has(name)) return;
    std::vector<std::string_view> known;
    if (!report_.flooded()) {
      for (const auto& entry : first_)
        known.push_back(entry.first);
    }
    const auto meant = closest(name, known);
    report_.error(place,
                  "there is no " + std::string(kind_) + " " + shown(name) +
                      (meant ? "; did you mean " + shown(*meant) + "?" : "; define it, or remove this"));
  }

 private:
  std::string_view kind_;
  Report& report_;
  std::map<std::string, const Place*> first_;
};

}  // namespace

void check_names(const Draft& draft, Report& report) {
  Names pools("pool", report);
  for (const PoolDraft& pool : draft.pools)
    pools.add(pool.value.spec.name, pool.name);
  Names profiles("BFD profile", report);
  for (const BfdProfileDraft& profile : draft.bfd_profiles)
    profiles.add(profile.value.name, profile.name);
  Names peers("peer", report);
  for (const PeerDraft& peer : draft.peers) {
    peers.add(peer.value.name, peer.name);
    if (peer.value.bfd_profile) profiles.must_have(*peer.value.bfd_profile, peer.bfd_profile);
  }
  for (const PoolDraft& pool : draft.pools) {
    for (const AdvertisementDraft& advertisement : pool.advertisements) {
      for (const auto& [name, place] : advertisement.peers)
        peers.must_have(name, place);
    }
  }
}

}  // namespace herald::config
