#include "kube/lease_sightings.h"

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class LeaseSightingsTest : public testing::Test {
 protected:
  std::vector<std::string> saw(const std::string& name, Duration after = {}) {
    now_ += after;
    return sightings_.saw(now_, name, UnixMicros(++renewal_));
  }

  LeaseSightings sightings_;
  Instant now_{seconds(5)};
  std::int64_t renewal_ = 0;
};

TEST_F(LeaseSightingsTest, OneThatIsSilentWhileOthersRenewRunsOutOnce) {
  saw("a");
  for (int i = 0; i < 5; ++i)
    EXPECT_THAT(saw("b", seconds(10)), IsEmpty());
  EXPECT_THAT(saw("b", seconds(10)), ElementsAre("a"));
  EXPECT_THAT(saw("b", seconds(10)), IsEmpty());
  EXPECT_THAT(saw("a", seconds(10)), IsEmpty());
  for (int i = 0; i < 5; ++i)
    EXPECT_THAT(saw("b", seconds(10)), IsEmpty());
  EXPECT_THAT(saw("b", seconds(10)), ElementsAre("a"));
}

TEST_F(LeaseSightingsTest, TheSameAgainIsNoRenewal) {
  saw("a");
  for (int i = 0; i < 20; ++i) {
    now_ += seconds(10);
    EXPECT_THAT(sightings_.saw(now_, "a", UnixMicros(1)), IsEmpty());
  }
  // All the while nothing was renewed: behind the gap there is the whole time again.
  EXPECT_THAT(saw("b"), IsEmpty());
  for (int i = 0; i < 2; ++i)
    EXPECT_THAT(saw("b", seconds(25)), IsEmpty());
  EXPECT_THAT(saw("b", seconds(10)), ElementsAre("a"));
}

TEST_F(LeaseSightingsTest, BehindAGapEverybodyHasHisWholeTime) {
  saw("a");
  saw("b", seconds(20));
  EXPECT_THAT(saw("b", seconds(3600)), IsEmpty());
  EXPECT_THAT(saw("b", seconds(29)), IsEmpty());
  EXPECT_THAT(saw("b", seconds(29)), IsEmpty());
  EXPECT_THAT(saw("b", seconds(2)), ElementsAre("a"));
}

TEST_F(LeaseSightingsTest, WhatIsForgottenDoesNotRunOut) {
  saw("a");
  sightings_.forget("a");
  sightings_.forget("nobody");
  for (int i = 0; i < 9; ++i)
    EXPECT_THAT(saw("b", seconds(10)), IsEmpty());
}

}  // namespace
}  // namespace herald::kube
