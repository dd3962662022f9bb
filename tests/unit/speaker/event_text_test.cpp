#include "speaker/event_text.h"

#include "tests/unit/speaker/cluster.h"

#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

using bench::ip;
using own::Cause;

std::string gained(Cause cause, const std::string& from = "node-1") {
  return event_text(report::Gained{.address = ip("10.0.0.1"),
                                   .epoch = {},
                                   .cause = cause,
                                   .from = from,
                                   .silence = std::chrono::milliseconds(412)},
                    "node-2")
      .message;
}

TEST(EventText, TellsFromWhomAndWhy) {
  EXPECT_EQ(gained(Cause::fresh, ""), "announcing 10.0.0.1 from node-2");
  EXPECT_EQ(gained(Cause::owner_died),
            "announcing 10.0.0.1 from node-2 (took over from node-1, which died; silent for 0.41 s)");
  EXPECT_EQ(gained(Cause::owner_left), "announcing 10.0.0.1 from node-2 (took over from node-1, which left)");
  EXPECT_EQ(gained(Cause::owner_ineligible),
            "announcing 10.0.0.1 from node-2 (took over from node-1, which may no longer announce it)");
  EXPECT_EQ(gained(Cause::conflict), "announcing 10.0.0.1 from node-2 (node-1 had claimed it too)");
  EXPECT_EQ(gained(Cause::owner_left, ""),
            "announcing 10.0.0.1 from node-2 (took over from another node, which left)");
}

TEST(EventText, PeersAreToldOfInStableWords) {
  const auto up = event_text(bgp_report::Report(bgp_report::PeerUp{.peer = "frr", .agreed = {}}));
  EXPECT_EQ(up->reason, "BgpSessionUp");
  EXPECT_EQ(up->message, "the BGP session with frr is up");
  bgp_report::PeerDown down{.peer = "frr", .why = "we were told to", .cause = bgp::session::Cause::stopped};
  EXPECT_EQ(event_text(bgp_report::Report(down))->type, EventType::normal);
  down.cause = bgp::session::Cause::bfd_down;
  EXPECT_EQ(event_text(bgp_report::Report(down))->type, EventType::warning);
  const auto nobody = event_text(bgp_report::Report(bgp_report::PeerUnreachable{"frr", "refused"}));
  EXPECT_EQ(nobody->reason, "BgpPeerUnreachable");
  EXPECT_EQ(nobody->message, "no BGP session with frr: refused");
  EXPECT_FALSE(event_text(bgp_report::Report(bgp_report::BfdChanged{.peer = "frr"})));
  EXPECT_FALSE(event_text(bgp_report::Report(bgp_report::PeerFlawed{"frr", "ORIGIN"})));
}

TEST(EventText, SaysWhatCannotBeHeard) {
  using bgp_report::Listening;
  const auto text = [](Listening to, const char* why) {
    return event_text(bgp_report::Report(bgp_report::CannotListen{to, why}));
  };
  EXPECT_EQ(text(Listening::peers, "in use")->reason, "BgpPeersNotAdmitted");
  EXPECT_EQ(text(Listening::peers, "in use")->message, "BGP peers that dial are not admitted: in use");
  EXPECT_EQ(text(Listening::bfd, "in use")->reason, "BfdNotHeard");
  EXPECT_EQ(text(Listening::bfd, "in use")->message, "BFD of BGP peers is not heard: in use");
  EXPECT_EQ(text(Listening::routers, "no right")->reason, "RoutersNotHeard");
  for (const auto to : {Listening::peers, Listening::bfd, Listening::routers})
    EXPECT_FALSE(text(to, "")) << "it can again";
}

TEST(EventText, AContradictionNamesItsReason) {
  EXPECT_EQ(contradiction_text(ip("10.0.0.1")).reason, "LocalPreferencesDiffer");
}

TEST(EventText, WhoLosesAnAddressToAnotherLeavesItToHimToSay) {
  for (const Cause cause : {Cause::owner_left, Cause::owner_ineligible, Cause::conflict, Cause::unwanted})
    EXPECT_FALSE(event_text(report::Lost{.address = ip("10.0.0.1"), .cause = cause, .to = ""}, "node-2"));
  const auto cut =
      event_text(report::Lost{.address = ip("10.0.0.1"), .cause = Cause::cut_off, .to = ""}, "node-2");
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->type, EventType::warning);
}

TEST(EventText, AConflictNamesTheMachine) {
  const auto text = event_text(report::Conflict{.address = ip("10.0.0.1"),
                                                .mac = *net::MacAddress::parse("02:00:00:00:00:07"),
                                                .interface = "eth0"},
                               "node-2");
  EXPECT_EQ(text.reason, "AddressInUseOnLan");
  EXPECT_EQ(text.type, EventType::warning);
  EXPECT_EQ(text.message,
            "02:00:00:00:00:07 answers for 10.0.0.1 on eth0 of node-2 and is no speaker: two machines have "
            "this address");
}

}  // namespace
}  // namespace herald::speaker
