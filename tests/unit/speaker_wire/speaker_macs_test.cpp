#include "speaker/speaker_macs.h"

#include "speaker/ring_message.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace herald::speaker::wire {
namespace {

net::MacAddress mac(std::uint8_t last) {
  return net::MacAddress({2, 0, 0, 0, 0, last});
}

Hello hello(std::uint64_t incarnation, std::uint64_t sequence, std::set<net::MacAddress> macs) {
  return {.incarnation = own::Incarnation(incarnation), .sequence = sequence, .macs = std::move(macs)};
}

std::vector<std::uint8_t> bytes_of(const Hello& hello) {
  std::vector<std::uint8_t> bytes;
  append_to(bytes, hello);
  return bytes;
}

TEST(Hello, IsReadAsItWasWritten) {
  for (const Hello& each : {hello(1, 2, {mac(1), mac(2)}), hello(~0ULL, 0, {})})
    EXPECT_EQ(parse_hello(bytes_of(each)), each);
}

TEST(Hello, CutShortOrTooLongIsRefused) {
  std::vector<std::uint8_t> bytes = bytes_of(hello(1, 2, {mac(1), mac(2)}));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_EQ(parse_hello(std::span(bytes).first(size)), std::nullopt) << size;
  bytes.push_back(0);
  EXPECT_EQ(parse_hello(bytes), std::nullopt);
}

TEST(Hello, TooManyMacsAreRefused) {
  std::vector<std::uint8_t> bytes = bytes_of(hello(1, 2, {}));
  bytes.back() = kMostMacs + 1;
  bytes.resize(bytes.size() + 6 * (kMostMacs + 1));
  EXPECT_EQ(parse_hello(bytes), std::nullopt);
}

TEST(SpeakerMacs, TheNewestHelloOfANodeHolds) {
  SpeakerMacs macs;
  EXPECT_TRUE(macs.learn("a", hello(5, 1, {mac(1)})));
  EXPECT_TRUE(macs.learn("a", hello(5, 2, {mac(2)})));
  EXPECT_FALSE(macs.contains(mac(1)));
  EXPECT_TRUE(macs.contains(mac(2)));
  EXPECT_FALSE(macs.learn("a", hello(5, 1, {mac(1)}))) << "played again";
  EXPECT_FALSE(macs.learn("a", hello(4, 9, {mac(1)}))) << "of a process that is dead";
  EXPECT_TRUE(macs.contains(mac(2)));
  EXPECT_TRUE(macs.learn("a", hello(6, 1, {mac(3)})));
  EXPECT_TRUE(macs.contains(mac(3)));
}

constexpr Instant kNow = Instant{} + std::chrono::hours(1);
constexpr Instant kLater = kNow + SpeakerMacs::kFarewell;

TEST(SpeakerMacs, OneThatTwoHaveToldOfIsKnownUntilBothAreGone) {
  SpeakerMacs macs;
  macs.learn("a", hello(5, 1, {mac(1)}));
  macs.learn("b", hello(5, 1, {mac(1)}));
  macs.learn("a", hello(5, 2, {mac(2)}));
  EXPECT_TRUE(macs.contains(mac(1)));
  macs.follow(kNow, {"a"});
  macs.forget_former(kLater);
  EXPECT_FALSE(macs.contains(mac(1)));
  EXPECT_TRUE(macs.contains(mac(2)));
}

TEST(SpeakerMacs, WhatALeaseSaysHoldsBesideTheHello) {
  SpeakerMacs macs;
  macs.told_by_lease("a", {mac(1), mac(2)});
  EXPECT_TRUE(macs.contains(mac(1)));
  EXPECT_TRUE(macs.learn("a", hello(5, 1, {mac(2), mac(3)})));
  EXPECT_TRUE(macs.contains(mac(1)));
  macs.told_by_lease("a", {});
  EXPECT_FALSE(macs.contains(mac(1)));
  EXPECT_TRUE(macs.contains(mac(2)));
  macs.learn("a", hello(5, 2, {}));
  EXPECT_FALSE(macs.contains(mac(2)));
}

TEST(SpeakerMacs, AreForgottenWithTheirNodeButNotAtOnce) {
  SpeakerMacs macs;
  macs.learn("a", hello(1, 1, {mac(1)}));
  macs.told_by_lease("a", {mac(3)});
  macs.learn("b", hello(1, 1, {mac(2)}));
  macs.follow(kNow, {"b", "c"});
  macs.follow(kLater - Duration(1), {"b", "c"});
  EXPECT_TRUE(macs.contains(mac(1)));
  EXPECT_TRUE(macs.contains(mac(3)));
  macs.follow(kLater, {"b", "c"});
  EXPECT_FALSE(macs.contains(mac(1)));
  EXPECT_FALSE(macs.contains(mac(3)));
  EXPECT_TRUE(macs.contains(mac(2)));
}

TEST(SpeakerMacs, AMemberThatIsBackIsKeptForGood) {
  SpeakerMacs macs;
  macs.learn("a", hello(1, 1, {mac(1)}));
  macs.follow(kNow, {});
  macs.follow(kNow, {"a"});
  macs.forget_former(kLater);
  EXPECT_TRUE(macs.contains(mac(1)));
}

TEST(SpeakerMacs, OnlySoManyFormerMembersAreRemembered) {
  SpeakerMacs macs;
  const auto mac_of = [](std::size_t n) {
    return net::MacAddress({2, 0, 0, 7, static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)});
  };
  for (std::size_t n = 0; n <= SpeakerMacs::kMostFormer; ++n)
    macs.told_by_lease("node-" + std::to_string(n), {mac_of(n)});
  macs.follow(kNow, {});
  std::size_t known = 0;
  for (std::size_t n = 0; n <= SpeakerMacs::kMostFormer; ++n)
    known += macs.contains(mac_of(n)) ? 1U : 0U;
  EXPECT_EQ(known, SpeakerMacs::kMostFormer);
}

TEST(RingMessage, KindsAreKeptApart) {
  const std::vector<std::uint8_t> content = {1, 2, 3};
  const auto body = wrapped(RingMessage::hello, content);
  const auto message = opened(body);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->kind, RingMessage::hello);
  EXPECT_TRUE(std::ranges::equal(message->content, content));
}

TEST(RingMessage, WhatIsNotKnownIsLeftAlone) {
  EXPECT_FALSE(opened({}));
  EXPECT_FALSE(opened(std::vector<std::uint8_t>{0, 1}));
  EXPECT_FALSE(opened(std::vector<std::uint8_t>{3, 1}));
}

}  // namespace
}  // namespace herald::speaker::wire
