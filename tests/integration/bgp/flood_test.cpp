// A peer that sends a million routes to a speaker which wants none: what that costs its process, and whether
// the router beside it notices.
#include "core/bgp/update_packer.h"
#include "tests/integration/bgp/interop.h"
#include "tests/integration/bgp/raw_peer.h"
#include "tests/unit/bgp/updates.h"

#include <fstream>
#include <string>

namespace herald::interop {
namespace {

constexpr std::uint32_t kRoutes = 1'000'000;
constexpr std::uint32_t kFlooder = 65066;

// In kB, as the kernel counts: "VmRSS", what is resident, and "VmHWM", the most that ever was.
long memory(pid_t pid, const std::string& field) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;) {
    if (word != field + ":") continue;
    long kilobytes = 0;
    status >> kilobytes;
    return kilobytes;
  }
  return 0;
}

// A million /32, as many in a message as fit.
RawPeer::Bytes everything() {
  std::vector<bgp::Prefix> routes;
  routes.reserve(kRoutes);
  for (std::uint32_t i = 0; i < kRoutes; ++i)
    routes.push_back(*bgp::Prefix::make(net::IpAddress::v4(0x14000000 + i), 32));
  bgp::PathAttributes attributes;
  attributes.as_path = {bgp::AsSegment{.asns = {bgp::Asn(kFlooder)}}};
  attributes.next_hop.address = net::IpAddress::parse("10.0.1.1").value();
  RawPeer::Bytes stream;
  ByteWriter out(stream);
  for (std::span<const bgp::Prefix> rest(routes); !rest.empty();)
    rest = rest.subspan(bgp::append_announcement(out, attributes, rest, bgp::external()));
  return stream;
}

// What the speaker has to say at the start of a session, to its end.
void hear_out(RawPeer& peer) {
  for (int families = 0; families < 2;) {
    const auto message = peer.next();
    ASSERT_TRUE(message) << "no End-of-RIB";
    const auto update = bgp::parse_update(message->body, bgp::external());
    if (message->type == bgp::MessageType::update && update && update->end_of_rib) ++families;
  }
}

using Flood = Interop;

TEST_P(Flood, AMillionRoutesCostNoMemory) {
  const netns::NetworkNamespace elsewhere;
  netns::NetworkNamespace::connect({node_, "eth1"}, {elsewhere, "eth0"});
  node_.ip("addr add 10.0.1.2/24 dev eth1");
  elsewhere.ip("addr add 10.0.1.1/24 dev eth0");
  start({});  // the speaker listens here, for the flooder: both it and the router dial
  const Folder folder;
  const Daemon speaker(node_,
                       {HERALD_INTEROP_SPEAKER, "198.51.100.1/32", "10.0.0.1=65000",
                        "10.0.1.1=" + std::to_string(kFlooder) + "=passive"},
                       folder.path("log"));
  held("198.51.100.1/32");
  std::unique_ptr<RawPeer> flooder;
  ASSERT_TRUE(eventually([&] {
    flooder = std::make_unique<RawPeer>(elsewhere, "10.0.1.2");
    return flooder->connected() && flooder->establish(RawPeer::usual_open(kFlooder));
  }));
  hear_out(*flooder);
  const RawPeer::Bytes stream = everything();
  const long before = memory(speaker.pid(), "VmRSS");
  ASSERT_GT(before, 0);

  ASSERT_TRUE(flooder->send(stream));
  // Messages are taken in order: whoever answers this has heard all of it.
  ASSERT_TRUE(flooder->send(bgp::message(5, {0, 1, 0, 1})));
  ASSERT_TRUE(flooder->next(std::chrono::seconds(60))) << "no answer";
  const long most = memory(speaker.pid(), "VmHWM");
  RecordProperty("kilobytes_before", static_cast<int>(before));
  RecordProperty("kilobytes_at_most", static_cast<int>(most));
  EXPECT_LT(most - before, 2048) << before << " kB before, " << most << " kB at most";
  EXPECT_TRUE(router_->established());
  EXPECT_TRUE(holds("198.51.100.1/32"));
}

HERALD_WITH_ROUTERS(Flood);

}  // namespace
}  // namespace herald::interop
