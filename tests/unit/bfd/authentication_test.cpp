// Keyed SHA-1 and its sequence windows (RFC 5880, sections 6.7.1 and 6.7.4).
#include "core/bfd/authentication.h"

#include "tests/unit/bfd/wire.h"

#include <gtest/gtest.h>

namespace herald::bfd {
namespace {

const AuthKey kKey{7, *secret_from(kSecretText)};
const AuthKey kNewKey{8, *secret_from("battery staple")};

// A packet as a sender with this sequence number would sign it.
ControlPacket packet_with(std::uint32_t sequence, bool meticulous, const AuthKey& key = kKey) {
  ControlPacket packet = authenticated_packet();
  packet.auth = AuthSection{.meticulous = meticulous, .key_id = key.id, .sequence = sequence};
  packet.auth->digest = digest_of(packet, key.secret);
  return packet;
}

using Verdict = std::optional<Discard>;
constexpr Verdict kAccepted{};

TEST(BfdAuthentication, DigestOfTheWireLiteral) {
  EXPECT_EQ(digest_of(authenticated_packet(), kKey.secret), authenticated_packet().auth->digest);
}

TEST(BfdAuthentication, SecretsAreNeverCutShort) {
  EXPECT_FALSE(secret_from(""));
  EXPECT_TRUE(secret_from("12345678901234567890"));
  EXPECT_FALSE(secret_from("123456789012345678901"));
  EXPECT_EQ(secret_from("ab")->at(1), 'b');
  EXPECT_EQ(secret_from("ab")->at(2), 0);
}

TEST(BfdAuthentication, AcceptsItsOwnSignature) {
  for (const bool meticulous : {false, true}) {
    Authenticator sender({.meticulous = meticulous, .keys = {kKey}}, 5);
    Authenticator receiver({.meticulous = meticulous, .keys = {kKey}}, 99);
    for (int i = 0; i < 20; ++i) {
      ControlPacket packet = plain_packet();
      sender.sign(packet, i == 3);
      EXPECT_EQ(receiver.judge(packet), kAccepted) << i;
    }
  }
}

TEST(BfdAuthentication, KeyedCountsOnlyNewContents) {
  Authenticator keyed({.meticulous = false, .keys = {kKey}}, 0xffffffff);
  ControlPacket packet = plain_packet();
  keyed.sign(packet, true);
  EXPECT_EQ(packet.auth->sequence, 0U);  // around the circle
  keyed.sign(packet, false);
  EXPECT_EQ(packet.auth->sequence, 0U);
  Authenticator meticulous({.meticulous = true, .keys = {kKey}}, 10);
  meticulous.sign(packet, false);
  meticulous.sign(packet, false);
  EXPECT_EQ(packet.auth->sequence, 12U);
}

struct WindowRow {
  std::uint32_t sequence;
  Verdict keyed;
  Verdict meticulous;
};

// After sequence number 0xfffffffe, and with a multiplier of 3: up to 9 further, around the circle.
TEST(BfdAuthentication, SequenceWindow) {
  const std::vector<WindowRow> kRows = {
      {0xfffffffd, Discard::sequence, Discard::sequence},
      {0xfffffffe, kAccepted, Discard::sequence},
      {0xffffffff, kAccepted, kAccepted},
      {7, kAccepted, kAccepted},
      {8, Discard::sequence, Discard::sequence},
      {0x7ffffffe, Discard::sequence, Discard::sequence},
  };
  for (const auto& row : kRows) {
    for (const bool meticulous : {false, true}) {
      Authenticator receiver({.meticulous = meticulous, .keys = {kKey}}, 0);
      ASSERT_EQ(receiver.judge(packet_with(0xfffffffe, meticulous)), kAccepted);
      EXPECT_EQ(receiver.judge(packet_with(row.sequence, meticulous)),
                meticulous ? row.meticulous : row.keyed)
          << row.sequence << (meticulous ? " meticulous" : " keyed");
    }
  }
}

TEST(BfdAuthentication, AnythingGoesAfterForgetting) {
  Authenticator receiver({.meticulous = true, .keys = {kKey}}, 0);
  ASSERT_EQ(receiver.judge(packet_with(1000, true)), kAccepted);
  ASSERT_EQ(receiver.judge(packet_with(1, true)), Discard::sequence);
  receiver.forget_sequence();
  EXPECT_EQ(receiver.judge(packet_with(1, true)), kAccepted);
}

TEST(BfdAuthentication, AForgeryTeachesNoSequenceNumber) {
  Authenticator receiver({.meticulous = true, .keys = {kKey}}, 0);
  ControlPacket forged = packet_with(1000, true);
  forged.auth->digest[19] ^= 1;
  EXPECT_EQ(receiver.judge(forged), Discard::digest);
  EXPECT_EQ(receiver.judge(packet_with(1, true)), kAccepted);
}

TEST(BfdAuthentication, RefusesByName) {
  Authenticator receiver({.meticulous = true, .keys = {kKey}}, 0);
  EXPECT_EQ(receiver.judge(plain_packet()), Discard::unauthenticated);
  EXPECT_EQ(receiver.judge(packet_with(1, false)), Discard::authentication_type);
  EXPECT_EQ(receiver.judge(packet_with(1, true, kNewKey)), Discard::unknown_key);
  EXPECT_EQ(receiver.judge(packet_with(1, true, {kKey.id, kNewKey.secret})), Discard::digest);
}

TEST(BfdAuthentication, ChangesKeysWithoutAGap) {
  Authenticator receiver({.meticulous = true, .keys = {kKey, kNewKey}}, 0);
  EXPECT_EQ(receiver.judge(packet_with(1, true, kKey)), kAccepted);
  EXPECT_EQ(receiver.judge(packet_with(2, true, kNewKey)), kAccepted);
}

TEST(BfdAuthentication, KeysOfOneIdAreToldApartByTheirSecret) {
  const AuthKey twin{kKey.id, kNewKey.secret};
  Authenticator receiver({.meticulous = true, .keys = {kKey, twin}}, 0);
  EXPECT_EQ(receiver.judge(packet_with(1, true, kKey)), kAccepted);
  EXPECT_EQ(receiver.judge(packet_with(2, true, twin)), kAccepted);
}

TEST(BfdAuthentication, EveryFlippedBitOfAPacketIsCaught) {
  const Bytes whole = authenticated_bytes();
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    Bytes flipped = whole;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(0x80U >> bit % 8);
    Authenticator receiver({.meticulous = true, .keys = {kKey}}, 0);
    const auto parsed = parse(flipped);
    if (parsed) {
      EXPECT_NE(receiver.judge(*parsed), kAccepted) << "bit " << bit;
    }
  }
}

}  // namespace
}  // namespace herald::bfd
