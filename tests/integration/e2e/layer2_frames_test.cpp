// The frames themselves, as a host on the LAN gets them: which hardware address and which flags an answer
// has, and when an address is announced.
#include "tests/integration/e2e/layer2.h"

#include <array>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using testing::HasSubstr;

class FramesTest : public Layer2Test {
 protected:
  // tcpdump at the client, which listens by now.
  std::unique_ptr<Process> listen(const std::string& arguments) {
    auto capture = lab().begin("capture client -- " + arguments);
    EXPECT_TRUE(capture->line_with("listening on"));
    return capture;
  }
  static std::string mac_of(const std::string& node) {
    return std::string("02:00:00:00:00:0") + "?bcd"[node.back() - '0'];
  }
};

TEST_F(FramesTest, ArpAnswersCarryTheNodesMac) {
  bring_up();
  const std::string owner = lab().await_reachable(kAddress);
  const auto capture =
      listen("-e -c 1 'arp[6:2] = 2 and arp[14:4] = 0xc0a817dc and ether dst 02:00:00:00:00:64'");
  // The first request is a broadcast, the second goes to who answered.
  EXPECT_THAT(lab().in("client", std::string("arping -c 2 -I eth0 ") + kAddress),
              HasSubstr("Received 2 response(s)"));
  const std::string answer = capture->line_with("Reply").value_or("");
  measured(answer);
  EXPECT_THAT(answer, HasSubstr(" " + mac_of(owner) + " > 02:00:00:00:00:64"));
  EXPECT_THAT(answer, HasSubstr("192.168.23.220 is-at " + mac_of(owner)));
  // Whoever wants the address for himself (RFC 5227) is told that it is taken.
  const Finished probed =
      lab().try_to_run(std::string("exec client -- arping -D -c 1 -w 3 -I eth0 ") + kAddress);
  EXPECT_EQ(probed.code, 1) << probed.out;
}

TEST_F(FramesTest, NeighbourAdvertisementsCarryTheNodesMacAndFlags) {
  bring_up({"--ipv6"}, kDualStack);
  const std::string owner = lab().await_reachable(kAddress6);
  const auto capture = listen("-e -v -c 1 'icmp6 and ip6[40] = 136 and ether dst 02:00:00:00:00:64'");
  EXPECT_THAT(lab().in("client", std::string("ndisc6 -1 -r 1 -w 5000 ") + kAddress6 + " eth0"),
              HasSubstr("02:00:00:00:00:0"));
  std::string answer;
  while (const auto line = capture->line(std::chrono::seconds(10))) {
    answer += *line;
    if (line->find("destination link-address") != std::string::npos) break;
  }
  measured(answer);
  EXPECT_THAT(answer, HasSubstr(" " + mac_of(owner) + " > 02:00:00:00:00:64"));
  EXPECT_THAT(answer, HasSubstr("tgt is fd23::220, Flags [solicited, override]"));
  EXPECT_THAT(answer, HasSubstr("destination link-address option (2), length 8 (1): " + mac_of(owner)));
}

// At once, and again after 100 ms, 300 ms, 1.1 s, 2.2 s and 4.4 s: in IPv4 each time as a request and as a
// reply, in IPv6 as an unsolicited advertisement. What a neighbour misses or ignores it is told again.
TEST_F(FramesTest, ANewAddressIsAnnouncedInABurst) {
  bring_up({"--ipv6"}, kDualStack);
  const auto capture = listen(
      "-c 18 -tt '(arp[14:4] = 0xc0a817dd and ether broadcast) or (icmp6 and ip6[40] = 136 and dst ff02::1 "
      "and ip6[60:4] = 0x00000221)'");
  lab().apply(service("late", kDualStack));
  lab().run("deploy shop/late --on node-1,node-2,node-3");
  std::vector<double> arp;
  std::vector<double> advertised;
  int requests = 0;
  while (const auto line = capture->line(std::chrono::seconds(15))) {
    const double time = std::strtod(line->c_str(), nullptr);
    if (line->find("neighbor advertisement") != std::string::npos) advertised.push_back(time);
    if (line->find("ARP") != std::string::npos) arp.push_back(time);
    if (line->find("Request who-has") != std::string::npos) ++requests;
  }
  constexpr std::array<double, 6> kTimes{0, 0.1, 0.3, 1.1, 2.2, 4.4};
  ASSERT_EQ(arp.size(), 2 * kTimes.size());
  ASSERT_EQ(advertised.size(), kTimes.size());
  EXPECT_EQ(requests, 6);
  std::string times;
  for (std::size_t i = 0; i < kTimes.size(); ++i) {
    // With jitter, and on a machine that does other things too.
    const double tolerance = 0.1 + 0.1 * kTimes[i];
    EXPECT_NEAR(arp[2 * i] - arp[0], kTimes[i], tolerance);
    EXPECT_NEAR(arp[2 * i + 1] - arp[2 * i], 0, 0.05);
    EXPECT_NEAR(advertised[i] - advertised[0], kTimes[i], tolerance);
    times += " " + std::to_string(arp[2 * i] - arp[0]) + "/" + std::to_string(advertised[i] - advertised[0]);
  }
  measured("announced after, ARP/ND in s:" + times);
}

}  // namespace
}  // namespace herald::e2e
