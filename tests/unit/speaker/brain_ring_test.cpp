// What the speaker learns of the others by their Leases, and says of itself in its own: who is who.
#include "speaker/brain.h"
#include "tests/unit/speaker/cluster.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::ip;
using bench::lease;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

net::MacAddress mac(std::uint8_t last) {
  return net::MacAddress({2, 0, 0, 0, 0, last});
}

Brain::Settings settings() {
  Brain::Settings settings;
  settings.self = bench::speaker("b").member;
  return settings;
}

class BrainRingTest : public testing::Test {
 protected:
  BrainRingTest() {
    tell(WireUp{});
    tell(ConfigChanged{bench::config_of({bench::pool("lan", "10.0.0.0/24")}), "text"});
    tell(LeaseChanged(lease("b", 1)));
    tell(Synced{});
  }

  // Each Lease is written at once.
  void tell(Event event) {
    for (Effect& effect : brain_.step(now_, std::move(event)))
      perform(std::move(effect));
  }
  void perform(Effect effect) {
    if (auto* const write = std::get_if<WriteLease>(&effect)) {
      writes_.push_back(std::move(*write));
      return tell(LeaseWritten{.ok = true});
    }
    if (const auto* const record = std::get_if<RecordEvent>(&effect)) events_.push_back(record->message);
    if (const auto* const note = std::get_if<NoteProblem>(&effect)) logged_.push_back(note->problem.name);
    if (std::holds_alternative<Stopped>(effect)) stopped_ = true;
    const auto* const send = std::get_if<SendOrders>(&effect);
    for (std::size_t i = 0; send != nullptr && i < send->orders.size(); ++i) {
      if (const auto* const macs = std::get_if<order::Macs>(&send->orders[i])) macs_.push_back(*macs);
    }
  }
  void pass(Duration time) {
    const Instant end = now_ + time;
    for (int ticks = 0; brain_.next_deadline() <= end && ticks < 1000; ++ticks) {
      now_ = std::max(now_, brain_.next_deadline());
      tell(Tick{});
    }
    ASSERT_GT(brain_.next_deadline(), end) << "it never comes to rest";
    now_ = end;
  }
  std::string written(const char* key) const {
    const auto at = writes_.back().report.find(key);
    return at == writes_.back().report.end() ? "" : at->second;
  }
  // Of a machine that has this one's name.
  void another_renews(std::int64_t renewed, std::uint64_t incarnation = 7) {
    LeaseChanged seen = lease("b", renewed);
    seen.report->member.incarnation = own::Incarnation(incarnation);
    seen.report->member.address = ip("192.0.2.200");
    tell(std::move(seen));
  }

  Brain brain_{settings()};
  Instant now_{seconds(1000)};
  std::vector<WriteLease> writes_;
  std::vector<std::string> events_;
  std::vector<std::string> logged_;
  std::vector<order::Macs> macs_;
  bool stopped_ = false;
};

TEST_F(BrainRingTest, TheLeaseSaysWhichMacsAreASpeakers) {
  tell(Reported{{report::Macs{{mac(1), mac(2)}}}});
  pass(seconds(1));
  EXPECT_EQ(written("lb.herald/macs"), "02:00:00:00:00:01,02:00:00:00:00:02");
}

// An interface that has gone takes nobody in; a write for each that comes and goes would be many.
TEST_F(BrainRingTest, OneThatHasGoneWaitsForTheNextWrite) {
  tell(Reported{{report::Macs{{mac(1), mac(2)}}}});
  pass(seconds(1));
  const std::size_t before = writes_.size();
  tell(Reported{{report::Macs{{mac(1)}}}});
  pass(seconds(5));
  EXPECT_THAT(writes_, SizeIs(before));
  pass(seconds(15));
  EXPECT_EQ(written("lb.herald/macs"), "02:00:00:00:00:01");
}

TEST_F(BrainRingTest, TheWireLoopHearsOfOthersMacs) {
  LeaseChanged other = lease("a", 1);
  other.report->macs = {mac(7)};
  tell(LeaseChanged(other));
  ASSERT_THAT(macs_, SizeIs(1));
  EXPECT_EQ(macs_.front().node, "a");
  EXPECT_THAT(macs_.front().macs, ElementsAre(mac(7)));
  other.renewed = kube::UnixMicros(2);
  tell(LeaseChanged(other));
  EXPECT_THAT(macs_, SizeIs(1));
}

// As when each took the API server's address for its own.
TEST_F(BrainRingTest, ASharedRingAddressIsToldOnTheNodeAndLogged) {
  LeaseChanged other = lease("a", 1);
  other.report->member.address = bench::speaker("b").member.address;
  tell(LeaseChanged(other));
  EXPECT_THAT(logged_, ElementsAre("ring_address_shared"));
  ASSERT_THAT(events_, SizeIs(1));
  EXPECT_THAT(events_.front(),
              HasSubstr("the speaker of a has this one's ring address, 192.0.2.98 port 7947"));
  ASSERT_THAT(brain_.node_problems(), SizeIs(1));
  tell(Reported{{report::NodeProblems{}}});
  EXPECT_THAT(brain_.node_problems(), SizeIs(1)) << "the wire loop knows nothing of it";
  EXPECT_THAT(events_, SizeIs(1));
  tell(LeaseChanged(lease("a", 2)));
  EXPECT_THAT(brain_.node_problems(), IsEmpty());
}

TEST_F(BrainRingTest, InterfacesInOneLanAreToldOnTheNodeAndLogged) {
  const report::TwinLinks twins{{{"eth0", "eth1"}}};
  tell(Reported{{twins}});
  EXPECT_THAT(logged_, ElementsAre("interfaces_in_one_lan"));
  EXPECT_THAT(events_, ElementsAre(HasSubstr("eth0 and eth1 are in one LAN")));
  tell(Reported{{twins, report::NodeProblems{}}});
  EXPECT_THAT(events_, SizeIs(1));
  tell(Reported{{report::TwinLinks{}}});
  EXPECT_THAT(brain_.node_problems(), IsEmpty());
}

TEST_F(BrainRingTest, WhoIsNotTheRealSpeakerOfItsNameSaysSoAndLeavesTheLeaseAlone) {
  pass(seconds(1));
  another_renews(2);
  EXPECT_THAT(logged_, ElementsAre("node_name_taken"));
  ASSERT_THAT(events_, SizeIs(1));
  EXPECT_THAT(events_.front(), HasSubstr("at 192.0.2.200 port 7947, and started later"));
  const std::size_t before = writes_.size();
  pass(seconds(50));
  EXPECT_THAT(writes_, SizeIs(before));
  tell(Stop{});
  tell(WireLeft{});
  EXPECT_TRUE(stopped_);
  EXPECT_THAT(writes_, SizeIs(before)) << "not its to release";
}

TEST_F(BrainRingTest, WhenTheOtherIsGoneTheLeaseIsWrittenWhole) {
  pass(seconds(1));
  another_renews(2);
  const std::size_t before = writes_.size();
  tell(LeaseGone{"speaker-b"});
  pass(seconds(1));
  ASSERT_GT(writes_.size(), before);
  EXPECT_TRUE(writes_[before].report_changed);
  EXPECT_EQ(written("lb.herald/speaker-address"), "192.0.2.98:7947");
  EXPECT_THAT(brain_.node_problems(), IsEmpty());
}

// It does not know yet that it is superseded.
TEST_F(BrainRingTest, TheRealOneWritesOverTheOther) {
  pass(seconds(1));
  const std::size_t before = writes_.size();
  another_renews(2, 0);
  pass(seconds(1));
  ASSERT_THAT(writes_, SizeIs(before + 1));
  EXPECT_TRUE(writes_.back().report_changed);
}

}  // namespace
}  // namespace herald::speaker
