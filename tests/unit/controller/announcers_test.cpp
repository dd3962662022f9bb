#include "controller/announcers.h"

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

net::IpAddress ip(const std::string& text) {
  return *net::IpAddress::parse(text);
}

kube::SpeakerReport report(const std::string& node, const std::vector<std::string>& owned) {
  kube::SpeakerReport made;
  made.member.node = node;
  for (const std::string& address : owned)
    made.owned.insert(net::IpRange::single(ip(address)));
  return made;
}

kube::SpeakerReport conflicted(const std::string& node, bool announced = true) {
  kube::SpeakerReport made = report(node, {});
  made.conflicts = {{ip("10.0.0.1"), *net::MacAddress::parse("02:00:00:00:00:01"), "eth0", announced}};
  return made;
}

class AnnouncersTest : public testing::Test {
 protected:
  AnnouncersTest() {
    for (const char* const address : {"10.0.0.1", "10.0.0.2", "10.0.0.3"})
      announcers_.follow(ip(address));
  }
  Announcers::Changes see(kube::SpeakerReport report) {
    Announcers::Changes changes;
    const std::string name = "speaker-" + report.member.node;
    announcers_.see(now_, {name, kube::UnixMicros(++renewal_), std::move(report)}, changes);
    return changes;
  }
  Announcers::Changes lose(const std::string& lease) {
    Announcers::Changes changes;
    announcers_.lose(lease, changes);
    return changes;
  }

  Announcers announcers_;
  Instant now_{seconds(100)};
  std::int64_t renewal_ = 0;
};

TEST_F(AnnouncersTest, OnlyWhatChangesIsTold) {
  EXPECT_FALSE(announcers_.any_speaker());
  EXPECT_THAT(see(report("a", {"10.0.0.1", "10.0.0.9"})).addresses, ElementsAre(ip("10.0.0.1")));
  EXPECT_TRUE(announcers_.any_speaker());
  EXPECT_THAT(see(report("a", {"10.0.0.1"})).addresses, IsEmpty());
  EXPECT_THAT(see(report("a", {"10.0.0.1", "10.0.0.3"})).addresses, ElementsAre(ip("10.0.0.3")));
  EXPECT_THAT(see(report("a", {"10.0.0.3"})).addresses, ElementsAre(ip("10.0.0.1")));
  EXPECT_EQ(announcers_.announcer(ip("10.0.0.1")), "");
  EXPECT_EQ(announcers_.announcer(ip("10.0.0.3")), "a");
}

// The node that died is spoken of by its Lease for a minute more.
TEST_F(AnnouncersTest, TheLatestClaimIsRight) {
  see(report("a", {"10.0.0.1"}));
  see(report("b", {"10.0.0.1"}));
  EXPECT_EQ(announcers_.announcer(ip("10.0.0.1")), "b");
  see(report("a", {"10.0.0.1"}));
  EXPECT_EQ(announcers_.announcer(ip("10.0.0.1")), "b");
  see(report("b", {}));
  EXPECT_EQ(announcers_.announcer(ip("10.0.0.1")), "a");
}

TEST_F(AnnouncersTest, AnAddressThatIsFollowedLaterFindsItsAnnouncer) {
  see(report("a", {"10.0.0.7"}));
  EXPECT_EQ(announcers_.announcer(ip("10.0.0.7")), "");
  announcers_.follow(ip("10.0.0.7"));
  EXPECT_EQ(announcers_.announcer(ip("10.0.0.7")), "a");
  announcers_.unfollow(ip("10.0.0.7"));
  EXPECT_THAT(lose("speaker-a").addresses, IsEmpty());
}

TEST_F(AnnouncersTest, ALeaseThatIsGoneNobodysOrRunOutAnnouncesNothing) {
  see(report("a", {"10.0.0.1"}));
  see(report("b", {"10.0.0.2"}));
  see(report("c", {"10.0.0.3"}));
  EXPECT_THAT(lose("speaker-a").addresses, ElementsAre(ip("10.0.0.1")));
  Announcers::Changes changes;
  announcers_.see(now_, {"speaker-b", kube::UnixMicros(++renewal_), std::nullopt}, changes);
  EXPECT_THAT(changes.addresses, ElementsAre(ip("10.0.0.2")));
  for (int i = 0; i < 6; ++i) {
    now_ += seconds(10);
    changes = {};
    announcers_.see(now_, {"herald-controller", kube::UnixMicros(++renewal_), std::nullopt}, changes);
  }
  EXPECT_THAT(changes.addresses, ElementsAre(ip("10.0.0.3")));
  // A new list shows the dead Lease again.
  changes = {};
  announcers_.see(now_, {"speaker-c", kube::UnixMicros(3), report("c", {"10.0.0.3"})}, changes);
  EXPECT_THAT(changes.addresses, IsEmpty());
  EXPECT_THAT(see(report("c", {"10.0.0.3"})).addresses, ElementsAre(ip("10.0.0.3")));
}

TEST_F(AnnouncersTest, WhatNobodyCanAnnounceHasAReason) {
  kube::SpeakerReport scribe = report("a", {});
  scribe.silent[model::Reason::no_ready_endpoints].insert(net::IpRange::single(ip("10.0.0.2")));
  EXPECT_THAT(see(scribe).addresses, ElementsAre(ip("10.0.0.2")));
  EXPECT_EQ(announcers_.obstacle(ip("10.0.0.2")), model::Reason::no_ready_endpoints);
  EXPECT_EQ(announcers_.obstacle(ip("10.0.0.1")), std::nullopt);
  EXPECT_THAT(see(report("a", {})).addresses, ElementsAre(ip("10.0.0.2")));
  EXPECT_EQ(announcers_.obstacle(ip("10.0.0.2")), std::nullopt);
}

// One speaker says so for all; when another one takes that over, both may for a while.
TEST_F(AnnouncersTest, AnAddressIsANodesAsLongAsASpeakerSaysSo) {
  const auto knowing = [](const std::string& speaker, const std::string& node) {
    kube::SpeakerReport made = report(speaker, {});
    made.node_addresses = {{ip("10.0.0.1"), node}, {ip("10.0.0.9"), "n9"}};
    return made;
  };
  EXPECT_THAT(see(knowing("a", "n1")).node_addresses, ElementsAre(ip("10.0.0.1"), ip("10.0.0.9")));
  EXPECT_THAT(see(knowing("a", "n1")).node_addresses, IsEmpty());
  EXPECT_EQ(announcers_.node_at(ip("10.0.0.1")), "n1");
  EXPECT_EQ(announcers_.node_at(ip("10.0.0.2")), "");
  EXPECT_THAT(see(knowing("a", "n2")).node_addresses, ElementsAre(ip("10.0.0.1")));
  see(knowing("b", "n2"));
  see(report("a", {}));
  EXPECT_EQ(announcers_.node_at(ip("10.0.0.1")), "n2");
  EXPECT_THAT(lose("speaker-b").node_addresses, ElementsAre(ip("10.0.0.1"), ip("10.0.0.9")));
  EXPECT_EQ(announcers_.node_at(ip("10.0.0.1")), "");
}

TEST_F(AnnouncersTest, AConflictBeginsWithTheFirstWhoSeesItAndEndsWithTheLast) {
  EXPECT_THAT(see(conflicted("a")).conflicts_seen, SizeIs(1));
  EXPECT_THAT(see(conflicted("a")).conflicts_seen, IsEmpty());
  EXPECT_THAT(see(conflicted("b")).conflicts_seen, IsEmpty());
  EXPECT_EQ(announcers_.conflict(ip("10.0.0.1"))->node, "a");
  EXPECT_THAT(see(report("a", {})).conflicts_over, IsEmpty());
  EXPECT_EQ(announcers_.conflict(ip("10.0.0.1"))->node, "b");
  EXPECT_THAT(lose("speaker-b").conflicts_over, ElementsAre(ip("10.0.0.1")));
  EXPECT_EQ(announcers_.conflict(ip("10.0.0.1")), std::nullopt);
  EXPECT_THAT(see(conflicted("a")).conflicts_seen, SizeIs(1));
}

// It was ours first if any of us had announced it.
TEST_F(AnnouncersTest, AConflictThatBecomesAnotherIsToldAgain) {
  const auto first = [&](bool announced) {
    return testing::ElementsAre(testing::Field(&kube::LanConflict::announced, announced));
  };
  EXPECT_THAT(see(conflicted("a", false)).conflicts_seen, first(false));
  EXPECT_THAT(see(conflicted("b", true)).conflicts_seen, first(true));
  EXPECT_THAT(lose("speaker-b").conflicts_seen, first(false));
  EXPECT_THAT(see(conflicted("b", false)).conflicts_seen, IsEmpty());
}

}  // namespace
}  // namespace herald::controller
