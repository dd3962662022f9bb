// Every scripted scenario once more for each of its writes and each way in which a write can go wrong: the
// end is the same.
#include "tests/unit/controller/brain_fixture.h"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

using bench::Bench;
using bench::ip;
using bench::one_pool;
using bench::Outcome;
using bench::service;

struct Scenario {
  const char* name;
  std::function<void(Bench&)> play;
};

void assign_two(Bench& bench) {
  bench.lead(one_pool(2));
  bench.put(service("a", 1));
  bench.put(service("b", 2));
}

void change_type(Bench& bench) {
  bench.lead(one_pool(1));
  bench.put(service("a", 1));
  bench.settle();
  bench.put(service("b", 2));
  bench.settle();
  auto no_longer = bench.stored.at("a");
  no_longer.is_load_balancer = false;
  bench.put(no_longer);
}

void move_on_request(Bench& bench) {
  bench.lead(one_pool(3));
  bench.put(service("a", 1));
  bench.settle();
  auto asking = bench.stored.at("a");
  asking.annotations["lb.herald/addresses"] = "10.0.0.3";
  bench.put(asking);
}

void lose_claim(Bench& bench) {
  for (const auto& [name, created] : {std::pair{"old", 1}, std::pair{"young", 2}}) {
    auto claimant = service(name, created);
    claimant.ingress = {ip("10.0.0.1")};
    bench.put(claimant);
  }
  bench.lead(one_pool(2));
}

void refuse_then_grow(Bench& bench) {
  bench.lead(one_pool(1));
  bench.put(service("a", 1));
  bench.settle();
  bench.put(service("b", 2));
  bench.settle();
  bench.tell(ConfigChanged{one_pool(2), "more"});
}

std::string end_of(const Bench& bench) {
  std::string text;
  for (const auto& [name, stored] : bench.stored) {
    text += name + " " + bench.ingress(name) + " " + bench.reason(name);
    for (const auto& [key, value] : stored.annotations)
      text += " " + key + "=" + value;
    text += "\n";
  }
  return text;
}

const std::vector<Scenario> kScenarios = {{"assign two", assign_two},
                                          {"change type", change_type},
                                          {"move on request", move_on_request},
                                          {"lose a claim", lose_claim},
                                          {"refuse, then grow", refuse_then_grow}};

const std::vector<std::pair<const char*, Outcome>> kFailures = {
    {"conflict", outcome::Conflict{}},
    {"throttled", outcome::Throttled{std::chrono::seconds(3)}},
    {"failed", outcome::Failed{"500"}}};

TEST(BrainFailures, AnyWriteMayFailOnceInAnyWay) {
  for (const Scenario& scenario : kScenarios) {
    Bench undisturbed;
    undisturbed.interfere = [](std::size_t) { return std::nullopt; };
    scenario.play(undisturbed);
    undisturbed.settle();
    ASSERT_GE(undisturbed.writes, 3u) << scenario.name;
    for (std::size_t victim = 1; victim <= undisturbed.writes; ++victim) {
      for (const auto& [how, failure] : kFailures) {
        Bench bench;
        bench.interfere = [&, failing = failure](std::size_t write) -> std::optional<Outcome> {
          if (write == victim) return failing;
          return std::nullopt;
        };
        scenario.play(bench);
        bench.settle();
        EXPECT_EQ(end_of(bench), end_of(undisturbed)) << scenario.name << ", write " << victim << " " << how;
      }
    }
  }
}

}  // namespace
}  // namespace herald::controller
