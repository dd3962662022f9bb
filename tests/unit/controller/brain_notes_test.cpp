// What is noted on a Service beside its status: the pools its addresses came from, and how those were
// announced, which is asked of nobody else once the pools have gone; and which addresses it had before us.
#include "tests/unit/controller/brain_fixture.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

using bench::Bench;
using bench::ip;
using bench::pool;
using bench::service;
using config::Protocol;

std::shared_ptr<const config::Config> pools(std::vector<config::Pool> pools) {
  config::Config config;
  config.pools = std::move(pools);
  return std::make_shared<const config::Config>(std::move(config));
}

std::shared_ptr<const config::Config> main_pool(Protocol protocol) {
  config::Pool main = pool("main", "10.0.0.1", "10.0.0.3");
  main.protocol = protocol;
  return pools({main});
}

class BrainNotesTest : public testing::Test {
 protected:
  [[nodiscard]] std::string note(const std::string& name, const std::string& annotation) const {
    const model::Labels& annotations = bench_.stored.at(name).annotations;
    const auto at = annotations.find("lb.herald/" + annotation);
    return at == annotations.end() ? "-" : at->second;
  }
  [[nodiscard]] std::size_t notes_written() const { return bench_.all<PatchAnnotation>().size(); }

  // Another implementation gave it this address.
  static model::Service migrated(const std::string& name, const std::string& address) {
    model::Service made = service(name);
    made.ingress = {ip(address)};
    return made;
  }
  static void see_stranger(Bench& bench, const std::string& address) {
    bench.tell(AddressConflict{ip(address), {.who = "02:00:00:00:00:07", .was_first = true}});
    bench.settle();
  }

  Bench bench_;
};

TEST_F(BrainNotesTest, PoolAndProtocolAreOneWrite) {
  bench_.lead(main_pool(Protocol::bgp));
  bench_.put(service("a"));
  EXPECT_EQ(note("a", "pool"), "main");
  EXPECT_EQ(note("a", "protocol"), "bgp");
  EXPECT_EQ(notes_written(), 1U);
}

TEST_F(BrainNotesTest, Layer2GoesWithoutSaying) {
  bench_.lead(main_pool(Protocol::layer2));
  bench_.put(service("a"));
  EXPECT_EQ(note("a", "protocol"), "-");
  ASSERT_EQ(notes_written(), 1U);
  EXPECT_EQ(bench_.all<PatchAnnotation>()[0].notes, (model::Labels{{"lb.herald/pool", "main"}}));
}

// Given before there was such a note: one write for each such Service, and none for those of layer 2.
TEST_F(BrainNotesTest, WhatAnOlderVersionLeftOutIsAddedOnce) {
  model::Service old = service("old");
  old.ingress = {ip("10.0.0.1")};
  old.annotations["lb.herald/pool"] = "main";
  old.assigned = model::Condition{true, "Assigned", "text"};
  bench_.put(old);
  bench_.lead(main_pool(Protocol::both));
  EXPECT_EQ(note("old", "protocol"), "both");
  EXPECT_TRUE(bench_.all<PatchStatus>().empty());
  bench_.put(bench_.stored.at("old"));
  EXPECT_EQ(notes_written(), 1U);
}

TEST_F(BrainNotesTest, APoolThatIsAnnouncedOtherwiseIsNotedAnew) {
  config::Pool other = pool("other", "10.1.0.1", "10.1.0.1");
  other.spec.auto_assign = false;
  config::Pool main = pool("main", "10.0.0.1", "10.0.0.1");
  main.protocol = Protocol::bgp;
  bench_.lead(pools({main, other}));
  bench_.put(service("a"));
  model::Service elsewhere = service("b");
  elsewhere.annotations["lb.herald/address-pool"] = "other";
  bench_.put(elsewhere);
  const auto planned = bench_.brain.plans_made();
  const auto written = notes_written();
  main.protocol = Protocol::layer2;
  bench_.tell(ConfigChanged{pools({main, other}), "edited"});
  EXPECT_EQ(note("a", "protocol"), "-");
  EXPECT_EQ(note("a", "pool"), "main");
  EXPECT_EQ(notes_written() - written, 1U);
  EXPECT_EQ(bench_.brain.plans_made() - planned, 2U) << "the one that has an address of it, and once written";
}

TEST_F(BrainNotesTest, WhatWasNotedOutlivesThePool) {
  bench_.lead(main_pool(Protocol::bgp));
  bench_.put(service("a"));
  bench_.tell(ConfigChanged{pools({pool("other", "10.1.0.1", "10.1.0.9")}), "edited"});
  EXPECT_EQ(bench_.ingress("a"), "10.0.0.1");
  EXPECT_EQ(bench_.reason("a"), "PoolGone");
  EXPECT_EQ(note("a", "pool"), "main");
  EXPECT_EQ(note("a", "protocol"), "bgp");
  // Its next address is another matter.
  model::Service moves = bench_.stored.at("a");
  moves.annotations["lb.herald/addresses"] = "10.1.0.5";
  bench_.put(moves);
  EXPECT_EQ(bench_.ingress("a"), "10.1.0.5");
  EXPECT_EQ(note("a", "pool"), "other");
  EXPECT_EQ(note("a", "protocol"), "-");
}

TEST_F(BrainNotesTest, WhoeverElseWritesThemIsCorrected) {
  bench_.lead(main_pool(Protocol::bgp));
  bench_.put(service("a"));
  model::Service edited = bench_.stored.at("a");
  edited.annotations["lb.herald/protocol"] = "both";
  bench_.put(edited);
  EXPECT_EQ(note("a", "protocol"), "bgp");
}

TEST_F(BrainNotesTest, WhoGivesHisAddressBackCarriesNoNotes) {
  bench_.lead(main_pool(Protocol::bgp));
  bench_.put(service("a"));
  model::Service former = bench_.stored.at("a");
  former.is_load_balancer = false;
  bench_.put(former);
  EXPECT_EQ(bench_.ingress("a"), "");
  EXPECT_EQ(note("a", "pool"), "-");
  EXPECT_EQ(note("a", "protocol"), "-");
}

// ---- adopted

TEST_F(BrainNotesTest, WhatOthersGaveIsNotedBeforeAnythingElseIsWritten) {
  bench_.put(migrated("old", "10.0.0.2"));
  bench_.put(service("new", 2));
  bench_.lead(main_pool(Protocol::layer2));
  EXPECT_EQ(note("old", "adopted"), "10.0.0.2");
  EXPECT_EQ(note("old", "pool"), "main");
  EXPECT_EQ(bench_.reason("old"), "Kept");
  EXPECT_EQ(note("new", "adopted"), "-");
  ASSERT_EQ(bench_.all<PatchAnnotation>().size(), 2U);
  EXPECT_EQ(bench_.all<PatchAnnotation>()[0].resource_version, "v1") << "on the Service as it was found";
  EXPECT_EQ(bench_.all<PatchStatus>().size(), 2U);
}

// One that still answers may be a speaker of what gave it.
TEST_F(BrainNotesTest, WhatOthersGaveIsNeverLeftToAStranger) {
  bench_.put(migrated("old", "10.0.0.2"));
  bench_.put(service("new", 2));
  bench_.lead(main_pool(Protocol::layer2));
  see_stranger(bench_, "10.0.0.2");
  EXPECT_EQ(bench_.ingress("old"), "10.0.0.2");
  see_stranger(bench_, "10.0.0.1");
  EXPECT_EQ(bench_.ingress("new"), "10.0.0.3") << "it has just been given, so another will do";
  Bench next;
  next.put(bench_.stored.at("old"));
  next.lead(main_pool(Protocol::layer2));
  see_stranger(next, "10.0.0.2");
  EXPECT_EQ(next.ingress("old"), "10.0.0.2");
  EXPECT_TRUE(next.all<PatchAnnotation>().empty());
}

TEST_F(BrainNotesTest, OfTwoAddressesTheOneThatWasAddedIsOurs) {
  config::Config config;
  config.pools = {pool("main", "10.0.0.1", "10.0.0.3")};
  config.pools[0].spec.addresses.emplace_back(*net::Cidr::parse("2001:db8::/64"));
  model::Service old = migrated("old", "10.0.0.2");
  old.ip_families = {net::Family::ipv4, net::Family::ipv6};
  old.family_policy = model::FamilyPolicy::prefer_dual_stack;
  bench_.put(old);
  bench_.lead(std::make_shared<const config::Config>(config));
  EXPECT_EQ(bench_.ingress("old"), "10.0.0.2,2001:db8::");
  EXPECT_EQ(note("old", "adopted"), "10.0.0.2");
  see_stranger(bench_, "10.0.0.2");
  see_stranger(bench_, "2001:db8::");
  EXPECT_EQ(bench_.ingress("old"), "10.0.0.2,2001:db8::1");
}

TEST_F(BrainNotesTest, OnceItHasAnotherAddressNothingIsAdoptedAnyMore) {
  bench_.put(migrated("old", "10.0.0.2"));
  bench_.lead(main_pool(Protocol::layer2));
  model::Service moves = bench_.stored.at("old");
  moves.annotations["lb.herald/addresses"] = "10.0.0.3";
  bench_.put(moves);
  EXPECT_EQ(bench_.ingress("old"), "10.0.0.3");
  EXPECT_EQ(note("old", "adopted"), "-");
}

TEST_F(BrainNotesTest, OutsideOfAllPoolsItIsAdoptedToo) {
  bench_.put(migrated("old", "10.9.0.2"));
  bench_.lead(main_pool(Protocol::layer2));
  EXPECT_EQ(bench_.reason("old"), "PoolGone");
  EXPECT_EQ(note("old", "adopted"), "10.9.0.2");
  EXPECT_EQ(note("old", "pool"), "-");
}

TEST_F(BrainNotesTest, WhatWeGaveIsNotAdoptedWhereConditionsAreDropped) {
  bench_.keeps_conditions = false;
  bench_.lead(main_pool(Protocol::layer2));
  bench_.put(service("new"));
  EXPECT_EQ(bench_.ingress("new"), "10.0.0.1");
  EXPECT_EQ(note("new", "pool"), "main");
  EXPECT_EQ(note("new", "adopted"), "-");
}

}  // namespace
}  // namespace herald::controller
