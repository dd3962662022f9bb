#include "speaker/peer_standings.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace herald::speaker {
namespace {

bool is_up(const bgp_report::PeerStatus& peer) {
  return peer.session.state == bgp::SessionState::established;
}

std::string why(const bgp_report::PeerStatus& peer) {
  if (!peer.problem.empty()) return peer.problem;
  if (is_up(peer) || !peer.session.last_loss) return {};
  return text_of(*peer.session.last_loss);
}

kube::PeerStanding::Bfd standing_of(const bgp_report::BfdStatus& bfd) {
  const auto detection = std::chrono::duration_cast<std::chrono::milliseconds>(bfd.detection_time);
  return {.up = bfd.state == bfd::State::up,
          .detection_milliseconds = static_cast<std::uint32_t>(detection.count())};
}

kube::PeerStanding standing_of(const bgp_report::PeerStatus& peer, UnixSeconds since) {
  kube::PeerStanding standing{.name = peer.peer,
                              .address = peer.address,
                              .established = is_up(peer),
                              .since = since,
                              .flaps = peer.session.flaps,
                              .why = why(peer)};
  for (std::size_t family = 0; family < standing.prefixes.size(); ++family)
    standing.prefixes.at(family) = {peer.advertised.at(family), peer.wanted.at(family)};
  if (peer.agreed) standing.hold_seconds = static_cast<std::uint32_t>(peer.agreed->dialect.hold_time.count());
  if (peer.bfd) standing.bfd = standing_of(*peer.bfd);
  return standing;
}

}  // namespace

std::optional<std::vector<kube::PeerStanding>> PeerStandings::look(
    const std::vector<bgp_report::PeerStatus>& peers, UnixSeconds now) {
  std::vector<kube::PeerStanding> standings;
  standings.reserve(peers.size());
  for (const bgp_report::PeerStatus& peer : peers)
    standings.push_back(standing_of(peer, since(peer, now)));
  std::erase_if(seen_, [&](const auto& entry) {
    return std::ranges::find(standings, entry.first, &kube::PeerStanding::name) == standings.end();
  });
  if (standings == told_) return std::nullopt;
  return told_ = std::move(standings);
}

UnixSeconds PeerStandings::since(const bgp_report::PeerStatus& peer, UnixSeconds now) {
  const auto [known, fresh] = seen_.try_emplace(peer.peer);
  Seen& seen = known->second;
  if (fresh || seen.established != is_up(peer) || (is_up(peer) && seen.times != peer.session.established))
    seen = {.established = is_up(peer), .times = peer.session.established, .since = now};
  return seen.since;
}

bool is_news(const std::vector<kube::PeerStanding>& before, const std::vector<kube::PeerStanding>& now) {
  const auto without_counts = [](kube::PeerStanding peer) {
    peer.prefixes = {};
    return peer;
  };
  return !std::ranges::equal(before, now, {}, without_counts, without_counts);
}

}  // namespace herald::speaker
