// A frame port under load, and through what happens to its interface.
#include "runtime/post.h"
#include "tests/integration/speaker_io/frame_port_fixture.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <gmock/gmock.h>

namespace herald::speaker::io {
namespace {

using testing::HasSubstr;

class CountingTest : public FramePortTest {
 protected:
  void heard(const CapturedFrame& /*frame*/) override {
    ++heard_;
    ++since_turn_;
    longest_turn_ = std::max(longest_turn_, since_turn_);
  }

  // Whoever else has something to do on this loop.
  runtime::Task<> neighbour_task(int until) {
    while (heard_ < until) {
      since_turn_ = 0;
      co_await runtime::yield_turn();
    }
  }

  void flood(int count) {
    const netns::Frame frame = arp_request(them_, "10.0.0.220");
    for (int i = 0; i < count; ++i)
      wire_->send(frame);
  }

  int heard_ = 0;
  int since_turn_ = 0;
  int longest_turn_ = 0;
};

// As many as wait in the ring at once, and several turns full.
constexpr int kFlood = 500;

TEST_F(CountingTest, AFloodLeavesTurnsToOthers) {
  open();
  flood(kFlood);
  loop_.spawn(serve());
  loop_.spawn(neighbour_task(kFlood));
  EXPECT_TRUE(loop_.run_until([&] { return heard_ == kFlood; }));
  EXPECT_LE(longest_turn_, 128);
}

TEST_F(CountingTest, CountsWhatTheKernelHadNoRoomFor) {
  open();
  constexpr int kSent = 20'000;
  flood(kSent);
  loop_.spawn(serve());
  const auto all = [&] { return port_->counters().received + port_->counters().dropped; };
  EXPECT_TRUE(loop_.run_until([&] { return all() == kSent; })) << all();
  EXPECT_GT(port_->counters().dropped, 0U);
  EXPECT_GT(heard_, 1000);
}

TEST_F(CountingTest, ReceivesNoMoreThanItIsAskedFor) {
  open();
  flood(100);
  EXPECT_EQ(port_->receive(30), 30);
  EXPECT_EQ(port_->receive(300), 70);
  EXPECT_EQ(port_->receive(300), 0);
}

TEST_F(FramePortTest, SurvivesItsInterfaceGoingDownAndUp) {
  open();
  loop_.spawn(serve());
  node_.ip("link set eth0 down");
  port_->send(arp_request({node_mac_}, "10.0.0.9"));
  EXPECT_EQ(port_->counters().unsent, 1U);
  node_.ip("link set eth0 up");
  passed({});
  EXPECT_EQ(ended_, "");
}

TEST_F(FramePortTest, EndsWhenItsInterfaceIsGone) {
  open();
  loop_.spawn(serve());
  node_.ip("link delete eth0");
  EXPECT_TRUE(loop_.run_until([&] { return !ended_.empty(); }));
  EXPECT_THAT(ended_, HasSubstr("eth0"));
}

TEST_F(FramePortTest, SaysThatAnInterfaceIsDown) {
  node_.ip("link set eth0 down");
  const auto opened = open("eth0");
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error(), HasSubstr("eth0 is down"));
}

TEST_F(FramePortTest, SaysThatAnInterfaceIsNotThere) {
  const auto opened = open("eth7");
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error(), HasSubstr("eth7 is not there"));
}

// Of the calling thread.
void give_up_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  ASSERT_EQ(::syscall(SYS_capset, &header, &none), 0);
}

TEST_F(FramePortTest, SaysWhichCapabilityIsMissing) {
  std::string error;
  node_.run([&] {
    give_up_capabilities();
    const auto opened = FramePort::open(loop_.executor(), "eth0", [](const CapturedFrame&) {});
    error = opened ? "opened" : opened.error();
  });
  EXPECT_THAT(error, HasSubstr("CAP_NET_RAW"));
}

}  // namespace
}  // namespace herald::speaker::io
