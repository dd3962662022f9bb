// A stranger on the LAN, from the Lease of the speaker that sees him to the Service that has to move.
#include "tests/unit/controller/mind_fixture.h"

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using bench::ip;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class MindConflictTest : public MindTest {
 protected:
  void see_stranger(const std::string& address, bool announced = false) {
    kube::SpeakerReport made;
    made.member.node = "a";
    made.conflicts = {{ip(address), *net::MacAddress::parse("02:00:00:00:00:01"), "eth0", announced}};
    tell(LeaseSeen{"speaker-a", kube::UnixMicros(++renewal_), made});
  }
  void see_node(const std::string& address, bool stranger_too = false) {
    kube::SpeakerReport made;
    made.member.node = "a";
    made.node_addresses = {{ip(address), "node-1"}};
    if (stranger_too) made.conflicts = {{ip(address), *net::MacAddress::parse("02:00:00:00:00:01"), "eth0"}};
    tell(LeaseSeen{"speaker-a", kube::UnixMicros(++renewal_), made});
  }
  // The speaker of `node` announces from the MAC that a stranger had.
  void it_is_the_speaker_of(const std::string& node) {
    kube::SpeakerReport made;
    made.member.node = node;
    made.macs = {*net::MacAddress::parse("02:00:00:00:00:01")};
    tell(LeaseSeen{"speaker-" + node, kube::UnixMicros(++renewal_), made});
  }
  // The addresses of the last status that was to be written since the last call.
  std::vector<net::IpAddress> moved_to() {
    std::vector<net::IpAddress> addresses;
    for (const Effect& effect : std::exchange(brain_effects_, {})) {
      if (const auto* const patch = std::get_if<PatchStatus>(&effect)) addresses = patch->ingress;
    }
    return addresses;
  }
  // From 10.0.0.1, and nobody has been moved.
  void web_is_announced_by_a() {
    put(assigned("web", {"10.0.0.1"}));
    lead();
    report("a", {"10.0.0.1"});
    EXPECT_THAT(take(), ElementsAre("web True Announced 10.0.0.1 from a"));
    store();
    EXPECT_THAT(moved_to(), IsEmpty());
  }
  std::vector<net::IpAddress> given_to_a_newcomer() {
    model::Service fresh = bench::service("fresh" + std::to_string(version_));
    fresh.resource_version = "v" + std::to_string(++version_);
    put(fresh);
    return moved_to();
  }
};

TEST_F(MindConflictTest, TheAddressIsTakenOutOfCirculation) {
  lead();
  see_stranger("10.0.0.1");
  EXPECT_THAT(given_to_a_newcomer(), ElementsAre(ip("10.0.0.2")));
}

// Two that do not hear each other, each for the other a stranger: the address is as good as before.
TEST_F(MindConflictTest, ASpeakerIsNoStranger) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  moved_to();
  it_is_the_speaker_of("b");
  see_stranger("10.0.0.1");
  EXPECT_THAT(moved_to(), IsEmpty());
  tell(LeaseLost{"speaker-b"});
  EXPECT_THAT(moved_to(), ElementsAre(ip("10.0.0.2"))) << "it no longer is one";
}

TEST_F(MindConflictTest, OneThatTurnsOutToBeASpeakerIsForgotten) {
  lead();
  see_stranger("10.0.0.1");
  it_is_the_speaker_of("b");
  pass(Quarantines::kLinger + seconds(1));
  EXPECT_THAT(given_to_a_newcomer(), ElementsAre(ip("10.0.0.1")));
}

TEST_F(MindConflictTest, AServiceLeavesABrandNewAddressForAnother) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  moved_to();
  see_stranger("10.0.0.1");
  EXPECT_THAT(moved_to(), ElementsAre(ip("10.0.0.2")));
}

// Given by others and not announced by us yet: whoever answers may be what announced it until now.
TEST_F(MindConflictTest, AServiceStaysOnAnAddressThatItHadBeforeUs) {
  model::Service web = assigned("web", {"10.0.0.1"});
  web.annotations["lb.herald/adopted"] = "10.0.0.1";
  put(web);
  lead();
  moved_to();
  see_stranger("10.0.0.1");
  EXPECT_THAT(moved_to(), IsEmpty());
  EXPECT_THAT(take(), ElementsAre(HasSubstr("web False AddressLostOnLan 10.0.0.1 from nowhere: ")));
}

TEST_F(MindConflictTest, OneThatHadItFirstKeepsIt) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  moved_to();
  see_stranger("10.0.0.1", /*announced=*/true);
  EXPECT_THAT(moved_to(), IsEmpty());
}

// Nobody looks for the stranger once the Service has moved: that he is not reported says nothing.
TEST_F(MindConflictTest, TheAddressStaysOutForAWhileBehindTheLastReport) {
  lead();
  see_stranger("10.0.0.1");
  report("a", {});
  pass(Quarantines::kLinger - seconds(1));
  EXPECT_THAT(given_to_a_newcomer(), ElementsAre(ip("10.0.0.2")));
  pass(seconds(2));
  EXPECT_THAT(given_to_a_newcomer(), ElementsAre(ip("10.0.0.1")));
}

TEST_F(MindConflictTest, TheConditionNamesTheStranger) {
  model::Service web = assigned("web", {"10.0.0.1"});
  web.annotations["lb.herald/addresses"] = "10.0.0.1";
  put(web);
  lead();
  see_stranger("10.0.0.1");
  EXPECT_THAT(take(), ElementsAre("web False AddressInUseOnLan 10.0.0.1 from nowhere: 02:00:00:00:00:01 "
                                  "answers for it, seen on eth0 of a"));
  store();
  report("a", {"10.0.0.1"});
  pass(seconds(10));
  EXPECT_THAT(take(), ElementsAre("web True Announced 10.0.0.1 from a"));
}

// All speakers were away for a while, and somebody has taken what served for years.
TEST_F(MindConflictTest, AnAddressThatWasAnnouncedBeforeIsKeptForGood) {
  web_is_announced_by_a();
  see_stranger("10.0.0.1");
  pass(seconds(10));
  EXPECT_THAT(take(), ElementsAre(HasSubstr("web False AddressLostOnLan 10.0.0.1 from nowhere: 02:")));
  store();
  see_stranger("10.0.0.1");
  pass(minutes(1));
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_THAT(moved_to(), IsEmpty());
}

// ---- addresses of nodes

TEST_F(MindConflictTest, ANodesOwnAddressIsGivenToNobodyAndLeftByWhoWasGivenIt) {
  put(assigned("web", {"10.0.0.1"}));
  lead();
  moved_to();
  see_node("10.0.0.1");
  EXPECT_THAT(moved_to(), ElementsAre(ip("10.0.0.2")));
  EXPECT_THAT(take(), ElementsAre("web False NodeAddress 10.0.0.1 from nowhere: it is node-1's own address"));
  see_node("10.0.0.3");
  EXPECT_THAT(given_to_a_newcomer(), ElementsAre(ip("10.0.0.4")));
}

// In no pool: nobody gave it, and nobody takes it away.
TEST_F(MindConflictTest, AnAdoptedAddressOfANodeStaysAndIsSaidNotToBeAnnounced) {
  put(assigned("web", {"192.0.2.1"}));
  lead();
  see_node("192.0.2.1");
  EXPECT_THAT(take(),
              ElementsAre("web False NodeAddress 192.0.2.1 from nowhere: it is node-1's own address"));
  pass(minutes(1));
  for (const Effect& effect : brain_effects_) {
    if (const auto* const patch = std::get_if<PatchStatus>(&effect)) {
      EXPECT_THAT(patch->ingress, ElementsAre(ip("192.0.2.1")));
    }
  }
}

// People know the Service by it; and where it is a mistake that a node lists it, the next one would be, too.
TEST_F(MindConflictTest, AnAddressThatWasAnnouncedBeforeStaysWhenItBecomesANodes) {
  web_is_announced_by_a();
  see_node("10.0.0.1");
  pass(seconds(10));
  EXPECT_THAT(take(),
              ElementsAre("web False AddressLostOnLan 10.0.0.1 from nowhere: it is node-1's own address"));
  store();
  pass(minutes(1));
  EXPECT_THAT(moved_to(), IsEmpty());
}

TEST_F(MindConflictTest, ItIsSaidOfAnAddressInBgpToo) {
  model::Service web = assigned("web", {"10.0.0.1"});
  web.annotations["lb.herald/addresses"] = "10.0.0.1";
  put(web);
  lead(config::Protocol::bgp);
  see_node("10.0.0.1");
  EXPECT_THAT(take(), ElementsAre("web False NodeAddress 10.0.0.1 from nowhere: it is node-1's own address"));
  store();
  report("a", {});
  pass(seconds(10));
  EXPECT_THAT(take(), ElementsAre("web none"));
}

// Nobody looks for strangers on what is not to be announced, and that they are gone frees nothing.
TEST_F(MindConflictTest, TheStrangersEndIsNotTheNodes) {
  lead();
  see_stranger("10.0.0.1");
  see_node("10.0.0.1", true);
  see_node("10.0.0.1");
  pass(Quarantines::kLinger + minutes(1));
  EXPECT_THAT(given_to_a_newcomer(), ElementsAre(ip("10.0.0.2")));
  report("a", {});
  pass(Quarantines::kLinger - seconds(1));
  EXPECT_THAT(given_to_a_newcomer(), ElementsAre(ip("10.0.0.3"))) << "a while behind the last report";
  pass(seconds(2));
  EXPECT_THAT(given_to_a_newcomer(), ElementsAre(ip("10.0.0.1")));
}

}  // namespace
}  // namespace herald::controller
