#include "speaker/metrics_peers.h"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bgp_report::PeerStatus;
using testing::HasSubstr;
using testing::Not;

PeerStatus router(const std::string& name) {
  PeerStatus status{.peer = name};
  status.session.state = bgp::SessionState::established;
  status.session.flaps = 3;
  status.session.sent.at(static_cast<std::size_t>(bgp::MessageType::update)) = 7;
  status.wanted = {5, 2};
  status.advertised = {4, 2};
  return status;
}

PeerStatus with_bfd(PeerStatus status, bfd::State state) {
  status.bfd = {.state = state, .detection_time = std::chrono::milliseconds(150), .failures = 2};
  return status;
}

class PeerMetricsTest : public testing::Test {
 protected:
  std::string show(const std::vector<PeerStatus>& peers) {
    peers_.refresh(peers);
    return metrics_.expose();
  }

  runtime::Metrics metrics_;
  PeerMetrics peers_{metrics_};
};

TEST_F(PeerMetricsTest, APeerIsShownAsItStands) {
  const std::string up = show({with_bfd(router("tor"), bfd::State::up)});
  for (const char* const line :
       {"herald_bgp_session_up{peer=\"tor\"} 1\n", "herald_bgp_session_flaps{peer=\"tor\"} 3\n",
        "herald_bgp_prefixes_wanted{family=\"ipv4\",peer=\"tor\"} 5\n",
        "herald_bgp_prefixes_advertised{family=\"ipv4\",peer=\"tor\"} 4\n",
        "herald_bgp_prefixes_advertised{family=\"ipv6\",peer=\"tor\"} 2\n",
        "herald_bgp_hold_seconds{peer=\"tor\"} 0\n",
        "herald_bgp_messages{direction=\"sent\",peer=\"tor\",type=\"update\"} 7\n",
        "herald_bfd_session_up{peer=\"tor\"} 1\n", "herald_bfd_session_failures{peer=\"tor\"} 2\n",
        "herald_bfd_detection_seconds{peer=\"tor\"} 0.15\n"})
    EXPECT_THAT(up, HasSubstr(line));
  PeerStatus lost = with_bfd(router("tor"), bfd::State::down);
  lost.session.state = bgp::SessionState::connect;
  const std::string down = show({lost});
  EXPECT_THAT(down, HasSubstr("herald_bgp_session_up{peer=\"tor\"} 0\n"));
  EXPECT_THAT(down, HasSubstr("herald_bfd_session_up{peer=\"tor\"} 0\n"));
}

TEST_F(PeerMetricsTest, OfAPeerThatIsGoneNothingIsLeft) {
  show({with_bfd(router("tor-1"), bfd::State::up), router("tor-2")});
  const std::string text = show({router("tor-2")});
  EXPECT_THAT(text, Not(HasSubstr("tor-1")));
  EXPECT_THAT(text, HasSubstr("herald_bgp_session_up{peer=\"tor-2\"} 1\n"));
}

// An alert on what BFD said last would never end.
TEST_F(PeerMetricsTest, WhereBfdEndsItsSeriesEndAndThePeersStay) {
  show({with_bfd(router("tor"), bfd::State::down)});
  const std::string text = show({router("tor")});
  EXPECT_THAT(text, Not(HasSubstr("herald_bfd_session_up{")));
  EXPECT_THAT(text, Not(HasSubstr("herald_bfd_session_failures{")));
  EXPECT_THAT(text, Not(HasSubstr("herald_bfd_detection_seconds{")));
  EXPECT_THAT(text, HasSubstr("herald_bgp_session_up{peer=\"tor\"} 1\n"));
  EXPECT_THAT(show({with_bfd(router("tor"), bfd::State::up)}),
              HasSubstr("herald_bfd_session_up{peer=\"tor\"} 1\n"));
}

}  // namespace
}  // namespace herald::speaker
