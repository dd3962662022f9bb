#include "speaker/backends.h"

#include "tests/unit/speaker/cluster.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::endpoint;
using bench::Grade;
using testing::ElementsAre;
using testing::IsEmpty;

Places places(std::vector<model::Endpoint> endpoints) {
  return places_of({.service = {}, .endpoints = std::move(endpoints)});
}

Backends backends(std::vector<model::Endpoint> endpoints, net::Family family = net::Family::ipv4) {
  Backends all(family);
  all.add(places(std::move(endpoints)));
  return all;
}

// Of these nodes, those that it is delivered on.
std::vector<std::string> nodes(const Backends& backends) {
  std::vector<std::string> found;
  for (const char* const node : {"a", "b", "c", ""}) {
    if (backends.delivered_on(node)) found.emplace_back(node);
  }
  return found;
}

TEST(Backends, EndpointsOfOneNodeAreCounted) {
  const Backends all = backends({endpoint("b"), endpoint("a"), endpoint("b")});
  EXPECT_THAT(nodes(all), ElementsAre("a", "b"));
  EXPECT_EQ(all.ready_on("a"), 1U);
  EXPECT_EQ(all.ready_on("b"), 2U);
  EXPECT_EQ(all.ready_on("c"), 0U);
  EXPECT_EQ(places({endpoint("b"), endpoint("a"), endpoint("b")}).size(), 2U);
}

TEST(Backends, ThoseOnTheirWayOutCountOnlyWhenNoneIsReady) {
  EXPECT_THAT(nodes(backends({endpoint("a", Grade::leaving), endpoint("b")})), ElementsAre("b"));
  const Backends last = backends({endpoint("a", Grade::leaving), endpoint("b", Grade::unready)});
  EXPECT_TRUE(last.any());
  EXPECT_THAT(nodes(last), ElementsAre("a"));
  EXPECT_EQ(last.ready_on("a"), 0U);
}

TEST(Backends, AnUnreadyOneIsNone) {
  EXPECT_FALSE(backends({endpoint("a", Grade::unready)}).any());
  EXPECT_THAT(nodes(backends({endpoint("a", Grade::unready)})), IsEmpty());
  EXPECT_THAT(places({endpoint("a", Grade::unready)}), IsEmpty());
}

// A Pod that serves although it is not ready and nobody deletes it is not asked for by kube-proxy either.
TEST(Backends, ServingWithoutTerminatingIsNotEnough) {
  model::Endpoint odd = endpoint("a", Grade::unready);
  odd.serving = true;
  EXPECT_FALSE(backends({odd}).any());
}

TEST(Backends, OneWithoutANodeIsReadyNowhere) {
  const Backends all = backends({endpoint("")});
  EXPECT_TRUE(all.any());
  EXPECT_THAT(nodes(all), IsEmpty());
  // But it is ready: those on their way out have no turn.
  EXPECT_THAT(nodes(backends({endpoint(""), endpoint("a", Grade::leaving)})), IsEmpty());
}

TEST(Backends, FamiliesAreApart) {
  const std::vector<model::Endpoint> both = {endpoint("a"), endpoint("b", Grade::ready, "2001:db8::1")};
  EXPECT_THAT(nodes(backends(both, net::Family::ipv4)), ElementsAre("a"));
  EXPECT_THAT(nodes(backends(both, net::Family::ipv6)), ElementsAre("b"));
}

TEST(Backends, SlicesAddUp) {
  Backends all(net::Family::ipv4);
  all.add(places({endpoint("a", Grade::leaving)}));
  EXPECT_THAT(nodes(all), ElementsAre("a"));
  all.add(places({endpoint("c"), endpoint("b")}));
  all.add(places({endpoint("b")}));
  EXPECT_THAT(nodes(all), ElementsAre("b", "c"));
  EXPECT_EQ(all.ready_on("b"), 2U);
}

// The order in which the API server lists endpoints is no difference.
TEST(Backends, EqualPlacesAreEqual) {
  EXPECT_EQ(places({endpoint("b"), endpoint("a")}), places({endpoint("a"), endpoint("b")}));
  EXPECT_NE(places({endpoint("a")}), places({endpoint("a"), endpoint("a")}));
}

}  // namespace
}  // namespace herald::speaker
