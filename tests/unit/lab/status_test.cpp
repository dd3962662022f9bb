#include "lab/cli/status.h"

#include "lab/cli/status_picture.h"
#include "lab/cli/status_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::lab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

const std::vector<Place>& places() {
  static const std::vector<Place> all = places_of({.nodes = 3, .routers = {RouterKind::frr}});
  return all;
}

TEST(RoutesIn, NamesTheNodesBehindEveryRoute) {
  const std::string text =
      "192.168.23.0/24 dev eth0 scope link metric 32 \n"
      "203.0.113.9 nhid 9 via 192.168.23.12 dev eth0 proto bgp metric 20 \n"
      "203.0.113.10 nhid 11 proto bgp metric 20 \n"
      "\tnexthop via 192.168.23.11 dev eth0 weight 1 \n"
      "\tnexthop via 192.168.23.99 dev eth0 weight 1 \n"
      "2001:db8::7 nhid 12 proto bgp metric 20 pref medium\n"
      "\tnexthop via fd23::12 dev eth0 weight 1 \n"
      "\tnexthop via fe80::ff:fe00:d dev eth0 weight 1 \n";
  const auto routes = routes_in(text, {"frr", Role::router, 2}, places());
  ASSERT_THAT(routes, SizeIs(3));
  EXPECT_EQ(routes[0].address, "203.0.113.9");
  EXPECT_THAT(routes[0].next_hops, ElementsAre("node-2"));
  EXPECT_EQ(routes[1].address, "203.0.113.10");
  EXPECT_THAT(routes[1].next_hops, ElementsAre("node-1", "192.168.23.99"));
  EXPECT_THAT(routes[2].next_hops, ElementsAre("node-2", "node-3"));
  EXPECT_EQ(routes[2].place, "frr");
}

TEST(OwnedIn, TakesWhatTheSpeakerAnswersForAndNoMore) {
  const auto owned = owned_in(
      R"({"addresses":[{"address":"192.168.23.220","owned":true},{"address":"192.168.23.221","owned":false}]})",
      "node-2");
  ASSERT_THAT(owned, SizeIs(1));
  EXPECT_EQ(owned[0].address, "192.168.23.220");
  EXPECT_EQ(owned[0].place, "node-2");
  EXPECT_THAT(owned_in("curl: (7) Failed to connect", "node-2"), SizeIs(0));
}

LabStatus status() {
  LabStatus status{{.nodes = 3, .routers = {RouterKind::frr}}, {}, {}, {}};
  for (const Place& place : places()) {
    PlaceStatus shown{place, {}};
    if (place.role != Role::lan && place.role != Role::control)
      shown.cables = {{1, place.name == "node-3" ? "cut" : "plugged"}};
    status.places.push_back(shown);
  }
  status.daemons = {{"controller-1", DaemonState::running},
                    {"node-1.agent", DaemonState::running},
                    {"node-1.speaker", DaemonState::running},
                    {"node-2.speaker", DaemonState::paused}};
  status.addresses = {{"203.0.113.10", "frr", {"node-1", "node-2"}}, {"192.168.23.220", "node-1", {}}};
  return status;
}

TEST(AsTable, SaysWhatRunsWhereAndWhoHasWhat) {
  const std::string text = as_table(status());
  EXPECT_THAT(text, HasSubstr("node-1      192.168.23.11     plugged     agent running  speaker running\n"));
  EXPECT_THAT(text, HasSubstr("node-2      192.168.23.12     plugged     speaker paused\n"));
  EXPECT_THAT(text, HasSubstr("control     172.30.0.1        -           controller-1 running\n"));
  EXPECT_THAT(text, HasSubstr("203.0.113.10      frr sends to node-1, node-2\n"));
  EXPECT_THAT(text, HasSubstr("192.168.23.220    node-1 answers\n"));
  LabStatus bare = status();
  bare.addresses.clear();
  EXPECT_THAT(as_table(bare), Not(HasSubstr("FOR SERVICES")));
}

TEST(AsSvg, ShowsTroubleInItsColour) {
  const std::string text = as_svg(status());
  EXPECT_THAT(text, HasSubstr(">192.168.23.220</text>"));
  EXPECT_THAT(text, HasSubstr("&#8594; node-1, node-2</text>"));
  EXPECT_THAT(text, HasSubstr(">speaker paused</text>"));
  EXPECT_THAT(text, HasSubstr("stroke-dasharray='4'"));  // the cut cable
  EXPECT_THAT(text, HasSubstr(">cut</text>"));
  LabStatus well = status();
  well.daemons.back().state = DaemonState::running;
  for (PlaceStatus& place : well.places) {
    for (CableStatus& cable : place.cables)
      cable.state = "plugged";
  }
  EXPECT_THAT(as_svg(well), Not(HasSubstr("#b00020")));
}

// Two nodes, each with a cable to each of two LANs; that of node-2 to the second is pulled.
LabStatus on_two_lans() {
  LabStatus status{{.nodes = 2, .lans = 2, .ipv6 = true}, {}, {}, {}};
  for (const Place& place : places_of(status.choices)) {
    PlaceStatus shown{place, {}};
    if (place.role != Role::lan) {
      for (const int lan : place.lans)
        shown.cables.push_back({lan, place.name == "node-2" && lan == 2 ? "unplugged" : "plugged"});
    }
    status.places.push_back(shown);
  }
  return status;
}

TEST(AsTable, HasALineForEachCable) {
  const std::string text = as_table(on_two_lans());
  EXPECT_THAT(text, HasSubstr("\nlan2        192.168.24.1      -\n"));
  EXPECT_THAT(text, HasSubstr("\nclient2     192.168.24.100    plugged\n"));
  EXPECT_THAT(text,
              HasSubstr("\nnode-1      192.168.23.11     plugged\n            192.168.24.11     plugged\n"));
  EXPECT_THAT(
      text, HasSubstr("\nnode-2      192.168.23.12     plugged\n            192.168.24.12     unplugged\n"));
}

TEST(AsSvg, DrawsEachLanWithItsCables) {
  const std::string text = as_svg(on_two_lans());
  EXPECT_THAT(text, HasSubstr(">LAN 192.168.23.0/24 and fd23::/64</text>"));
  EXPECT_THAT(text, HasSubstr(">lan2 192.168.24.0/24 and fd24::/64</text>"));
  EXPECT_THAT(text, HasSubstr(">192.168.24.12</text>"));
  EXPECT_THAT(text, HasSubstr(">unplugged</text>"));
  const auto times = [&](const std::string& what) {
    int count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
      ++count;
    return count;
  };
  EXPECT_EQ(times("stroke-width='2'"), 6) << "two of each node, one of each client";
  EXPECT_EQ(times("stroke-dasharray"), 1);
}

}  // namespace
}  // namespace herald::lab
