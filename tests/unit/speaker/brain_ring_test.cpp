// What the speaker learns of the others by their Leases, and says of itself in its own: who is who.
#include "speaker/brain.h"
#include "tests/unit/speaker/cluster.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::lease;
using std::chrono::seconds;
using testing::ElementsAre;
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
  Brain brain_{settings()};
  Instant now_{seconds(1000)};
  std::vector<WriteLease> writes_;
  std::vector<order::Macs> macs_;
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

}  // namespace
}  // namespace herald::speaker
