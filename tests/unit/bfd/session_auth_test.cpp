// Sessions that sign what they send and believe only what is signed (RFC 5880, section 6.7).
#include "tests/unit/bfd/two_sessions.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace herald::bfd {
namespace {

using namespace session;
using std::chrono::milliseconds;
using std::chrono::seconds;

SessionOptions keyed(std::uint32_t discriminator, bool meticulous, std::string_view secret = kSecretText) {
  SessionOptions result = options(discriminator);
  result.authentication = Authentication{.meticulous = meticulous, .keys = {{1, *secret_from(secret)}}};
  return result;
}

TEST(BfdSessionAuth, ComesUpAndStaysUp) {
  for (const bool meticulous : {false, true}) {
    TwoSessions world(keyed(1, meticulous), keyed(2, meticulous));
    world.run(seconds(2));
    ASSERT_TRUE(world.both(State::up));
    world.forget_history();
    world.run(seconds(600));
    EXPECT_TRUE(world.a().changes.empty() && world.b().changes.empty());
    EXPECT_TRUE(world.a().discards.empty() && world.b().discards.empty());
  }
}

TEST(BfdSessionAuth, AMeticulousSequenceNeverRepeats) {
  TwoSessions world(keyed(1, true), keyed(2, true));
  world.run(seconds(60));
  const auto& sent = world.a().sent;
  ASSERT_GT(sent.size(), 150U);
  for (std::size_t i = 1; i < sent.size(); ++i)
    EXPECT_EQ(sent[i].packet.auth->sequence, sent[i - 1].packet.auth->sequence + 1);
}

struct Mismatch {
  const char* name;
  SessionOptions b;
  Discard at_a;
  Discard at_b;
};

TEST(BfdSessionAuth, DisagreementNeverComesUpAndSaysWhy) {
  SessionOptions other_id = keyed(2, true);
  other_id.authentication->keys[0].id = 9;
  const std::vector<Mismatch> kRows = {
      {"none", options(2), Discard::unauthenticated, Discard::unexpected_authentication},
      {"another secret", keyed(2, true, "wrong"), Discard::digest, Discard::digest},
      {"another id", other_id, Discard::unknown_key, Discard::unknown_key},
      {"not meticulous", keyed(2, false), Discard::authentication_type, Discard::authentication_type},
  };
  for (const auto& row : kRows) {
    TwoSessions world(keyed(1, true), row.b);
    world.run(seconds(30));
    EXPECT_TRUE(world.both(State::down)) << row.name;
    ASSERT_FALSE(world.a().discards.empty()) << row.name;
    ASSERT_FALSE(world.b().discards.empty()) << row.name;
    EXPECT_EQ(world.a().discards.front(), row.at_a) << row.name;
    EXPECT_EQ(world.b().discards.front(), row.at_b) << row.name;
    EXPECT_FALSE(world.a().session.last_heard()) << row.name;
  }
}

TEST(BfdSessionAuth, ForgedPacketsKeepNobodyAlive) {
  TwoSessions world(keyed(1, true), keyed(2, true));
  world.run(seconds(5));
  ASSERT_TRUE(world.both(State::up));
  world.cut();
  world.forget_history();
  const ControlPacket replayed = authenticated_packet();
  for (int i = 0; i < 20; ++i) {
    world.feed(world.a(), PacketReceived{replayed});
    world.run(milliseconds(100));
  }
  ASSERT_EQ(world.a().changes.size(), 1U);
  EXPECT_EQ(world.a().changes[0].what.diagnostic, Diagnostic::detection_expired);
}

TEST(BfdSessionAuth, AReplayIsRefused) {
  TwoSessions world(keyed(1, true), keyed(2, true));
  world.run(seconds(5));
  const ControlPacket old = world.b().sent.front().packet;
  ASSERT_EQ(old.state, State::down);  // believed, it would take the session down
  world.feed(world.a(), PacketReceived{old});
  EXPECT_EQ(world.a().session.state(), State::up);
  ASSERT_EQ(world.a().discards.size(), 1U);
  EXPECT_EQ(world.a().discards[0], Discard::sequence);
}

// A restarted sender counts from elsewhere. It is refused until twice the detection time has passed in
// silence.
TEST(BfdSessionAuth, ARestartIsBelievedAfterTwiceTheDetectionTime) {
  TwoSessions world(keyed(1, true), keyed(2, true));
  world.run(seconds(5));
  world.forget_history();
  world.b().session = Session(keyed(77, true), 12345);
  const Instant heard = *world.a().session.last_heard();
  world.run(seconds(10));
  EXPECT_TRUE(world.both(State::up));
  ASSERT_GE(world.a().changes.size(), 2U);
  EXPECT_EQ(world.a().changes[0].when, heard + milliseconds(900));
  EXPECT_EQ(world.a().changes[0].what.diagnostic, Diagnostic::detection_expired);
  EXPECT_GE(world.a().changes[1].when, heard + milliseconds(1800));
  EXPECT_EQ(world.a().discards.front(), Discard::sequence);
}

}  // namespace
}  // namespace herald::bfd
