#include "speaker/metrics_peers.h"

#include "core/net/ip.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <utility>

namespace herald::speaker {
namespace {

constexpr std::array<std::pair<net::Family, const char*>, 2> kFamilies = {
    {{net::Family::ipv4, "ipv4"}, {net::Family::ipv6, "ipv6"}}};

using bgp::MessageType;

constexpr std::array<std::pair<MessageType, const char*>, 5> kMessages = {
    {{MessageType::open, "open"},
     {MessageType::update, "update"},
     {MessageType::notification, "notification"},
     {MessageType::keepalive, "keepalive"},
     {MessageType::route_refresh, "route_refresh"}}};

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

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
      hold_(metrics.gauges("herald_bgp_hold_seconds",
                           "The hold time that was agreed with the peer; 0: none, or no session.", {"peer"})),
      messages_(metrics.gauges("herald_bgp_messages",
                               "BGP messages exchanged with the peer since it was configured.",
                               {"peer", "direction", "type"})),
      bfd_up_(metrics.gauges("herald_bfd_session_up", "1 while BFD hears the peer.", {"peer"})),
      bfd_failures_(metrics.gauges("herald_bfd_session_failures", "How often BFD lost the peer.", {"peer"})),
      bfd_detection_(metrics.gauges("herald_bfd_detection_seconds",
                                    "After how long a silence BFD gives the peer up, as negotiated.",
                                    {"peer"})) {}

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
  hold_.with({peer.peer}).set(peer.agreed ? static_cast<double>(peer.agreed->dialect.hold_time.count()) : 0);
  show_messages(peer);
  if (!peer.bfd) return end_bfd(peer.peer);
  with_bfd_.insert(peer.peer);
  bfd_up_.with({peer.peer}).set(peer.bfd->state == bfd::State::up ? 1 : 0);
  bfd_failures_.with({peer.peer}).set(static_cast<double>(peer.bfd->failures));
  bfd_detection_.with({peer.peer}).set(seconds(peer.bfd->detection_time));
}

void PeerMetrics::show_messages(const bgp_report::PeerStatus& peer) {
  for (const auto& [type, label] : kMessages) {
    const auto index = static_cast<std::size_t>(type);
    messages_.with({peer.peer, "sent", label}).set(static_cast<double>(peer.session.sent.at(index)));
    messages_.with({peer.peer, "received", label}).set(static_cast<double>(peer.session.received.at(index)));
  }
}

void PeerMetrics::end(const std::string& peer) {
  up_.remove({peer});
  flaps_.remove({peer});
  for (const auto& [family, label] : kFamilies) {
    wanted_.remove({peer, label});
    advertised_.remove({peer, label});
  }
  hold_.remove({peer});
  for (const auto& [type, label] : kMessages) {
    for (const char* const direction : {"sent", "received"})
      messages_.remove({peer, direction, label});
  }
  end_bfd(peer);
}

// Also while the peer stays: its profile was taken out, or the node is drained.
void PeerMetrics::end_bfd(const std::string& peer) {
  if (with_bfd_.erase(peer) == 0) return;
  for (auto* const gauge : {&bfd_up_, &bfd_failures_, &bfd_detection_})
    gauge->remove({peer});
}

}  // namespace herald::speaker
