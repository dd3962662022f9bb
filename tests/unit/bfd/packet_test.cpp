// The wire format of RFC 5880, sections 4.1 and 4.4.
#include "core/bfd/packet.h"

#include "core/base/random.h"
#include "tests/unit/bfd/wire.h"

#include <gtest/gtest.h>

namespace herald::bfd {
namespace {

TEST(BfdPacket, PlainFieldByField) {
  const auto parsed = parse(plain_bytes());
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed, plain_packet());
  EXPECT_EQ(bytes_of(plain_packet()), plain_bytes());
}

TEST(BfdPacket, AuthenticatedFieldByField) {
  const auto parsed = parse(authenticated_bytes());
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed, authenticated_packet());
  EXPECT_EQ(bytes_of(authenticated_packet()), authenticated_bytes());
}

TEST(BfdPacket, EachFlagIsItsOwnBit) {
  const auto flags = [](ControlPacket packet) { return bytes_of(packet)[1]; };
  EXPECT_EQ(flags({.state = State::admin_down, .auth = {}}), 0x00);
  EXPECT_EQ(flags({.state = State::down, .auth = {}}), 0x40);
  EXPECT_EQ(flags({.state = State::init, .auth = {}}), 0x80);
  EXPECT_EQ(flags({.state = State::up, .auth = {}}), 0xc0);
  EXPECT_EQ(flags({.state = State::admin_down, .poll = true, .auth = {}}), 0x20);
  EXPECT_EQ(flags({.state = State::admin_down, .final = true, .auth = {}}), 0x10);
  EXPECT_EQ(flags({.state = State::admin_down, .control_plane_independent = true, .auth = {}}), 0x08);
  EXPECT_EQ(flags({.state = State::admin_down, .auth = AuthSection{}}), 0x04);
  EXPECT_EQ(flags({.state = State::admin_down, .demand = true, .auth = {}}), 0x02);
}

TEST(BfdPacket, AppendsBehindWhatIsThere) {
  Bytes bytes{0xee};
  ByteWriter out(bytes);
  append_to(out, plain_packet());
  EXPECT_EQ(bytes.size(), 1 + kPlainLength);
  EXPECT_EQ(bytes.front(), 0xee);
}

TEST(BfdPacket, IgnoresWhatFollowsIt) {
  Bytes padded = plain_bytes();
  padded.insert(padded.end(), 22,
                0xff);  // Ethernet pads short frames; the datagram may be longer than Length
  EXPECT_EQ(parse(padded), plain_packet());
}

TEST(BfdPacket, CarriesReservedDiagnostics) {
  Bytes bytes = plain_bytes();
  bytes[0] = 0x3f;
  const auto parsed = parse(bytes);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->diagnostic, static_cast<Diagnostic>(31));
  EXPECT_EQ(bytes_of(*parsed), bytes);
}

ControlPacket random_packet(Random& random) {
  ControlPacket packet;
  packet.diagnostic = static_cast<Diagnostic>(random.below(32));
  packet.state = static_cast<State>(random.below(kStates));
  packet.poll = random.chance(1, 2);
  packet.final = random.chance(1, 2);
  packet.control_plane_independent = random.chance(1, 2);
  packet.demand = random.chance(1, 2);
  packet.multiplier = static_cast<std::uint8_t>(1 + random.below(255));
  packet.my_discriminator = static_cast<std::uint32_t>(1 + random.below(0xffffffff));
  packet.your_discriminator = static_cast<std::uint32_t>(1 + random.below(0xffffffff));
  packet.desired_min_transmit = Interval(static_cast<std::uint32_t>(random.next()));
  packet.required_min_receive = Interval(static_cast<std::uint32_t>(random.next()));
  packet.required_min_echo_receive = Interval(static_cast<std::uint32_t>(random.next()));
  if (random.chance(1, 2)) return packet;
  packet.auth = AuthSection{.meticulous = random.chance(1, 2),
                            .key_id = static_cast<std::uint8_t>(random.next()),
                            .reserved = static_cast<std::uint8_t>(random.next()),
                            .sequence = static_cast<std::uint32_t>(random.next())};
  for (auto& byte : packet.auth->digest)
    byte = static_cast<std::uint8_t>(random.next());
  return packet;
}

TEST(BfdPacket, RoundTrip) {
  Random random(1);
  for (int i = 0; i < 5000; ++i) {
    const ControlPacket packet = random_packet(random);
    EXPECT_EQ(parse(bytes_of(packet)), packet) << "packet " << i;
  }
}

}  // namespace
}  // namespace herald::bfd
