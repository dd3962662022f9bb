// Laws, over many seeds: when loss stops, two sessions come up; while every packet arrives, they stay up,
// whatever the operators do to the timers.
#include "core/base/random.h"
#include "tests/unit/bfd/two_sessions.h"

#include <gtest/gtest.h>

namespace herald::bfd {
namespace {

using namespace session;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t kSeeds = 300;

Timers random_timers(Random& random) {
  const auto interval = [&random] { return milliseconds(50 + random.below(950)); };
  const Interval transmit = interval();
  const Interval receive = interval();
  return {
      .transmit = transmit, .receive = receive, .multiplier = static_cast<std::uint8_t>(1 + random.below(5))};
}

SessionOptions random_options(Random& random, std::uint32_t discriminator, std::uint64_t authentication) {
  SessionOptions result = options(discriminator);
  result.timers = random_timers(random);
  if (random.chance(1, 3)) result.slow_interval = milliseconds(100);
  if (authentication == 0) return result;
  result.authentication =
      Authentication{.meticulous = authentication == 1, .keys = {{1, *secret_from(kSecretText)}}};
  return result;
}

struct Trial {
  Random random;
  std::uint64_t authentication = random.below(3);
  TwoSessions world;

  explicit Trial(std::uint64_t seed)
      : random(seed),
        world(random_options(random, 1, authentication), random_options(random, 2, authentication), seed) {
    world.a().latency = milliseconds(random.below(15));
    world.b().latency = milliseconds(random.below(15));
  }

  Side& side() { return random.chance(1, 2) ? world.a() : world.b(); }

  void disturb() {
    const std::uint64_t percent = random.below(100);
    for (Side* each : {&world.a(), &world.b()})
      each->loses = [this, percent] { return random.chance(percent, 100); };
    switch (random.below(5)) {
      case 0:
        side().session = Session(
            random_options(random, 3 + static_cast<std::uint32_t>(random.below(1000)), authentication),
            random.next());
        break;
      case 1:
        world.feed(side(), AdminDown{});
        break;
      case 2:
        world.feed(side(), LocalFailure{Diagnostic::path_down});
        break;
      default:
        world.feed(side(), ConfigChanged{random_timers(random)});
    }
    world.run(milliseconds(random.below(3000)));
  }

  void calm_down() {
    world.mend();
    world.feed(world.a(), AdminUp{});
    world.feed(world.b(), AdminUp{});
    world.run(seconds(30));
  }
};

TEST(BfdProperty, ConvergesWhenLossStops) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Trial trial(seed);
    for (int i = 0; i < 10; ++i)
      trial.disturb();
    trial.calm_down();
    EXPECT_TRUE(trial.world.both(State::up)) << "seed " << seed;
  }
}

TEST(BfdProperty, NeverFlapsWhileEveryPacketArrives) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Trial trial(seed);
    trial.disturb();
    trial.calm_down();
    ASSERT_TRUE(trial.world.both(State::up)) << "seed " << seed;
    trial.world.forget_history();
    for (int i = 0; i < 20; ++i) {
      trial.world.feed(trial.side(), ConfigChanged{random_timers(trial.random)});
      trial.world.run(milliseconds(trial.random.below(3000)));
    }
    EXPECT_TRUE(trial.world.a().changes.empty() && trial.world.b().changes.empty()) << "seed " << seed;
    EXPECT_TRUE(trial.world.a().discards.empty() && trial.world.b().discards.empty()) << "seed " << seed;
  }
}

// A life with everything in it, replayed once for each packet in it, which is then lost.
TEST(BfdProperty, AnyOnePacketMayBeLost) {
  std::size_t packets = 1;
  for (std::size_t lost = 0; lost < packets; ++lost) {
    TwoSessions world(options(1), options(2), 42);
    std::size_t count = 0;
    for (Side* side : {&world.a(), &world.b()})
      side->loses = [&count, lost] { return count++ == lost; };
    world.run(seconds(4));
    EXPECT_TRUE(world.both(State::up)) << "come up without packet " << lost;
    world.feed(world.a(), ConfigChanged{{.transmit = milliseconds(900), .receive = milliseconds(100)}});
    world.run(seconds(4));
    world.feed(world.b(), AdminDown{});
    world.run(seconds(4));
    EXPECT_EQ(world.a().session.state(), State::down) << "without packet " << lost;
    world.feed(world.b(), AdminUp{});
    world.run(seconds(6));
    EXPECT_TRUE(world.both(State::up)) << "come up again without packet " << lost;
    EXPECT_EQ(world.b().session.detection_time(), milliseconds(2700)) << "without packet " << lost;
    if (lost == 0) packets = count;
  }
  EXPECT_GT(packets, 50U);
}

// Whatever was agreed, silence is noticed within the detection time of the last packet, and not before.
TEST(BfdProperty, DetectsACutExactlyInTime) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Trial trial(seed);
    trial.calm_down();
    ASSERT_TRUE(trial.world.both(State::up)) << "seed " << seed;
    trial.world.forget_history();
    trial.world.cut();
    trial.world.run(seconds(30));
    for (const Side* side : {&trial.world.a(), &trial.world.b()}) {
      ASSERT_FALSE(side->changes.empty()) << "seed " << seed;
      EXPECT_EQ(side->changes[0].when, *side->session.last_heard() + side->session.detection_time())
          << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace herald::bfd
