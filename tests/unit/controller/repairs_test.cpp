#include "controller/repairs.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const model::ServiceKey kWeb{"shop", "web"};
const Instant kStart = Instant() + seconds(1000);
const Wanted kWanted{.ingress = {net::IpAddress::v4(1)},
                     .condition = model::Condition{true, "Assigned", "text"},
                     .pool = "main"};
const Wanted kOther{.ingress = {net::IpAddress::v4(2)}, .condition = kWanted.condition, .pool = "other"};

class RepairsTest : public testing::Test {
 protected:
  // Written again as soon as it may be, so many times; the last one's delay.
  Duration fight(int rounds) {
    Duration delay{};
    for (int i = 0; i < rounds; ++i) {
      repairs_.written(now_, kWeb, Part::status, kWanted);
      delay = repairs_.earliest(kWeb, Part::status, kWanted) - now_;
      now_ += delay;
    }
    return delay;
  }

  Repairs repairs_{{.first = milliseconds(250), .cap = seconds(60)}, 1};
  Instant now_ = kStart;
};

TEST_F(RepairsTest, WhatWasNeverWrittenMayBe) {
  EXPECT_LE(repairs_.earliest(kWeb, Part::status, kWanted), kStart);
}

TEST_F(RepairsTest, TheFirstRepairIsImmediateAndEachFurtherOneTakesLonger) {
  EXPECT_EQ(fight(1), Duration::zero());
  EXPECT_GE(fight(1), milliseconds(125));
  EXPECT_GE(fight(1), milliseconds(250));
  EXPECT_GE(fight(12), seconds(30));
  EXPECT_LE(fight(1), seconds(60));
}

TEST_F(RepairsTest, WhatHoldsForAWhileStartsAnew) {
  fight(9);
  now_ += Repairs::kWhile + milliseconds(1);
  EXPECT_EQ(fight(1), Duration::zero());
  EXPECT_LE(fight(1), milliseconds(250));
}

TEST_F(RepairsTest, SomethingElseIsNoRepair) {
  fight(9);
  const Instant last = now_ - milliseconds(1);
  EXPECT_LE(repairs_.earliest(kWeb, Part::status, kOther), last);
  EXPECT_LE(repairs_.earliest(kWeb, Part::annotation, kWanted), last);
  EXPECT_LE(repairs_.earliest({"shop", "w"}, Part::status, kWanted), last);
  repairs_.written(now_, kWeb, Part::status, kOther);
  EXPECT_LE(repairs_.earliest(kWeb, Part::status, kOther), now_);
  EXPECT_EQ(fight(1), Duration::zero()) << "we have changed our own mind in between";
}

TEST_F(RepairsTest, TheNextOneOfTheSameNameIsAnotherService) {
  fight(9);
  repairs_.forget(kWeb);
  EXPECT_EQ(fight(1), Duration::zero());
}

TEST_F(RepairsTest, OthersWritesInTheMeantimeDoNotMakeItForget) {
  fight(9);
  for (unsigned i = 0; i < 100; ++i) {
    const model::ServiceKey other{"shop", "s" + std::to_string(i)};
    repairs_.written(now_ + seconds(i % 10), other, Part::status, kWanted);
  }
  EXPECT_GE(fight(1), seconds(15));
}

}  // namespace
}  // namespace herald::controller
