// RFC 4271 sections 4.1 and 6.1, RFC 8654, RFC 7313 section 5.
#include "core/bgp/framer.h"

#include "core/base/random.h"
#include "tests/unit/bgp/octets.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

constexpr std::uint8_t kOpen = 1;
constexpr std::uint8_t kUpdate = 2;
constexpr std::uint8_t kNotification = 3;
constexpr std::uint8_t kKeepalive = 4;
constexpr std::uint8_t kRefresh = 5;

using Taken = std::vector<std::pair<MessageType, Bytes>>;

// Feeds the chunk and takes what comes out; fails the test on an error.
void feed(Framer& framer, std::span<const std::uint8_t> chunk, Taken& taken) {
  while (true) {
    const auto next = framer.next(chunk);
    ASSERT_TRUE(next) << text_of(next.error().notification);
    if (!*next) break;
    taken.emplace_back((*next)->type, Bytes((*next)->body.begin(), (*next)->body.end()));
  }
  EXPECT_TRUE(chunk.empty());
}

Bytes header(std::size_t length, std::uint8_t type) {
  return joined({marker(), two_octets(length), {type}});
}

TEST(BgpFramer, TakesMessagesThatLieWholeInTheInputWithoutCopying) {
  const Bytes stream = joined({message(kKeepalive, {}), message(kUpdate, {0, 0, 0, 0})});
  std::span<const std::uint8_t> input(stream);
  Framer framer;
  const auto first = framer.next(input);
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((*first)->type, MessageType::keepalive);
  EXPECT_TRUE((*first)->body.empty());
  const auto second = framer.next(input);
  ASSERT_TRUE(second && *second);
  EXPECT_EQ((*second)->body.data(), stream.data() + 2 * kHeaderSize);
  EXPECT_EQ(framer.buffered(), 0U);
  EXPECT_TRUE(input.empty());
}

TEST(BgpFramer, GivesTheSameForEveryCutOfTheStreamInTwo) {
  const Bytes stream = joined({message(kOpen, Bytes(10, 1)), message(kUpdate, Bytes(40, 2)),
                               message(kKeepalive, {}), message(kRefresh, Bytes(4, 3))});
  Taken whole;
  Framer one;
  feed(one, stream, whole);
  ASSERT_EQ(whole.size(), 4U);
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    Framer framer;
    Taken taken;
    feed(framer, std::span(stream).first(cut), taken);
    feed(framer, std::span(stream).subspan(cut), taken);
    EXPECT_EQ(taken, whole) << "cut at " << cut;
  }
}

TEST(BgpFramer, GivesTheSameByteByByte) {
  const Bytes stream = joined({message(kUpdate, Bytes(300, 7)), message(kNotification, {6, 2, 0})});
  Framer framer;
  Taken taken;
  for (const std::uint8_t byte : stream)
    feed(framer, std::span(&byte, 1), taken);
  EXPECT_EQ(taken, (Taken{{MessageType::update, Bytes(300, 7)}, {MessageType::notification, {6, 2, 0}}}));
}

TEST(BgpFramer, GivesTheSameInRandomChunks) {
  Random random(11);
  Bytes stream;
  Taken sent;
  for (int i = 0; i < 300; ++i) {
    const Bytes body(4 + random.below(4000), static_cast<std::uint8_t>(i));
    const Bytes one = message(kUpdate, body);
    stream.insert(stream.end(), one.begin(), one.end());
    sent.emplace_back(MessageType::update, body);
  }
  Framer framer;
  Taken taken;
  for (std::span<const std::uint8_t> rest(stream); !rest.empty();) {
    const std::size_t size = std::min<std::size_t>(rest.size(), 1 + random.below(9000));
    feed(framer, rest.first(size), taken);
    EXPECT_LT(framer.buffered(), kLargestMessage);
    rest = rest.subspan(size);
  }
  EXPECT_EQ(taken, sent);
}

struct Row {
  std::string name;
  Bytes bytes;
  Notification notification;
  std::size_t offset;
};

Notification length_error(std::size_t length) {
  return {1, 2, two_octets(length)};
}

std::vector<Row> bad_headers() {
  Bytes late_zero = header(19, kKeepalive);
  late_zero[15] = 0;
  return {
      {"the first byte of the marker", joined({{0xfe}, Bytes(18, 0xff)}), {1, 1, {}}, 0},
      {"the last byte of the marker", late_zero, {1, 1, {}}, 15},
      {"someone speaks HTTP", Bytes(19, 'G'), {1, 1, {}}, 0},
      {"length 0", header(0, kKeepalive), length_error(0), 16},
      {"length 18", header(18, kKeepalive), length_error(18), 16},
      {"length 4097", header(4097, kUpdate), length_error(4097), 16},
      {"length 65535", header(65535, kUpdate), length_error(65535), 16},
      {"type 0", header(19, 0), {1, 3, {0}}, 18},
      {"type 6", header(19, 6), {1, 3, {6}}, 18},
      {"type 255", header(4096, 255), {1, 3, {255}}, 18},
      {"an OPEN too short", header(28, kOpen), length_error(28), 16},
      {"an UPDATE too short", header(22, kUpdate), length_error(22), 16},
      {"a NOTIFICATION too short", header(20, kNotification), length_error(20), 16},
      {"a KEEPALIVE too long", header(20, kKeepalive), length_error(20), 16},
      {"a ROUTE-REFRESH too short", header(22, kRefresh), length_error(22), 16},
      {"a ROUTE-REFRESH with filters", message(kRefresh, {0, 1, 0, 1, 9}), length_error(24), 16},
  };
}

TEST(BgpFramer, RefusesBadHeadersAsSoonAsTheyAreComplete) {
  for (const Row& row : bad_headers()) {
    std::span<const std::uint8_t> input(row.bytes);
    Framer framer;
    const auto next = framer.next(input);
    ASSERT_FALSE(next) << row.name;
    EXPECT_EQ(next.error(), (Error{Severity::session_reset, row.notification, row.offset})) << row.name;
  }
}

TEST(BgpFramer, RefusesBadHeadersThatComeInPieces) {
  for (const Row& row : bad_headers()) {
    Framer framer;
    std::optional<Error> error;
    for (const std::uint8_t byte : row.bytes) {
      std::span<const std::uint8_t> input(&byte, 1);
      const auto next = framer.next(input);
      if (!next) error = next.error();
      if (error) break;
    }
    EXPECT_EQ(error, (Error{Severity::session_reset, row.notification, row.offset})) << row.name;
  }
}

TEST(BgpFramer, AnswersABadRefreshMarkWithTheWholeMessage) {
  for (const std::uint8_t kind : Bytes{1, 2}) {
    const Bytes bad = message(kRefresh, {0, 1, kind, 1, 9});
    std::span<const std::uint8_t> input(bad);
    const auto next = Framer().next(input);
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().notification, (Notification{7, 1, bad}));
  }
}

TEST(BgpFramer, TakesExtendedMessagesOnceTheyAreAllowed) {
  const Bytes large = message(kUpdate, Bytes(kLargestExtendedMessage - kHeaderSize, 0));
  Framer framer;
  framer.allow_extended_messages();
  Taken taken;
  feed(framer, std::span(large).first(1000), taken);
  EXPECT_TRUE(taken.empty());
  feed(framer, std::span(large).subspan(1000), taken);
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken.front().second.size(), kLargestExtendedMessage - kHeaderSize);
}

TEST(BgpFramer, KeepsOpenAndKeepaliveSmallAmongExtendedMessages) {
  for (const auto& [type, length] : {std::pair<std::uint8_t, std::size_t>{kOpen, 4097}, {kKeepalive, 20}}) {
    Framer framer;
    framer.allow_extended_messages();
    const Bytes bytes = header(length, type);
    std::span<const std::uint8_t> input(bytes);
    const auto next = framer.next(input);
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().notification, length_error(length));
  }
}

TEST(BgpFramer, ForgetsAHalfMessageOnReset) {
  Framer framer;
  Taken taken;
  feed(framer, Bytes(10, 0xff), taken);
  EXPECT_EQ(framer.buffered(), 10U);
  framer.reset();
  feed(framer, message(kKeepalive, {}), taken);
  EXPECT_EQ(taken.size(), 1U);
}

}  // namespace
}  // namespace herald::bgp
