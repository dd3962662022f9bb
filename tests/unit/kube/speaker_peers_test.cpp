#include "kube/speaker_peers.h"

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using testing::EndsWith;
using testing::SizeIs;

PeerStanding up() {
  PeerStanding peer{.name = "rack 7 left", .address = net::IpAddress::parse("192.0.2.1").value()};
  peer.established = true;
  peer.since = UnixSeconds(1'700'000'000);
  peer.prefixes = {{{.advertised = 10, .wanted = 12}, {.advertised = 0, .wanted = 1}}};
  peer.flaps = 3;
  peer.hold_seconds = 90;
  peer.bfd = PeerStanding::Bfd{.up = true, .detection_milliseconds = 150};
  peer.why = "ipv6 routes are not announced: no next hop";
  return peer;
}

PeerStanding down() {
  return {.name = "eth0", .since = UnixSeconds(5), .why = "two\nlines\tand a tab"};
}

TEST(SpeakerPeers, LookLikeThis) {
  EXPECT_EQ(
      peers_text({up()}),
      "rack 7 left\taddress=192.0.2.1\tstate=established\tsince=1700000000\tIPv4=10/12\tIPv6=0/1\tflaps=3\t"
      "hold=90\tbfd=up/150\twhy=ipv6 routes are not announced: no next hop");
  EXPECT_EQ(peers_text({down()}), "eth0\tstate=down\tsince=5\twhy=two lines and a tab");
  EXPECT_EQ(peers_text({}), "");
}

TEST(SpeakerPeers, AreReadBack) {
  PeerStanding cleaned = down();
  cleaned.why = "two lines and a tab";
  std::vector<PeerStanding> read;
  ASSERT_TRUE(read_peers(peers_text({up(), down()}), read));
  EXPECT_EQ(read, (std::vector<PeerStanding>{up(), cleaned}));
  read.clear();
  EXPECT_TRUE(read_peers("", read));
  EXPECT_TRUE(read.empty());
}

TEST(SpeakerPeers, KeysOfANewerSpeakerAreIgnored) {
  std::vector<PeerStanding> read;
  ASSERT_TRUE(read_peers("frr\tmoon=full\tstate=established", read));
  ASSERT_THAT(read, SizeIs(1));
  EXPECT_TRUE(read.front().established);
}

TEST(SpeakerPeers, NonsenseIsRefused) {
  for (const char* const text :
       {"\tstate=down", "frr\tstate", "frr\taddress=moon", "frr\tsince=", "frr\tIPv4=1", "frr\tIPv6=1/x",
        "frr\tflaps=-1", "frr\thold=x", "frr\tbfd=150", "frr\tbfd=sideways/150", "frr\tbfd=up/"}) {
    std::vector<PeerStanding> read;
    EXPECT_FALSE(read_peers(text, read)) << text;
  }
}

TEST(SpeakerPeers, AreBounded) {
  std::vector<PeerStanding> many(1000, up());
  const std::string text = peers_text(many);
  EXPECT_LE(text.size(), std::size_t{8} << 10);
  EXPECT_THAT(text, EndsWith("\n..."));
  std::vector<PeerStanding> read;
  EXPECT_TRUE(read_peers(text, read));
  EXPECT_FALSE(read.empty());
}

}  // namespace
}  // namespace herald::kube
