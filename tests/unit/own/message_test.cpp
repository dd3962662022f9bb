#include "core/own/message.h"

#include "core/base/random.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::own {
namespace {

std::vector<std::uint8_t> bytes_of(const Message& message) {
  std::vector<std::uint8_t> bytes;
  ByteWriter out(bytes);
  append_to(out, message);
  return bytes;
}

View full_view() {
  View view;
  view.sender = NodeId(77);
  view.incarnation = Incarnation(8);
  view.sequence = 9;
  view.waiting = view.cut_off = true;
  view.down = {NodeId(1), NodeId(5)};
  view.unmet = {InterfaceNeed(2), InterfaceNeed(3)};
  return view;
}

std::vector<Message> samples() {
  const Header header{NodeId(42), Incarnation(1'700'000'000'000'000'000), 6};
  View draining;
  draining.sender = NodeId(42);
  draining.joining = draining.draining = true;
  body::Digest digest{.urgent = true, .claims = {}, .views = {}};
  digest.claims[63] = ~0ULL;
  digest.views[0] = 7;
  const body::Claims claims{
      {{net::IpAddress::v4(0x0a000001), {Epoch(1), NodeId(42), false}},
       {net::IpAddress::v6(net::make_u128(0x2001'0db8'0000'0000, 1)), {kLastEpoch, NodeId(43), true}}}};
  return {{header, body::Views{{full_view(), draining}}},
          {header, claims},
          {header, digest},
          {header, body::Pull{.claims = 1ULL << 63, .views = 1}},
          {header, body::Ask{}},
          {header, body::Answered{12}}};
}

TEST(Message, EveryKindSurvivesTheWire) {
  for (const Message& message : samples()) {
    const auto bytes = bytes_of(message);
    EXPECT_TRUE(is_message(bytes));
    const auto parsed = parse(bytes);
    ASSERT_TRUE(parsed) << message.body.index();
    EXPECT_EQ(*parsed, message);
  }
  EXPECT_EQ(samples().size(), std::variant_size_v<Body>) << "a new kind needs its sample";
}

TEST(Message, CannotBeTakenForBfd) {
  for (const Message& message : samples())
    EXPECT_NE(bytes_of(message)[0] >> 5, 1);
  EXPECT_FALSE(is_message(std::vector<std::uint8_t>{0x20, 0xc0}));
  EXPECT_FALSE(is_message({}));
}

TEST(Message, EveryTruncationIsRefusedWhereItEnds) {
  for (const Message& message : samples()) {
    const auto bytes = bytes_of(message);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      const auto parsed = parse(std::span(bytes).first(length));
      ASSERT_FALSE(parsed);
      EXPECT_LE(parsed.error().offset, length);
      const bool expected =
          parsed.error().why == Malformation::truncated || parsed.error().why == Malformation::count;
      EXPECT_TRUE(expected);
    }
  }
}

TEST(Message, EveryBitFlipParsesToWhatItSaysOrIsRefused) {
  for (const Message& message : samples()) {
    const auto bytes = bytes_of(message);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      auto flipped = bytes;
      flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ 1U << bit % 8);
      const auto parsed = parse(flipped);
      if (parsed) {
        EXPECT_EQ(bytes_of(*parsed), flipped) << "there is one form for each value";
      } else {
        EXPECT_LE(parsed.error().offset, flipped.size());
      }
    }
  }
}

struct Refusal {
  const char* what;
  std::size_t sample;
  std::size_t offset;
  std::uint8_t value;
  ParseError error;
};

TEST(Message, RefusalsNameTheField) {
  const std::vector<Refusal> refusals = {
      {"BFD", 4, 0, 0x20, {0, Malformation::magic}},
      {"later version", 4, 1, 2, {1, Malformation::version}},
      {"unknown type", 4, 2, 7, {2, Malformation::type}},
      {"no type", 4, 2, 0, {2, Malformation::type}},
      {"flag of a digest", 4, 3, 1, {3, Malformation::flags}},
      {"unknown flag", 2, 3, 2, {3, Malformation::flags}},
      {"no views", 0, 29, 0, {30, Malformation::count}},
      {"more views than fit", 0, 28, 0xff, {30, Malformation::count}},
      {"unknown flag of a view", 0, 54, 0x10, {54, Malformation::flags}},
      {"too many down", 0, 55, 49, {55, Malformation::count}},
      {"too many unmet", 0, 56, 65, {56, Malformation::count}},
      {"unsorted", 0, 72, 1, {65, Malformation::order}},
      {"unknown flag of a claim", 1, 30, 0x0c, {30, Malformation::flags}},
      {"epoch 0", 1, 40, 0, {35, Malformation::epoch}},
      {"sender written out", 1, 71, 42, {64, Malformation::owner}},
      {"more claims than there are", 1, 29, 9, {30, Malformation::count}},
  };
  for (const Refusal& refusal : refusals) {
    auto bytes = bytes_of(samples()[refusal.sample]);
    bytes.at(refusal.offset) = refusal.value;
    const auto parsed = parse(bytes);
    ASSERT_FALSE(parsed) << refusal.what;
    EXPECT_EQ(parsed.error().why, refusal.error.why) << refusal.what;
    if (refusal.error.why != Malformation::count) {
      EXPECT_EQ(parsed.error().offset, refusal.error.offset) << refusal.what;
    }
  }
}

TEST(Message, SurplusAndExcessAreRefused) {
  auto bytes = bytes_of(samples()[4]);
  bytes.push_back(0);
  EXPECT_EQ(parse(bytes).error(), (ParseError{28, Malformation::surplus}));
  bytes.resize(kMostBytes + 1);
  EXPECT_EQ(parse(bytes).error(), (ParseError{kMostBytes, Malformation::too_long}));
}

TEST(Message, PackersFillDatagramsAndLoseNothing) {
  const NodeId me(42);
  std::vector<AddressClaim> claims;
  for (std::uint32_t n = 0; n < 1000; ++n) {
    const auto address = n % 3 == 0 ? net::IpAddress::v6(n) : net::IpAddress::v4(n);
    claims.push_back({address, {Epoch(n + 1), NodeId(42 + n % 2), n % 5 == 0}});
  }
  std::vector<AddressClaim> arrived;
  const auto bodies = pack(me, claims);
  for (const Body& body : bodies) {
    const auto bytes = bytes_of({{me, Incarnation(1), 1}, body});
    EXPECT_LE(bytes.size(), kMostBytes);
    const auto parsed = parse(bytes);
    ASSERT_TRUE(parsed);
    for (const AddressClaim& claim : std::get<body::Claims>(parsed->body).claims)
      arrived.push_back(claim);
  }
  EXPECT_EQ(arrived, claims);
  EXPECT_LE(bodies.size(), 19U) << "about 19 bytes each";
  EXPECT_TRUE(pack(me, {}).empty());

  View largest = full_view();
  largest.down.clear();
  largest.unmet.clear();
  for (std::uint64_t n = 0; n < kMostDown; ++n)
    largest.down.emplace_back(n);
  for (std::uint64_t n = 0; n < kMostUnmet; ++n)
    largest.unmet.emplace_back(n);
  const auto views = pack(std::vector<View>(3, largest));
  EXPECT_EQ(views.size(), 3U);
  for (const Body& body : views)
    EXPECT_LE(bytes_of({{me, Incarnation(1), 1}, body}).size(), kMostBytes);
}

TEST(Message, NoiseIsRefusedWithoutHarm) {
  Random random(5);
  for (int round = 0; round < 20'000; ++round) {
    std::vector<std::uint8_t> noise(random.below(200));
    for (std::uint8_t& byte : noise)
      byte = static_cast<std::uint8_t>(random.next());
    if (noise.size() > 4) {
      noise[0] = 0x48;
      noise[1] = 1;
      noise[2] = static_cast<std::uint8_t>(1 + random.below(6));
      noise[3] = 0;
    }
    const auto parsed = parse(noise);
    if (parsed) {
      EXPECT_EQ(bytes_of(*parsed), noise);
    }
  }
}

}  // namespace
}  // namespace herald::own
