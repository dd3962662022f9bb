// Services and namespaces come by two watches, and nothing orders these: which pools admit a Service is not
// decided before its namespace has been heard of.
#include "tests/unit/controller/brain_fixture.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

using bench::Bench;
using bench::ip;
using bench::one_pool;
using bench::Outcome;
using bench::service;

model::LabelSelector selector(model::SelectorOperator op, const std::string& value) {
  return {.match_labels = {}, .match_expressions = {{.key = "team", .op = op, .values = {value}}}};
}

// "restricted", the first choice, is for team a; "public" is for everybody.
std::shared_ptr<const config::Config> fenced(config::Stranded stranded = config::Stranded::keep) {
  config::Config config;
  config.pools = {bench::pool("restricted", "10.0.1.1", "10.0.1.1"),
                  bench::pool("public", "10.0.2.1", "10.0.2.9")};
  config.pools[0].spec.priority = 1;
  config.pools[0].spec.admission.namespace_selectors = {selector(model::SelectorOperator::in, "a")};
  config.stranded = stranded;
  return std::make_shared<const config::Config>(std::move(config));
}

const model::Labels kTeamA = {{"team", "a"}};

TEST(BrainNamespaces, AServiceWaitsUntilItsNamespaceIsHeardOf) {
  Bench bench;
  bench.lead(fenced());
  bench.put(service("web"));
  EXPECT_EQ(bench.ingress("web"), "");
  EXPECT_TRUE(bench.all<PatchStatus>().empty());
  EXPECT_EQ(bench.brain.plans_made(), 0U);
  bench.tell(NamespaceChanged{"shop", kTeamA});
  EXPECT_EQ(bench.ingress("web"), "10.0.1.1");
}

TEST(BrainNamespaces, OneWithoutLabelsIsHeardOfToo) {
  Bench bench;
  bench.lead(fenced());
  bench.put(service("web"));
  bench.tell(NamespaceChanged{"shop", {}});
  EXPECT_EQ(bench.ingress("web"), "10.0.2.1");
}

// An absent label is "not in" anything: without its labels, production would be let into the pool for the
// rest.
TEST(BrainNamespaces, WhomAFenceIsToKeepOutDoesNotSlipThroughIt) {
  config::Config config = *fenced();
  config.pools[0].spec.admission.namespace_selectors = {selector(model::SelectorOperator::not_in, "a")};
  Bench bench;
  bench.lead(std::make_shared<const config::Config>(config));
  bench.put(service("web"));
  bench.tell(NamespaceChanged{"shop", kTeamA});
  EXPECT_EQ(bench.ingress("web"), "10.0.2.1");
}

TEST(BrainNamespaces, NobodyWaitsWhereLabelsDoNotMatter) {
  Bench bench;
  bench.lead(one_pool(1));
  bench.put(service("web"));
  EXPECT_EQ(bench.ingress("web"), "10.0.0.1");
}

TEST(BrainNamespaces, AnEditAfterWhichLabelsNoLongerMatterEndsTheWait) {
  Bench bench;
  bench.lead(fenced());
  bench.put(service("web"));
  bench.tell(ConfigChanged{one_pool(1), "edited"});
  EXPECT_EQ(bench.ingress("web"), "10.0.0.1");
}

// By a new leader, whose list of namespaces was older than that of the Services.
TEST(BrainNamespaces, WhatAServiceHasStaysItsOwnMeanwhile) {
  Bench bench;
  auto web = service("web", 9);
  web.ingress = {ip("10.0.1.1")};
  bench.put(web);
  bench.tell(NamespaceChanged{"other", kTeamA});
  bench.lead(fenced(config::Stranded::release));
  auto rival = service("rival", 1);
  rival.key.name_space = "other";
  bench.put(rival);
  EXPECT_EQ(bench.ingress("rival"), "10.0.2.1") << "the one of the restricted pool is spoken for";
  EXPECT_EQ(bench.ingress("web"), "10.0.1.1");
  EXPECT_EQ(bench.reason("web"), "") << "nothing is said before it is known";
  bench.tell(NamespaceChanged{"shop", kTeamA});
  EXPECT_EQ(bench.ingress("web"), "10.0.1.1");
  EXPECT_EQ(bench.reason("web"), "Kept");
}

TEST(BrainNamespaces, OneThatIsMadeAgainIsNotTakenForItsPredecessor) {
  Bench bench;
  bench.tell(NamespaceChanged{"shop", kTeamA});
  bench.lead(fenced());
  bench.tell(NamespaceGone{"shop"});
  bench.put(service("web"));
  EXPECT_EQ(bench.ingress("web"), "");
  bench.tell(NamespaceChanged{"shop", {{"team", "b"}}});
  EXPECT_EQ(bench.ingress("web"), "10.0.2.1");
}

// A write that was put off when the namespace went; its decision is out of date.
TEST(BrainNamespaces, WhatWasDecidedBeforeIsNotWrittenMeanwhile) {
  Bench bench;
  bench.interfere = [](std::size_t write) -> std::optional<Outcome> {
    if (write == 1) return outcome::Throttled{std::chrono::seconds(5)};
    return std::nullopt;
  };
  bench.tell(NamespaceChanged{"shop", kTeamA});
  bench.lead(fenced());
  bench.put(service("web"));
  bench.tell(NamespaceGone{"shop"});
  auto edited = bench.stored.at("web");
  edited.labels["tier"] = "front";
  bench.put(edited);
  bench.settle();
  EXPECT_EQ(bench.all<PatchStatus>().size(), 1U);
  bench.tell(NamespaceChanged{"shop", {{"team", "b"}}});
  bench.settle();
  EXPECT_EQ(bench.ingress("web"), "10.0.2.1");
}

}  // namespace
}  // namespace herald::controller
