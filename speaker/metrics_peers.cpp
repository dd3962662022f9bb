#include "speaker/metrics_peers.h"

#include "core/net/ip.h"

#include <array>
#include <cstddef>
#include <utility>

namespace herald::speaker {
namespace {

constexpr std::array<std::pair<net::Family, const char*>, 2> kFamilies = {
    {{net::Family::ipv4, "ipv4"}, {net::Family::ipv6, "ipv6"}}};

}  // namespace

PeerMetrics::PeerMetrics(runtime::Metrics& metrics)
    : up_(metrics.gauges("herald_bgp_session_up", "1 while the session with the peer is established.",
                         {"peer"})),
      wanted_(metrics.gauges("herald_bgp_prefixes_wanted", "Prefixes that the peer shall be told of.",
                             {"peer", "family"})),
      advertised_(metrics.gauges("herald_bgp_prefixes_advertised", "Prefixes that the peer has been told of.",
                                 {"peer", "family"})),
      flaps_(metrics.gauges("herald_bgp_session_flaps",
                            "How often the session went down other than by our own will.", {"peer"})),
      bfd_up_(metrics.gauges("herald_bfd_session_up", "1 while BFD hears the peer.", {"peer"})) {}

void PeerMetrics::refresh(const std::vector<bgp_report::PeerStatus>& peers) {
  std::set<std::string> gone = std::exchange(shown_, {});
  for (const bgp_report::PeerStatus& peer : peers) {
    show(peer);
    gone.erase(peer.peer);
  }
  for (const std::string& peer : gone)
    end(peer);
}

void PeerMetrics::show(const bgp_report::PeerStatus& peer) {
  shown_.insert(peer.peer);
  up_.with({peer.peer}).set(peer.session.state == bgp::SessionState::established ? 1 : 0);
  flaps_.with({peer.peer}).set(static_cast<double>(peer.session.flaps));
  for (const auto& [family, label] : kFamilies) {
    const auto index = static_cast<std::size_t>(family);
    wanted_.with({peer.peer, label}).set(static_cast<double>(peer.wanted.at(index)));
    advertised_.with({peer.peer, label}).set(static_cast<double>(peer.advertised.at(index)));
  }
  if (!peer.bfd) return;
  with_bfd_.insert(peer.peer);
  bfd_up_.with({peer.peer}).set(peer.bfd->state == bfd::State::up ? 1 : 0);
}

void PeerMetrics::end(const std::string& peer) {
  up_.remove({peer});
  flaps_.remove({peer});
  for (const auto& [family, label] : kFamilies) {
    wanted_.remove({peer, label});
    advertised_.remove({peer, label});
  }
  if (with_bfd_.erase(peer) > 0) bfd_up_.remove({peer});
}

}  // namespace herald::speaker
