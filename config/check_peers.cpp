#include "config/cross_checks.h"
#include "config/render.h"

#include <map>

namespace herald::config {

// Two peers that differ in nothing but the name would be two sessions between the same ends. The rendered
// text stands for the peer, so that this stays O(n log n).
void check_equal_peers(const Draft& draft, Report& report) {
  std::map<std::string, const PeerDraft*> seen;
  for (const PeerDraft& peer : draft.peers) {
    if (!peer.sound) continue;
    Config only;
    only.peers.push_back(peer.value);
    only.peers.front().name = default_peer_name(0);
    const auto [first, is_new] = seen.emplace(render(only), &peer);
    if (is_new) continue;
    report.error(peer.place, "is equal to " + first->second->place.path + " (line " +
                                 std::to_string(first->second->place.at.line) + "); remove one of the two");
  }
}

}  // namespace herald::config
