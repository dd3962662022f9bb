#include "controller/refused_write.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

template <class Outcome>
bool means(const RefusedWrite& write) {
  return std::holds_alternative<Outcome>(outcome_of(write));
}

TEST(RefusedWrite, OnlyTheRegistryCanSayThatAServiceIsGone) {
  EXPECT_TRUE(means<outcome::Gone>({.status = 404, .is_absent = true}));
  EXPECT_TRUE(means<outcome::Failed>({.status = 404, .is_absent = false}));
}

TEST(RefusedWrite, ANewerVersionIsAConflict) {
  EXPECT_TRUE(means<outcome::Conflict>({.status = 409}));
}

TEST(RefusedWrite, AServerThatSaysLaterSaysWhen) {
  const auto outcome = outcome_of({.status = 429, .retry_after = std::chrono::seconds(3)});
  ASSERT_TRUE(std::holds_alternative<outcome::Throttled>(outcome));
  EXPECT_EQ(std::get<outcome::Throttled>(outcome).retry_after, std::chrono::seconds(3));
}

// A right that is missing, a webhook that says no, a body too long: there is nothing to be in doubt about.
TEST(RefusedWrite, WhatWasRefusedWasNotWritten) {
  for (const int status : {400, 401, 403, 405, 413, 415, 422}) {
    const auto outcome = outcome_of({.status = status});
    ASSERT_TRUE(std::holds_alternative<outcome::Throttled>(outcome)) << status;
    EXPECT_EQ(std::get<outcome::Throttled>(outcome).retry_after, Duration::zero());
  }
}

TEST(RefusedWrite, WhateverMayHaveHappenedIsToldWithItsReason) {
  for (const int status : {301, 404, 408, 500, 502, 503, 504}) {
    const auto outcome = outcome_of({.status = status, .why = "oops"});
    ASSERT_TRUE(std::holds_alternative<outcome::Failed>(outcome)) << status;
    EXPECT_EQ(std::get<outcome::Failed>(outcome).why, "oops");
  }
}

}  // namespace
}  // namespace herald::controller
