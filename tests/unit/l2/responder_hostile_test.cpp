// Frames that were cut short or damaged on the way: whatever comes out, it is no answer that should not be.
#include "core/l2/responder.h"
#include "tests/unit/l2/frames.h"

#include <gtest/gtest.h>

namespace herald::l2 {
namespace {

Responder our_responder() {
  Responder responder;
  responder.set_scope(kAnywhere, {kEth0.index});
  responder.announce(kOwned4, kAnywhere);
  responder.announce(kOwned6, kAnywhere);
  return responder;
}

std::vector<Bytes> questions() {
  return {arp_request(kOwned4), arp_frame(arp_asks(kOwned4, ip("0.0.0.0"))), ndp_frame(asks(kOwned6)),
          ndp_frame(asks(kOwned6, std::nullopt)), ndp_frame(dad(kOwned6))};
}

// An answer is about an address of ours, from us, and to no group but, for a DAD probe, that of all nodes.
void expect_sound(const Bytes& reply, const std::string& where) {
  const auto header = wire::EthernetHeader::parse(reply);
  ASSERT_TRUE(header) << where;
  EXPECT_EQ(header->source, kOurs) << where;
  const auto payload = std::span(reply).subspan(header->size());
  if (header->type == wire::kEtherTypeArp) {
    EXPECT_FALSE(header->destination.is_multicast()) << where;
    EXPECT_EQ(wire::ArpPacket::parse(payload).value().sender_ip, kOwned4) << where;
    return;
  }
  const auto packet = wire::NdpPacket::parse(payload).value();
  const auto told = std::get<wire::NeighborAdvertisement>(packet.message);
  EXPECT_EQ(told.target, kOwned6) << where;
  EXPECT_EQ(header->destination.is_multicast(), !told.solicited) << where;
}

TEST(ResponderHostile, TruncatedAtEveryByteNothingIsAnswered) {
  const Responder responder = our_responder();
  Bytes reply;
  for (const Bytes& question : questions()) {
    for (std::size_t size = 0; size < question.size(); ++size) {
      const auto answer = responder.answer(kEth0, std::span(question).first(size), reply);
      EXPECT_EQ(answer.verdict, Verdict::malformed) << size;
      EXPECT_TRUE(reply.empty()) << size;
    }
  }
}

TEST(ResponderHostile, WithAnyBitFlippedAnAnswerIsStillSound) {
  const Responder responder = our_responder();
  Bytes reply;
  std::size_t answered = 0;
  std::size_t frames = 0;
  for (Bytes question : questions()) {
    for (std::size_t bit = 0; bit < question.size() * 8; ++bit, ++frames) {
      question[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      const auto answer = responder.answer(kEth0, question, reply);
      if (answer.verdict == Verdict::replied) {
        ++answered;
        expect_sound(reply, "bit " + std::to_string(bit));
      }
      EXPECT_EQ(reply.empty(), answer.verdict != Verdict::replied);
      question[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    }
  }
  // Most bits matter; those of the sender's address in ARP, and a VLAN's priority, do not.
  EXPECT_GT(answered, 0U);
  EXPECT_LT(answered, frames / 4);
}

TEST(ResponderHostile, PaddingIsNoMatter) {
  const Responder responder = our_responder();
  Bytes reply;
  for (Bytes question : questions()) {
    question.resize(question.size() + 46, 0xee);
    EXPECT_EQ(responder.answer(kEth0, question, reply).verdict, Verdict::replied);
  }
}

}  // namespace
}  // namespace herald::l2
