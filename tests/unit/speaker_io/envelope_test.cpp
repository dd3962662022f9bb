#include "speaker/io/envelope.h"

#include "core/own/message.h"
#include "speaker/io/ring_port.h"
#include "speaker/ring_message.h"

#include <algorithm>
#include <string_view>

#include <gtest/gtest.h>

namespace herald::speaker::io {
namespace {

using Bytes = std::vector<std::uint8_t>;

const EnvelopeKey kOld = derive_ring_keys("old").envelope;
const EnvelopeKey kNew = derive_ring_keys("new").envelope;

const Bytes kBody = {'c', 'l', 'a', 'i', 'm'};

Bytes sealed(const Envelope& envelope, const Bytes& body) {
  Bytes datagram;
  envelope.seal(body, datagram);
  return datagram;
}

Result<Bytes, Unopened> opened(const Envelope& envelope, const Bytes& datagram) {
  return envelope.open(datagram).map(
      [](std::span<const std::uint8_t> body) { return Bytes(body.begin(), body.end()); });
}

TEST(Envelope, OpensWhatItSealed) {
  const Envelope envelope({kNew});
  for (const Bytes& body : {Bytes{}, kBody, Bytes(1200, 0xa5)}) {
    const Bytes datagram = sealed(envelope, body);
    EXPECT_EQ(datagram.size(), body.size() + Envelope::kOverhead);
    EXPECT_EQ(opened(envelope, datagram), body);
  }
}

// Layer 2 promises datagrams of at most 1200 bytes: also with all that is put around the largest message.
TEST(Envelope, TheLargestMessageFitsItsDatagramExactly) {
  const Bytes body = wire::wrapped(wire::RingMessage::ownership, Bytes(own::kMostBytes, 0xa5));
  EXPECT_EQ(sealed(Envelope({kNew}), body).size(), own::kMostInDatagram);
}

TEST(Envelope, IsNeverTakenForBfd) {
  EXPECT_EQ(kind_of(sealed(Envelope({kNew}), kBody)), DatagramKind::message);
}

TEST(Envelope, EveryFlippedBitIsNoticed) {
  const Envelope envelope({kNew});
  const Bytes datagram = sealed(envelope, kBody);
  for (std::size_t bit = 0; bit < datagram.size() * 8; ++bit) {
    Bytes damaged = datagram;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ (1U << bit % 8));
    EXPECT_FALSE(opened(envelope, damaged)) << "bit " << bit;
  }
}

TEST(Envelope, SaysWhatIsWrong) {
  const Envelope envelope({kNew});
  Bytes datagram = sealed(envelope, kBody);
  EXPECT_EQ(opened(envelope, Bytes(datagram.begin(), datagram.begin() + 17)).error(), Unopened::truncated);
  EXPECT_EQ(opened(envelope, Bytes(datagram.begin(), datagram.end() - 1)).error(), Unopened::forged);
  EXPECT_EQ(opened(envelope, sealed(Envelope({kOld}), kBody)).error(), Unopened::unknown_key);
  datagram[0] = 0x82;
  EXPECT_EQ(opened(envelope, datagram).error(), Unopened::unknown_version);
}

TEST(Envelope, SeesThroughAKeyThatOnlyHasTheRightId) {
  EnvelopeKey impostor = kOld;
  impostor.id = kNew.id;
  EXPECT_EQ(opened(Envelope({kNew}), sealed(Envelope({impostor}), kBody)).error(), Unopened::forged);
  EXPECT_EQ(opened(Envelope({impostor, kNew}), sealed(Envelope({kNew}), kBody)), kBody);
}

// A rotation, step by step: every pair of nodes that are a step apart understands each other.
TEST(Envelope, SecretsCanBeExchangedWithoutAGap) {
  const std::vector<std::vector<EnvelopeKey>> steps = {{kOld}, {kOld, kNew}, {kNew, kOld}, {kNew}};
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    const Envelope behind(steps[i]);
    const Envelope ahead(steps[i + 1]);
    EXPECT_EQ(opened(ahead, sealed(behind, kBody)), kBody) << i;
    EXPECT_EQ(opened(behind, sealed(ahead, kBody)), kBody) << i;
  }
}

TEST(Envelope, ReplacesTheBufferAndKeepsItsRoom) {
  const Envelope envelope({kNew});
  Bytes datagram(1500, 0xff);
  const auto* const before = datagram.data();
  envelope.seal(kBody, datagram);
  EXPECT_EQ(datagram.data(), before);
  EXPECT_EQ(opened(envelope, datagram), kBody);
}

TEST(Unopened, EachReasonHasAText) {
  for (const Unopened why :
       {Unopened::truncated, Unopened::unknown_version, Unopened::unknown_key, Unopened::forged})
    EXPECT_FALSE(text_of(why).empty());
}

}  // namespace
}  // namespace herald::speaker::io
