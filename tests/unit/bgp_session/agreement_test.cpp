#include "core/bgp/agreement.h"

#include "tests/unit/bgp_session/subject.h"

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

using std::chrono::seconds;
using Kind = ExpectedPeer::Kind;

// What they are told, as "code/subcode"; "ok" when they will do.
std::string verdict(RemoteAs expected, Asn theirs, RouterId their_id = kTheirId) {
  SessionSettings ours = settings_for_test();
  ours.remote_as = expected;
  Open open = their_open();
  open.asn = theirs;
  open.router_id = their_id;
  const auto agreed = agree(ours, make_open(ours, false), open);
  if (agreed) return "ok";
  return std::to_string(agreed.error().code) + "/" + std::to_string(agreed.error().subcode);
}

TEST(Agreement, TheAsIsAsExpected) {
  EXPECT_EQ(verdict({Kind::exactly, kTheirAs}, kTheirAs), "ok");
  EXPECT_EQ(verdict({Kind::exactly, kTheirAs}, kOurAs), "2/2");
  EXPECT_EQ(verdict({Kind::internal, {}}, kOurAs), "ok");
  EXPECT_EQ(verdict({Kind::internal, {}}, kTheirAs), "2/2");
  EXPECT_EQ(verdict({Kind::external, {}}, kTheirAs), "ok");
  EXPECT_EQ(verdict({Kind::external, {}}, kOurAs), "2/2");
}

TEST(Agreement, OnlyAnExternalPeerMayHaveOurIdentifier) {
  EXPECT_EQ(verdict({Kind::internal, {}}, kOurAs, kOurId), "2/3");
  EXPECT_EQ(verdict({Kind::external, {}}, kTheirAs, kOurId), "ok");
}

TEST(Agreement, FamiliesAreThoseOfBoth) {
  SessionSettings ours = settings_for_test();
  ours.families = {net::Family::ipv6};
  EXPECT_EQ(agree(ours, make_open(ours, false), their_open())->families,
            std::set<net::Family>{net::Family::ipv6});
  Open old = their_open();
  old.capabilities = {};  // a speaker from before RFC 5492
  const auto refused = agree(ours, make_open(ours, false), old);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), notification(OpenError::unsupported_capability, {1, 4, 0, 2, 0, 1}));
  ours = settings_for_test();
  EXPECT_EQ(agree(ours, make_open(ours, false), old)->families, std::set<net::Family>{net::Family::ipv4});
}

TEST(Agreement, EditsThatThePeerDoesNotSeeLeaveTheSessionAlone) {
  const SessionSettings a = settings_for_test();
  SessionSettings b = a;
  b.connect_retry = seconds(3);
  b.keepalive_time = seconds(7);
  b.graceful_notifications = !a.graceful_notifications;
  EXPECT_TRUE(same_session(a, b)) << "BFD comes and goes without a new session";
  b.graceful_restart.reset();
  EXPECT_FALSE(same_session(a, b));
}

TEST(Agreement, NotificationsAreSurvivedOnlyIfBothSaySo) {
  for (const bool ours_too : {false, true}) {
    SessionSettings ours = settings_for_test();
    ours.graceful_notifications = ours_too;
    const Open open = make_open(ours, false);
    EXPECT_EQ(open.capabilities.graceful_restart->notifications, ours_too);
    Open theirs = their_open();
    theirs.capabilities.graceful_restart = open.capabilities.graceful_restart;
    theirs.capabilities.graceful_restart->notifications = true;
    const auto agreed = agree(ours, open, theirs);
    EXPECT_TRUE(agreed->keeps_routes());
    EXPECT_EQ(agreed->keeps_routes_through_notifications(), ours_too);
  }
}

TEST(Agreement, TheOfferSurvivesTheWire) {
  SessionSettings settings = settings_for_test();
  settings.host_name = "node-1";
  const Open open = make_open(settings, true);
  const Bytes bytes = bytes_of(open);
  EXPECT_EQ(parse_open(std::span(bytes).subspan(kHeaderSize)), open);
}

}  // namespace
}  // namespace herald::bgp
