// Somebody else undoes what we write: it is put right at once the first time, and ever more slowly after
// that.
#include "tests/unit/controller/brain_fixture.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

using bench::Bench;
using bench::one_pool;
using bench::Outcome;
using bench::service;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const std::string kAnnotation(kPoolAnnotation);

bool annotated(const Bench& bench) {
  return bench.stored.at("web").annotations.contains(kAnnotation);
}

// As an operator does that sets a Service's annotations to its own list.
void strip(Bench& bench) {
  bench.now += milliseconds(1);
  auto stripped = bench.stored.at("web");
  stripped.annotations.erase(kAnnotation);
  bench.put(stripped);
}

void strip_whenever_it_is_there(Bench& bench, Duration for_how_long) {
  const Instant end = bench.now + for_how_long;
  while (bench.now < end) {
    if (annotated(bench)) {
      strip(bench);
    } else {
      bench.tick();
    }
  }
}

TEST(BrainRepair, TheFirstIsImmediateAndAHabitIsAnsweredSlowly) {
  Bench bench;
  bench.lead(one_pool(3));
  bench.put(service("web"));
  strip(bench);
  EXPECT_TRUE(annotated(bench)) << "at once";
  strip_whenever_it_is_there(bench, minutes(1));
  EXPECT_GE(bench.all<PatchAnnotation>().size(), 6U);
  EXPECT_LE(bench.all<PatchAnnotation>().size(), 14U);
  bench.settle();
  EXPECT_TRUE(annotated(bench)) << "it is never given up";
  bench.now += minutes(3);
  strip(bench);
  EXPECT_TRUE(annotated(bench)) << "after a while in peace at once again";
}

TEST(BrainRepair, OthersAndWhatIsDecidedAnewAreNotHeldUp) {
  Bench bench;
  bench.lead(one_pool(3));
  bench.put(service("web"));
  strip_whenever_it_is_there(bench, seconds(30));
  if (annotated(bench)) strip(bench);
  ASSERT_FALSE(annotated(bench));
  bench.put(service("other", 2));
  EXPECT_EQ(bench.ingress("other"), "10.0.0.2");
  auto asking = bench.stored.at("web");
  asking.annotations["lb.herald/addresses"] = "10.0.0.3";
  bench.put(asking);
  EXPECT_EQ(bench.ingress("web"), "10.0.0.3");
}

// The status is undone while the annotation is on its way, which then meets a newer version. That this one
// has been seen ends the wait after a conflict, but not this one.
TEST(BrainRepair, AConflictInBetweenIsNoWayAround) {
  Bench bench;
  bench.interfere = [](std::size_t write) -> std::optional<Outcome> {
    if (write % 2 == 0) return outcome::Conflict{};  // every annotation
    return std::nullopt;
  };
  bench.lead(one_pool(3));
  bench.put(service("web"));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(bench.ingress("web"), "10.0.0.1") << i;
    auto undone = bench.stored.at("web");
    undone.ingress.clear();
    undone.assigned.reset();
    bench.put(undone);
  }
  EXPECT_EQ(bench.ingress("web"), "") << "for now";
  EXPECT_EQ(bench.all<PatchStatus>().size(), 2U);
  bench.interfere = nullptr;
  bench.settle();
  EXPECT_EQ(bench.ingress("web"), "10.0.0.1");
}

}  // namespace
}  // namespace herald::controller
