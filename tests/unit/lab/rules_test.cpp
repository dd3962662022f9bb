#include "lab/proxy/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::lab {
namespace {

using testing::HasSubstr;
using testing::Not;

net::IpAddress ip(const char* text) {
  return *net::IpAddress::parse(text);
}

// shop/web on 192.168.23.220:80, with pods on node-1 and node-2, seen from node-1.
ProxyView view() {
  ProxyView view;
  view.node = "node-1";
  view.node_addresses = {ip("192.168.23.11")};
  CarriedService web;
  web.cluster_ips = {ip("10.233.0.5")};
  web.external_ips = {ip("192.168.23.220")};
  web.ports = {{.name = "http", .protocol = model::Protocol::tcp, .number = 80, .node_port = 30080}};
  view.services[{"shop", "web"}] = web;
  CarriedSlice slice;
  slice.service = {"shop", "web"};
  slice.ports = {{"http", model::Protocol::tcp, 8080}};
  slice.backends = {{ip("10.111.0.5"), "node-1", true, true, false},
                    {ip("10.112.0.5"), "node-2", true, true, false}};
  view.slices[{"shop", "web-v4"}] = slice;
  return view;
}

CarriedService& web_of(ProxyView& view) {
  return view.services.at({"shop", "web"});
}
CarriedSlice& slice_of(ProxyView& view) {
  return view.slices.at({"shop", "web-v4"});
}

TEST(Ruleset, LeadsEveryAddressOfAServiceToItsPods) {
  const std::string text = ruleset(view());
  EXPECT_THAT(text, HasSubstr("192.168.23.220 . tcp . 80 : goto s1o"));
  EXPECT_THAT(text, HasSubstr("10.233.0.5 . tcp . 80 : goto s1i"));
  EXPECT_THAT(text, HasSubstr("192.168.23.11 . tcp . 30080 : goto s1o"));
  EXPECT_THAT(text, HasSubstr("dnat ip to 10.111.0.5:8080"));
  EXPECT_THAT(text, HasSubstr("dnat ip to 10.112.0.5:8080"));
  EXPECT_THAT(text, HasSubstr("numgen random mod 2 vmap { 0 : goto s1o_0, 1 : goto s1o_1 }"));
}

TEST(Ruleset, KeepsLocalTrafficOnTheNodeAndItsSenderInSight) {
  ProxyView local = view();
  web_of(local).local_only = true;
  const std::string text = ruleset(local);
  EXPECT_THAT(text, HasSubstr("numgen random mod 1 vmap { 0 : goto s1o_0 }"));
  EXPECT_THAT(text, Not(HasSubstr("meta mark set")));
  EXPECT_THAT(ruleset(view()), HasSubstr("meta mark set meta mark | 0x4000"));
}

TEST(Ruleset, DropsWhatHasNowhereToGo) {
  ProxyView local = view();
  web_of(local).local_only = true;
  slice_of(local).backends.erase(slice_of(local).backends.begin());
  const std::string text = ruleset(local);
  EXPECT_THAT(text, HasSubstr("192.168.23.220 . tcp . 80 : goto nobody"));
  EXPECT_THAT(text, HasSubstr("chain nobody {\n    drop\n"));
  EXPECT_THAT(text, Not(HasSubstr("chain s1o"))) << "nothing of its own";
}

TEST(Ruleset, PrefersReadyPodsAndTakesLeavingOnesWhenThereAreNoOthers) {
  ProxyView leaving = view();
  slice_of(leaving).backends[0] = {ip("10.111.0.5"), "node-1", false, true, true};
  EXPECT_THAT(ruleset(leaving), Not(HasSubstr("10.111.0.5")));
  slice_of(leaving).backends[1] = {ip("10.112.0.5"), "node-2", false, false, false};
  EXPECT_THAT(ruleset(leaving), HasSubstr("dnat ip to 10.111.0.5:8080"));
  EXPECT_THAT(ruleset(leaving), Not(HasSubstr("10.112.0.5")));
}

TEST(Ruleset, StaysOnTheNodeWhereTheServiceWantsIt) {
  ProxyView near = view();
  web_of(near).prefers_same_node = true;
  EXPECT_THAT(ruleset(near), Not(HasSubstr("10.112.0.5")));
  slice_of(near).backends[0].ready = false;
  EXPECT_THAT(ruleset(near), HasSubstr("10.112.0.5"));
}

TEST(Ruleset, ChoosesByTheClientWhereItShallStay) {
  ProxyView sticky = view();
  web_of(sticky).sticky_clients = true;
  EXPECT_THAT(ruleset(sticky), HasSubstr("jhash ip saddr mod 2"));
}

TEST(Ruleset, WritesBothFamilies) {
  ProxyView dual = view();
  web_of(dual).external_ips.push_back(ip("fd23::220"));
  CarriedSlice v6 = slice_of(dual);
  v6.backends = {{ip("fd00:11::5"), "node-1", true, true, false}};
  dual.slices[{"shop", "web-v6"}] = v6;
  const std::string text = ruleset(dual);
  EXPECT_THAT(text, HasSubstr("fd23::220 . tcp . 80 : goto s2o"));
  EXPECT_THAT(text, HasSubstr("dnat ip6 to [fd00:11::5]:8080"));
}

TEST(Ruleset, LetsTheFirstOfTwoStayWhoClaimTheSame) {
  ProxyView twice = view();
  twice.services[{"shop", "zoo"}] = web_of(twice);
  const std::string text = ruleset(twice);
  EXPECT_THAT(text, HasSubstr("192.168.23.220 . tcp . 80 : goto s1o"));
  EXPECT_THAT(text, Not(HasSubstr("192.168.23.220 . tcp . 80 : goto s2o")));
}

}  // namespace
}  // namespace herald::lab
