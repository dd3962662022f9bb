// One route changes among very many: one UPDATE to each peer, and how long from the order until the last peer
// has it in its hands. The peers are bare sockets, so that nobody's table is measured but Herald's.
#include "core/bgp/update.h"
#include "tests/integration/bgp/bars.h"
#include "tests/integration/bgp/raw_peer.h"
#include "tests/integration/bgp/speaker.h"
#include "tests/unit/bgp/updates.h"

#include <algorithm>
#include <memory>

namespace herald::interop {
namespace {

namespace order = speaker::bgp_order;
using std::chrono::steady_clock;

constexpr int kChanges = 200;

std::string address_of(std::size_t peer) {
  return "10.0.0." + std::to_string(100 + peer);
}

// The peers that dial, and what the speaker calls them.
struct Audience {
  Audience(const netns::NetworkNamespace& place, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      names.push_back("peer-" + std::to_string(i));
      peers.push_back(std::make_unique<RawPeer>(place, "10.0.0.2", address_of(i)));
    }
  }
  std::vector<std::string> names;
  std::vector<std::unique_ptr<RawPeer>> peers;
};

std::size_t prefixes_in(const RawPeer::Message& message) {
  if (message.type != bgp::MessageType::update) return 0;
  const auto update = bgp::parse_update(message.body, bgp::external());
  return update ? update->count(net::Family::ipv4).announced : 0;
}

void hear_all(const Audience& audience, std::size_t count) {
  for (const auto& peer : audience.peers) {
    std::size_t heard = 0;
    wait_for(
        [&] {
          while (heard < count) {
            const auto message = peer->next();
            if (!message) break;
            heard += prefixes_in(*message);
          }
          return heard == count;
        },
        "a peer lacks routes");
    while (peer->next(std::chrono::milliseconds(200))) {  // the End-of-RIBs
    }
  }
}

}  // namespace

void measure_one_change(std::size_t count, std::size_t peers) {
  const netns::NetworkNamespace node;
  const Cable cable(node, 0);
  Speaker speaker(node);
  for (std::size_t i = 0; i < peers; ++i) {
    cable.router.ip("addr add " + address_of(i) + "/24 dev eth0");
    auto wanted = peer("peer-" + std::to_string(i), address_of(i));
    wanted.session.passive = true;
    speaker.order({wanted});
  }
  wait_for([&] { return RawPeer(cable.router, "10.0.0.2", address_of(0)).connected(); }, "nobody listens");
  const Audience audience(cable.router, peers);
  speaker.order(routes(count, audience.names));
  speaker.order({order::Complete{}});
  for (const auto& peer : audience.peers)
    wait_for([&] { return peer->connected() && peer->establish(RawPeer::usual_open(65000)); }, "no session");
  hear_all(audience, count);

  std::vector<double> milliseconds;
  std::size_t messages = 0;
  for (int change = 1; change <= kChanges; ++change) {
    auto offers = std::make_shared<order::Offers>();
    for (const std::string& name : audience.names)
      (*offers)[name].med = static_cast<std::uint32_t>(change);
    const auto start = steady_clock::now();
    speaker.order({order::RouteWanted{host(count / 2), offers}});
    for (const auto& peer : audience.peers) {
      const auto message = peer->next();
      if (message && prefixes_in(*message) == 1) ++messages;
    }
    milliseconds.push_back(milliseconds_since(start));
  }
  for (const auto& peer : audience.peers) {
    while (peer->next(std::chrono::milliseconds(50)))
      ++messages;
  }
  const std::string of =
      "one of " + std::to_string(count) + " routes changed, " + std::to_string(peers) + " peers: ";
  bar(messages == peers * kChanges, of + "messages for each peer",
      static_cast<double>(messages) / static_cast<double>(peers * kChanges), "", "1");
  bar(median(milliseconds) < 1, of + "from the order to the last peer, median", median(milliseconds), "ms",
      "1");
  note(of + "the slowest of 200", *std::ranges::max_element(milliseconds), "ms");
}

}  // namespace herald::interop
