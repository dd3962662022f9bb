// Other sides that ask for silence, change their name, or poll without end.
#include "tests/unit/bfd/two_sessions.h"

#include <gtest/gtest.h>

namespace herald::bfd {
namespace {

using namespace session;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A packet from a remote that is Up, as `session` would get it from discriminator 2.
ControlPacket from_two() {
  ControlPacket packet;
  packet.state = State::up;
  packet.my_discriminator = 2;
  packet.your_discriminator = 1;
  packet.desired_min_transmit = milliseconds(300);
  packet.required_min_receive = milliseconds(300);
  return packet;
}

TEST(BfdRemote, ThatWantsNothingGetsNothingButFinals) {
  TwoSessions world = both_up();
  world.cut();
  ControlPacket packet = from_two();
  packet.required_min_receive = Interval::zero();
  world.feed(world.a(), PacketReceived{packet});
  EXPECT_EQ(world.a().session.next_deadline(), world.now() + milliseconds(900));  // detection goes on
  packet.poll = true;
  world.feed(world.a(), PacketReceived{packet});
  ASSERT_EQ(world.a().sent.size(), 1U);
  EXPECT_TRUE(world.a().sent[0].packet.final);
  world.run(milliseconds(899));
  EXPECT_EQ(world.a().sent.size(), 1U);
  world.run(seconds(10));  // once it is gone, its successor is greeted
  EXPECT_GT(world.a().sent.size(), 8U);
}

TEST(BfdRemote, InDemandModeIsSpokenToOnlyWithCause) {
  TwoSessions world = both_up();
  world.cut();
  ControlPacket packet = from_two();
  packet.demand = true;
  world.feed(world.a(), PacketReceived{packet});
  world.run(milliseconds(450));
  EXPECT_TRUE(world.a().sent.empty());
  world.feed(world.a(), ConfigChanged{{.transmit = milliseconds(400)}});  // a poll of ours is cause
  world.run(milliseconds(400));
  EXPECT_EQ(polls(world.a()), 2);  // and is repeated until it is answered
  packet.final = true;
  world.feed(world.a(), PacketReceived{packet});
  packet.final = false;
  packet.poll = true;
  world.feed(world.a(), PacketReceived{packet});
  EXPECT_EQ(finals(world.a()), 1);
  world.run(milliseconds(800));
  EXPECT_EQ(world.a().sent.size(), 3U);
  world.run(seconds(5));  // Down ends it
  EXPECT_GT(world.a().sent.size(), 5U);
}

// 6.8.7: only while both are Up; a handshake must not wait for a poll that nobody sends.
TEST(BfdRemote, InDemandModeStillNeedsTheHandshake) {
  TwoSessions world(options(1), options(2));
  world.cut();
  ControlPacket packet = from_two();
  packet.demand = true;
  packet.state = State::init;
  world.feed(world.a(), PacketReceived{packet});
  ASSERT_EQ(world.a().session.state(), State::up);  // the other side is not, and has to hear it
  packet.final = true;
  world.feed(world.a(), PacketReceived{packet});
  world.forget_history();
  world.run(milliseconds(700));
  EXPECT_GE(world.a().sent.size(), 2U);
}

TEST(BfdRemote, ThatWantsNothingIsNotToldNewsEither) {
  TwoSessions world = both_up();
  ControlPacket packet = from_two();
  packet.required_min_receive = Interval::zero();
  world.feed(world.a(), PacketReceived{packet});
  world.feed(world.a(), AdminDown{});
  EXPECT_EQ(world.a().session.state(), State::admin_down);
  EXPECT_TRUE(world.a().sent.empty());
}

TEST(BfdRemote, MayChangeItsDiscriminator) {
  TwoSessions world = both_up();
  ControlPacket packet = from_two();
  packet.my_discriminator = 99;
  world.feed(world.a(), PacketReceived{packet});
  EXPECT_TRUE(world.a().changes.empty());
  ASSERT_EQ(world.a().sent.size(), 1U);  // news: it wants to be addressed by the new one
  EXPECT_EQ(world.a().sent[0].packet.your_discriminator, 99U);
}

TEST(BfdRemote, PollingUsDoesNotHoldUpOurOwnPackets) {
  TwoSessions world = both_up();
  ControlPacket packet = from_two();
  packet.poll = true;
  for (int i = 0; i < 100; ++i) {
    world.feed(world.a(), PacketReceived{packet});
    world.run(milliseconds(10));
  }
  EXPECT_GE(world.a().sent.size() - static_cast<std::size_t>(finals(world.a())), 3U);
}

}  // namespace
}  // namespace herald::bfd
