#include "controller/mind.h"

#include "tests/unit/controller/brain_fixture.h"

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using bench::ip;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Outcome = AnnouncedWritten::Outcome;

class MindTest : public testing::Test {
 protected:
  void tell(Mind::Event event) {
    Mind::Effects made = mind_.step(now_, std::move(event));
    for (const Effect& effect : made.of_brain) {
      if (const auto* refresh = std::get_if<Refresh>(&effect)) ticket_ = refresh->ticket;
      brain_effects_.push_back(effect);
    }
    patches_.insert(patches_.end(), made.announced.begin(), made.announced.end());
  }
  void tell_brain(Event event) { tell(Mind::Event(std::move(event))); }

  // A Service that has its address and condition already.
  model::Service assigned(const std::string& name, const std::vector<std::string>& addresses) {
    model::Service service = bench::service(name);
    service.resource_version = "v" + std::to_string(++version_);
    for (const std::string& address : addresses)
      service.ingress.push_back(ip(address));
    service.annotations["lb.herald/pool"] = "main";
    service.assigned = {true, "Assigned", "fine"};
    return service;
  }
  void put(model::Service service) {
    services_[service.key.name] = service;
    tell_brain(ServiceChanged{std::move(service)});
  }
  void lead(config::Protocol protocol = config::Protocol::layer2) {
    config::Config config = *bench::one_pool(20);
    config.pools.front().protocol = protocol;
    tell_brain(ConfigChanged{std::make_shared<const config::Config>(config), "text"});
    tell_brain(Leader{true});
    tell_brain(Synced{ticket_});
  }
  void report(const std::string& node, const std::vector<std::string>& owned,
              const std::vector<std::string>& silent = {}) {
    kube::SpeakerReport made;
    made.member.node = node;
    for (const std::string& address : owned)
      made.owned.insert(net::IpRange::single(ip(address)));
    for (const std::string& address : silent)
      made.silent[model::Reason::no_ready_endpoints].insert(net::IpRange::single(ip(address)));
    tell(LeaseSeen{"speaker-" + node, kube::UnixMicros(++renewal_), made});
  }
  // What was to be written since the last call: "web True Announced 10.0.0.1 from a".
  std::vector<std::string> take() {
    std::vector<std::string> texts;
    for (const PatchAnnounced& patch : patches_) {
      texts.push_back(patch.service.name + (patch.condition
                                                ? (patch.condition->is_true ? " True " : " False ") +
                                                      patch.condition->reason + " " + patch.condition->message
                                                : " none"));
    }
    taken_ = std::exchange(patches_, {});
    return texts;
  }
  // The API server takes what take() returned last, and the watch shows it.
  void store() {
    for (const PatchAnnounced& patch : std::exchange(taken_, {})) {
      model::Service& service = services_.at(patch.service.name);
      service.announced = patch.condition;
      service.resource_version = "v" + std::to_string(++version_);
      tell(AnnouncedWritten{patch.service, Outcome::written, patch.condition});
      tell_brain(ServiceChanged{service});
    }
  }
  void pass(Duration time) {
    const Instant end = now_ + time;
    while (mind_.next_deadline() <= end) {
      now_ = std::max(now_, mind_.next_deadline());
      tell_brain(Tick{});
    }
    now_ = end;
  }

  Mind mind_{Brain::Settings{}};
  Instant now_{seconds(1000)};
  std::uint64_t ticket_ = 0;
  std::int64_t renewal_ = 0;
  int version_ = 0;
  Effects brain_effects_;
  std::vector<PatchAnnounced> patches_;
  std::vector<PatchAnnounced> taken_;
  std::map<std::string, model::Service> services_;
};

TEST_F(MindTest, WithoutAnySpeakerThereIsNothingToSay) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  tell(LeaseSeen{"herald-controller", kube::UnixMicros(1), std::nullopt});
  pass(seconds(120));
  EXPECT_THAT(take(), IsEmpty());
}

TEST_F(MindTest, TheAnnouncerIsToldOnceAndAgainWhenItIsAnother) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  report("a", {"10.0.0.1"});
  EXPECT_THAT(take(), ElementsAre("web True Announced 10.0.0.1 from a"));
  store();
  report("a", {"10.0.0.1"});
  pass(seconds(60));
  EXPECT_THAT(take(), IsEmpty());
  report("b", {"10.0.0.1"});
  EXPECT_THAT(take(), ElementsAre("web True Announced 10.0.0.1 from b"));
}

TEST_F(MindTest, OneServiceIsNotWrittenTwiceWithinAWhile) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  report("a", {"10.0.0.1"});
  take();
  store();
  now_ += seconds(1);
  report("b", {"10.0.0.1"});
  report("c", {"10.0.0.1"});
  EXPECT_THAT(take(), IsEmpty());
  pass(seconds(8));
  EXPECT_THAT(take(), IsEmpty());
  pass(seconds(1));
  EXPECT_THAT(take(), ElementsAre("web True Announced 10.0.0.1 from c"));
}

TEST_F(MindTest, AFollowerWritesNothingAndTheNextLeaderOnlyWhatDiffers) {
  model::Service told = assigned("told", {"10.0.0.1"});
  told.announced = {true, "Announced", "10.0.0.1 from a"};
  put(told);
  put(assigned("new", {"10.0.0.2"}));
  report("a", {"10.0.0.1", "10.0.0.2"});
  EXPECT_THAT(take(), IsEmpty());
  lead();
  EXPECT_THAT(take(), ElementsAre("new True Announced 10.0.0.2 from a"));
  tell_brain(Leader{false});
  report("b", {"10.0.0.1"});
  pass(seconds(60));
  EXPECT_THAT(take(), IsEmpty());
}

TEST_F(MindTest, ThatNobodyCanIsToldAtOnceThatNobodyHasYetOnlyAfterAWhile) {
  put(assigned("idle", {"10.0.0.1"}));
  put(assigned("late", {"10.0.0.2"}));
  lead();
  report("a", {}, {"10.0.0.1"});
  EXPECT_THAT(take(), ElementsAre("idle False NoReadyEndpoints 10.0.0.1 from nowhere: no endpoint is ready"));
  pass(seconds(24));
  EXPECT_THAT(take(), IsEmpty());
  pass(seconds(1));
  EXPECT_THAT(take(),
              ElementsAre("late False AwaitingAnnouncer 10.0.0.2 from nowhere: no speaker has reported "
                          "that it announces it"));
}

TEST_F(MindTest, OneAddressOfTwoIsNotEnough) {
  put(assigned("dual", {"10.0.0.1", "10.0.0.2"}));
  lead();
  report("a", {"10.0.0.1"}, {"10.0.0.2"});
  EXPECT_THAT(take(),
              ElementsAre("dual False NoReadyEndpoints 10.0.0.1 from a, 10.0.0.2 from nowhere: no endpoint "
                          "is ready"));
}

TEST_F(MindTest, AddressesOfBgpAreNotTheLansBusiness) {
  put(assigned("far", {"10.0.0.1"}));
  lead(config::Protocol::bgp);
  report("a", {});
  pass(seconds(60));
  EXPECT_THAT(take(), IsEmpty());
}

TEST_F(MindTest, WithoutAnAddressTheConditionGoes) {
  model::Service web = assigned("web", {"10.0.0.1"});
  put(web);
  lead();
  report("a", {"10.0.0.1"});
  take();
  store();
  web = services_.at("web");
  web.ingress.clear();
  web.is_load_balancer = false;
  web.resource_version = "v" + std::to_string(++version_);
  put(web);
  pass(seconds(10));
  EXPECT_THAT(take(), ElementsAre("web none"));
}

TEST_F(MindTest, AnOldServerThatDropsConditionsIsNotWrittenToAgainAndAgain) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  report("a", {"10.0.0.1"});
  ASSERT_THAT(take(), SizeIs(1));
  tell(AnnouncedWritten{taken_.front().service, Outcome::written, taken_.front().condition});
  pass(seconds(120));
  EXPECT_THAT(take(), IsEmpty());
  report("b", {"10.0.0.1"});
  EXPECT_THAT(take(), ElementsAre("web True Announced 10.0.0.1 from b"));
}

TEST_F(MindTest, ARefusedWriteWaitsForTheVersionThatWasInItsWay) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  report("a", {"10.0.0.1"});
  ASSERT_THAT(take(), SizeIs(1));
  tell(AnnouncedWritten{taken_.front().service, Outcome::outdated, taken_.front().condition});
  pass(seconds(60));
  EXPECT_THAT(take(), IsEmpty());
  model::Service newer = services_.at("web");
  newer.resource_version = "v77";
  put(newer);
  ASSERT_THAT(take(), SizeIs(1));
  EXPECT_EQ(taken_.front().resource_version, "v77");
}

TEST_F(MindTest, AFailureIsTriedAgainAndFewAreUnderWayAtATime) {
  for (int i = 1; i <= 9; ++i)
    put(assigned("s" + std::to_string(i), {"10.0.0." + std::to_string(i)}));
  lead();
  report("a", {"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7"});
  ASSERT_THAT(take(), SizeIs(4));
  tell(AnnouncedWritten{taken_.front().service, Outcome::failed, taken_.front().condition});
  EXPECT_THAT(take(), ElementsAre(HasSubstr("s5 True")));
  pass(seconds(10));
  EXPECT_THAT(take(), IsEmpty());  // four are under way
  tell(AnnouncedWritten{{"shop", "s2"}, Outcome::written, std::nullopt});
  EXPECT_THAT(take(), SizeIs(1));
}

TEST_F(MindTest, AServiceThatIsGoneLeavesNothingBehind) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  report("a", {"10.0.0.1"});
  take();
  tell_brain(ServiceGone{services_.at("web").key});
  tell(AnnouncedWritten{taken_.front().service, Outcome::written, taken_.front().condition});
  report("b", {"10.0.0.1"});
  pass(seconds(60));
  EXPECT_THAT(take(), IsEmpty());
}

TEST_F(MindTest, AConflictOnTheLanTakesTheAddressOutOfCirculation) {
  lead();
  kube::SpeakerReport made;
  made.member.node = "a";
  made.conflicts = {{ip("10.0.0.1"), *net::MacAddress::parse("02:00:00:00:00:01"), "eth0"}};
  tell(LeaseSeen{"speaker-a", kube::UnixMicros(++renewal_), made});
  model::Service fresh = bench::service("fresh");
  fresh.resource_version = "v" + std::to_string(++version_);
  put(fresh);
  ASSERT_FALSE(brain_effects_.empty());
  const auto* const patch = std::get_if<PatchStatus>(&brain_effects_.back());
  ASSERT_NE(patch, nullptr);
  EXPECT_THAT(patch->ingress, ElementsAre(ip("10.0.0.2")));
}

}  // namespace
}  // namespace herald::controller
