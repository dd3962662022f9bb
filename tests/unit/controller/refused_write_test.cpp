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

TEST(RefusedWrite, WhateverMayHaveHappenedIsToldWithItsReason) {
  for (const int status : {301, 500, 502, 503, 504}) {
    const auto outcome = outcome_of({.status = status, .why = "oops"});
    ASSERT_TRUE(std::holds_alternative<outcome::Failed>(outcome)) << status;
    EXPECT_EQ(std::get<outcome::Failed>(outcome).why, "oops");
  }
}

}  // namespace
}  // namespace herald::controller
