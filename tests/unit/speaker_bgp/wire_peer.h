// A node's BGP brain with one router, played by hand: what it is told, and what it asks for as one line of
// text.
#pragma once

#include "speaker/wire_bgp.h"
#include "tests/unit/bgp_session/subject.h"

#include <string>
#include <vector>

namespace herald::speaker {

struct WirePeer {
  wire::Bgp brain{1};
  Instant now{};
  std::optional<bgp::ConnectionId> dialed{};
  std::vector<peering::Effect> last{};

  std::string feed(const peering::Event& event);
  std::string order(bgp_order::Order order) { return feed(peering::Ordered{{std::move(order)}}); }
  std::string tick_at(Instant instant) {
    now = instant;
    return feed(peering::Tick{});
  }
  // Dials through to Established, with the kernel taking everything at once.
  void come_up(const bgp::Open& open = bgp::their_open());
  std::string sent_all();

  template <class Effect>
  [[nodiscard]] const Effect* done() const {
    const Effect* found = nullptr;
    for (const auto& effect : last) {
      if (const auto* candidate = std::get_if<Effect>(&effect)) found = candidate;
    }
    return found;
  }
};

[[nodiscard]] bgp_order::PeerWanted router();
[[nodiscard]] bgp_order::RouteWanted route(const char* prefix, const bgp::RouteAttributes& attributes = {});

}  // namespace herald::speaker
