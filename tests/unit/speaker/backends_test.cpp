#include "speaker/backends.h"

#include "tests/unit/speaker/cluster.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::endpoint;
using bench::Grade;
using testing::ElementsAre;
using testing::IsEmpty;

const Backends& v4(const BackendsByFamily& all) {
  return all.at(0);
}
const Backends& v6(const BackendsByFamily& all) {
  return all.at(1);
}

TEST(Backends, NodesAreSortedAndStandOnce) {
  const auto all = backends_of({.service = {}, .endpoints = {endpoint("b"), endpoint("a"), endpoint("b")}});
  EXPECT_THAT(v4(all).nodes(), ElementsAre("a", "b"));
}

TEST(Backends, ThoseOnTheirWayOutCountOnlyWhenNoneIsReady) {
  auto all = backends_of({.service = {}, .endpoints = {endpoint("a", Grade::leaving), endpoint("b")}});
  EXPECT_THAT(v4(all).nodes(), ElementsAre("b"));
  all = backends_of(
      {.service = {}, .endpoints = {endpoint("a", Grade::leaving), endpoint("b", Grade::unready)}});
  EXPECT_TRUE(v4(all).any());
  EXPECT_THAT(v4(all).nodes(), ElementsAre("a"));
}

TEST(Backends, AnUnreadyOneIsNone) {
  const auto all = backends_of({.service = {}, .endpoints = {endpoint("a", Grade::unready)}});
  EXPECT_FALSE(v4(all).any());
  EXPECT_THAT(v4(all).nodes(), IsEmpty());
}

// A Pod that serves although it is not ready and nobody deletes it is not asked for by kube-proxy either.
TEST(Backends, ServingWithoutTerminatingIsNotEnough) {
  model::Endpoint odd = endpoint("a", Grade::unready);
  odd.serving = true;
  EXPECT_FALSE(v4(backends_of({.service = {}, .endpoints = {odd}})).any());
}

TEST(Backends, OneWithoutANodeIsReadyNowhere) {
  const auto all = backends_of({.service = {}, .endpoints = {endpoint("")}});
  EXPECT_TRUE(v4(all).any());
  EXPECT_THAT(v4(all).nodes(), IsEmpty());
}

TEST(Backends, FamiliesAreApart) {
  const auto all =
      backends_of({.service = {}, .endpoints = {endpoint("a"), endpoint("b", Grade::ready, "2001:db8::1")}});
  EXPECT_THAT(v4(all).nodes(), ElementsAre("a"));
  EXPECT_THAT(v6(all).nodes(), ElementsAre("b"));
}

TEST(Backends, SlicesAddUp) {
  Backends all;
  add(v4(backends_of({.service = {}, .endpoints = {endpoint("a", Grade::leaving)}})), all);
  EXPECT_THAT(all.nodes(), ElementsAre("a"));
  add(v4(backends_of({.service = {}, .endpoints = {endpoint("c")}})), all);
  add(v4(backends_of({.service = {}, .endpoints = {endpoint("b")}})), all);
  EXPECT_THAT(all.nodes(), ElementsAre("b", "c"));
}

}  // namespace
}  // namespace herald::speaker
