// Random faults from a seed, then peace. Laws: once it has been quiet for a while, each wanted address has
// exactly one announcer, and nothing moves any more.
#include "tests/unit/own/lan.h"

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::own {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kQuiet = seconds(20);
constexpr Duration kStable = seconds(20);

struct World {
  explicit World(std::uint64_t seed)
      : random(seed), lan(2 + random.below(seed % 5 == 0 ? 20 : 8), seed ^ 0x5eed) {
    std::vector<net::IpAddress> wanted;
    for (std::uint32_t n = 1; n <= 30; ++n)
      wanted.push_back(address(n));
    lan.want(wanted);
    lan.jittery(random.below(3) * 400);
    for (std::size_t node = 0; node < lan.size(); ++node)
      lan.start(node);
    lan.run(seconds(3));
  }

  std::size_t any() { return random.below(lan.size()); }
  bool alive(std::size_t node) { return lan[node].machine != nullptr; }

  void fault() {
    const std::size_t node = any();
    switch (random.below(12)) {
      case 0:
        return lan.crash(node);
      case 1:
      case 2:
        return alive(node) ? void() : lan.start(node);
      case 3:
        return lan.start(node);
      case 4:
        return lan[node].paused ? lan.resume(node) : lan.pause(node);
      case 5:
        return lan.partition({node, any()});
      case 6:
        return lan.heal();
      case 7:
        return lan.block(node, any());
      case 8:
        return lan.drain(node, random.chance(1, 2));
      case 9:
        return lan.lossy(random.below(200));
      case 10:
        return lan.doubling(random.below(200));
      default:
        return change_wanted();
    }
  }

  void change_wanted() {
    const auto which = address(static_cast<std::uint32_t>(1 + random.below(40)));
    if (random.chance(1, 3)) return lan.unwant(which);
    if (random.chance(1, 2)) return lan.want({which});
    lan.want(which, {lan[any()].member.node});
  }

  void peace() {
    lan.heal();
    lan.lossy(0);
    lan.doubling(0);
    for (std::size_t node = 0; node < lan.size(); ++node) {
      if (lan[node].paused) lan.resume(node);
      if (!alive(node)) lan.start(node);
      lan.drain(node, false);
    }
  }

  Random random;
  Lan lan;
};

TEST(OwnershipProperty, PeaceBringsOneOwnerEachAndStability) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    World world(seed);
    for (int faults = 0; faults < 30; ++faults) {
      world.fault();
      world.lan.run(milliseconds(world.random.below(1500)));
    }
    world.peace();
    world.lan.run(kQuiet);
    ASSERT_EQ(world.lan.complaint(), "") << "seed " << seed;
    const std::size_t changes = world.lan.changes();
    world.lan.run(kStable);
    ASSERT_EQ(world.lan.changes(), changes) << "seed " << seed;
    for (std::size_t node = 0; node < world.lan.size(); ++node)
      ASSERT_EQ(world.lan[node].announces.size(), world.lan[node].machine->announced()) << "seed " << seed;
  }
}

// Without peace: those who are left, on a LAN that still loses datagrams.
TEST(OwnershipProperty, SurvivorsServeEverythingInSpiteOfLoss) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    World world(seed);
    for (std::size_t node = 1; node < world.lan.size(); ++node) {
      if (world.random.chance(1, 2)) world.lan.crash(node);
    }
    world.lan.lossy(20);
    world.lan.run(kQuiet);
    ASSERT_EQ(world.lan.complaint(), "") << "seed " << seed;
  }
}

TEST(OwnershipProperty, SameSeedSameStory) {
  const auto story = [] {
    World world(7);
    std::string text;
    world.lan.observer = [&](std::size_t node, const Ownership::Effect& effect) {
      text += std::to_string(node) + ":" + std::to_string(effect.index()) + " ";
    };
    for (int faults = 0; faults < 40; ++faults) {
      world.fault();
      world.lan.run(milliseconds(700));
    }
    return text;
  };
  const std::string once = story();
  EXPECT_GT(once.size(), 1000U);
  EXPECT_EQ(once, story());
}

}  // namespace
}  // namespace herald::own
