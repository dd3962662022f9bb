// What becomes of what we have said about a Service that is none of ours any more.
#include "tests/unit/controller/brain_fixture.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

using bench::Bench;
using bench::ip;
using bench::one_pool;
using bench::service;

const std::string kAnnotation(kPoolAnnotation);

bool bears_marks(const Bench& bench, const std::string& name) {
  const model::Service& stored = bench.stored.at(name);
  return stored.assigned.has_value() || stored.annotations.contains(kAnnotation);
}

// A ClusterIP Service that was a LoadBalancer once, as a controller that was down at the time finds it.
model::Service former(const std::string& name) {
  auto made = service(name);
  made.is_load_balancer = false;
  made.assigned = model::Condition{false, "PoolFull", "no address: pool \"main\" is full (1 of 1 in use)"};
  made.annotations[kAnnotation] = "main";
  return made;
}

TEST(BrainLetGo, WhoGivesUpWaitingIsNotSaidToWaitForEver) {
  Bench bench;
  bench.lead(one_pool(1));
  bench.put(service("holder", 1));
  bench.put(service("waiting", 2));
  ASSERT_EQ(bench.reason("waiting"), "PoolFull");
  auto cluster_ip = bench.stored.at("waiting");
  cluster_ip.is_load_balancer = false;
  bench.put(cluster_ip);
  EXPECT_FALSE(bears_marks(bench, "waiting"));
  bench.remove("holder");
  EXPECT_EQ(bench.ingress("waiting"), "");
}

TEST(BrainLetGo, ARestartFindsWhatIsLeft) {
  Bench bench;
  bench.put(former("both"));
  auto told = former("told");
  told.annotations.clear();
  bench.put(told);
  bench.lead(one_pool(1));
  EXPECT_FALSE(bears_marks(bench, "both"));
  EXPECT_FALSE(bears_marks(bench, "told"));
  bench.settle();
  EXPECT_EQ(bench.all<PatchStatus>().size(), 2U);
  EXPECT_EQ(bench.all<PatchAnnotation>().size(), 1U);
}

// These look alike, wherever they come from.
TEST(BrainLetGo, AnotherClassMayBeAnotherHeralds) {
  Bench bench;
  auto theirs = former("theirs");
  theirs.is_load_balancer = true;
  theirs.load_balancer_class = "other.example/lb";
  bench.put(theirs);
  bench.lead(one_pool(1));
  bench.settle();
  EXPECT_TRUE(bench.all<PatchStatus>().empty());
  EXPECT_TRUE(bench.all<PatchAnnotation>().empty());
}

TEST(BrainLetGo, WhoGoesToAnotherClassTakesNoWordOfOursAlong) {
  Bench bench;
  bench.lead(one_pool(1));
  bench.put(service("web"));
  bench.settle();
  const auto decisions = bench.brain.decisions();
  const std::size_t told = bench.all<RecordEvent>().size();
  auto gone_over = bench.stored.at("web");
  gone_over.load_balancer_class = "other.example/lb";
  bench.put(gone_over);
  EXPECT_EQ(bench.ingress("web"), "");
  EXPECT_EQ(bench.reason("web"), "");
  EXPECT_EQ(bench.brain.decisions(), decisions) << "that it is not ours is no decision about it";
  EXPECT_EQ(bench.all<RecordEvent>().size(), told);
}

// Without a configuration nothing is taken; but it has to be known again for ours when there is one.
TEST(BrainLetGo, MarksStayAsLongAsTheAddressThatTheyExplain) {
  Bench bench;
  auto shown = former("shown");
  shown.ingress = {ip("10.0.0.1")};
  bench.put(shown);
  bench.lead(nullptr);
  EXPECT_TRUE(bears_marks(bench, "shown"));
  bench.tell(ConfigChanged{one_pool(1), "text"});
  EXPECT_EQ(bench.ingress("shown"), "");
  EXPECT_FALSE(bears_marks(bench, "shown"));
}

}  // namespace
}  // namespace herald::controller
