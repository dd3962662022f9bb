#include "controller/quarantines.h"

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

const net::IpAddress kOne = *net::IpAddress::parse("10.0.0.1");
const net::IpAddress kTwo = *net::IpAddress::parse("10.0.0.2");
constexpr Instant kStart{minutes(100)};

TEST(Quarantines, EndsAWhileAfterTheLastReport) {
  Quarantines quarantines;
  EXPECT_EQ(quarantines.next_deadline(), kNever);
  quarantines.no_longer_reported(kStart, kOne);
  quarantines.no_longer_reported(kStart + minutes(1), kTwo);
  EXPECT_EQ(quarantines.next_deadline(), kStart + Quarantines::kLinger);
  EXPECT_THAT(quarantines.take_over(kStart + Quarantines::kLinger - Duration(1)), IsEmpty());
  EXPECT_THAT(quarantines.take_over(kStart + Quarantines::kLinger), ElementsAre(kOne));
  EXPECT_THAT(quarantines.take_over(kStart + Quarantines::kLinger), IsEmpty());
  EXPECT_EQ(quarantines.next_deadline(), kStart + minutes(1) + Quarantines::kLinger);
}

TEST(Quarantines, AStrangerWhoIsSeenAgainStartsItAnew) {
  Quarantines quarantines;
  quarantines.no_longer_reported(kStart, kOne);
  quarantines.seen(kOne);
  quarantines.seen(kTwo);
  EXPECT_EQ(quarantines.next_deadline(), kNever);
  quarantines.no_longer_reported(kStart + minutes(5), kOne);
  quarantines.no_longer_reported(kStart + minutes(6), kOne);
  EXPECT_EQ(quarantines.next_deadline(), kStart + minutes(6) + Quarantines::kLinger);
}

}  // namespace
}  // namespace herald::controller
