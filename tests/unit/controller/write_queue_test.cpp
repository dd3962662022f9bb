#include "controller/write_queue.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const model::ServiceKey kA{"shop", "a"};
const model::ServiceKey kB{"shop", "b"};
const model::ServiceKey kC{"shop", "c"};
const Instant kStart{};

WriteQueue queue(std::size_t in_flight = 16) {
  return WriteQueue({.in_flight = in_flight, .backoff = {milliseconds(100), seconds(60)}}, 1);
}

TEST(WriteQueue, FirstComeFirstServed) {
  WriteQueue writes = queue();
  for (const auto& key : {kC, kA, kB})
    writes.add(kStart, key);
  writes.add(kStart, kC);
  EXPECT_EQ(writes.take(kStart), kC);
  EXPECT_EQ(writes.take(kStart), kA);
  EXPECT_EQ(writes.take(kStart), kB);
  EXPECT_EQ(writes.take(kStart), std::nullopt);
}

TEST(WriteQueue, SoManyAtOnceAndNoMore) {
  WriteQueue writes = queue(2);
  for (const auto& key : {kA, kB, kC})
    writes.add(kStart, key);
  EXPECT_TRUE(writes.take(kStart));
  EXPECT_TRUE(writes.take(kStart));
  EXPECT_FALSE(writes.take(kStart));
  EXPECT_EQ(writes.next_deadline(), kNever) << "an answer comes first";
  writes.landed(kA);
  EXPECT_EQ(writes.take(kStart), kC);
}

TEST(WriteQueue, WhoFailedWaitsForItselfOnly) {
  WriteQueue writes = queue();
  writes.delay(kStart, kA, seconds(2));
  writes.add(kStart, kA);
  writes.add(kStart, kB);
  EXPECT_EQ(writes.take(kStart), kB);
  EXPECT_FALSE(writes.take(kStart + milliseconds(1999)));
  EXPECT_EQ(writes.next_deadline(), kStart + seconds(2));
  EXPECT_EQ(writes.take(kStart + seconds(2)), kA);
}

// Of a proxy in maintenance, say: "Retry-After: 3600".
TEST(WriteQueue, NobodyElseSilencesAServiceForLongerThanTheCap) {
  WriteQueue writes = queue();
  writes.delay(kStart, kA, std::chrono::hours(1));
  writes.add(kStart, kA);
  EXPECT_EQ(writes.next_deadline(), kStart + seconds(60));
}

TEST(WriteQueue, DelaysGrowToTheCapUntilForgiven) {
  WriteQueue writes = queue();
  for (int i = 0; i < 20; ++i)
    writes.delay(kStart, kA, Duration::zero());
  writes.add(kStart, kA);
  EXPECT_GE(writes.next_deadline(), kStart + seconds(30));
  EXPECT_LE(writes.next_deadline(), kStart + seconds(60));
  writes.remove(kA);
  writes.forgive(kA);
  writes.add(kStart, kA);
  EXPECT_EQ(writes.next_deadline(), kStart);
}

TEST(WriteQueue, HurryEndsTheDelayButNotItsGrowth) {
  WriteQueue writes = queue();
  writes.delay(kStart, kA, seconds(9));
  writes.add(kStart, kA);
  writes.hurry(kStart, kA);
  EXPECT_EQ(writes.take(kStart), kA);
}

TEST(WriteQueue, ALaterWishDoesNotPostponeAnEarlierOne) {
  WriteQueue writes = queue();
  writes.add(kStart + seconds(1), kA);
  writes.add(kStart + seconds(5), kA);
  EXPECT_EQ(writes.next_deadline(), kStart + seconds(1));
  writes.add(kStart, kA);
  EXPECT_EQ(writes.next_deadline(), kStart);
}

}  // namespace
}  // namespace herald::controller
