#include "core/wire/ndp_options.h"

#include "tests/unit/wire/layout.h"

#include <gtest/gtest.h>

namespace herald::wire {
namespace {

using net::MacAddress;

const Layout kSource = {{"type", {1}}, {"length", {1}}, {"address", {2, 0, 0, 0, 0, 1}}};
const Layout kTarget = {{"type", {2}}, {"length", {1}}, {"address", {2, 0, 0, 0, 0, 2}}};
const Layout kNonce = {{"type", {14}}, {"length", {1}}, {"nonce", {1, 2, 3, 4, 5, 6}}};
const Layout kMtu = {
    {"type", {5}}, {"length", {1}}, {"reserved", {0, 0}}, {"mtu", {0, 0, 0x05, 0xdc}}};  // 1500
const Layout kPrefix = {{"type", {3}}, {"length", {4}}, {"body", Bytes(30, 0x01)}};

Result<NdpOptions, ParseError> parsed(const Bytes& bytes) {
  ByteReader reader(bytes);
  return NdpOptions::parse(reader);
}

TEST(NdpOptions, NoneAtAll) {
  const auto options = parsed({});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->source_link_layer, std::nullopt);
  EXPECT_EQ(options->target_link_layer, std::nullopt);
}

// Unknown options are stepped over by their length, whatever is inside, also where it looks like an option we
// know.
TEST(NdpOptions, UnknownOnesAreSkipped) {
  const auto options = parsed(kNonce.then(kPrefix).then(kSource).then(kMtu).then(kTarget).bytes());
  ASSERT_TRUE(options);
  EXPECT_EQ(options->source_link_layer, MacAddress({2, 0, 0, 0, 0, 1}));
  EXPECT_EQ(options->source_link_layer_at, 8u + 32u);
  EXPECT_EQ(options->target_link_layer, MacAddress({2, 0, 0, 0, 0, 2}));
}

// The longest option there can be: 255 units of 8 bytes.
TEST(NdpOptions, LongestOption) {
  const Layout longest = {{"type", {253}}, {"length", {255}}, {"body", Bytes(2038, 0xff)}};
  const auto options = parsed(longest.then(kTarget).bytes());
  ASSERT_TRUE(options);
  EXPECT_EQ(options->target_link_layer, MacAddress({2, 0, 0, 0, 0, 2}));
}

// Of the same option twice the first counts; its place is the first's.
TEST(NdpOptions, FirstCounts) {
  const auto options = parsed(kSource.then(kSource.with("address", {2, 0, 0, 0, 0, 9})).bytes());
  ASSERT_TRUE(options);
  EXPECT_EQ(options->source_link_layer, MacAddress({2, 0, 0, 0, 0, 1}));
  EXPECT_EQ(options->source_link_layer_at, 0u);
}

TEST(NdpOptions, WhatIsRefused) {
  struct Row {
    Bytes behind_a_nonce;
    std::size_t offset;
    ParseReason why;
  };
  const Row rows[] = {
      {{1}, 9, ParseReason::truncated},
      {{99}, 9, ParseReason::truncated},
      {{1, 0}, 9, ParseReason::option_length_zero},
      {{99, 0, 0, 0, 0, 0, 0, 0}, 9, ParseReason::option_length_zero},
      {{99, 1, 0, 0, 0, 0, 0}, 9, ParseReason::option_beyond_message},
      {{99, 255, 0, 0, 0, 0, 0, 0}, 9, ParseReason::option_beyond_message},
      {{1, 2, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}, 9, ParseReason::link_layer_option_length},
      {{2, 2, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}, 9, ParseReason::link_layer_option_length},
  };
  for (const Row& row : rows) {
    const auto options = parsed(kNonce.then({{"broken", row.behind_a_nonce}}).bytes());
    ASSERT_FALSE(options);
    EXPECT_EQ(options.error(), (ParseError{row.offset, row.why})) << options.error().to_string();
  }
}

TEST(NdpOptions, Written) {
  Bytes out;
  ByteWriter writer(out);
  append_link_layer_option(writer, kOptionSourceLinkLayer, MacAddress({2, 0, 0, 0, 0, 1}));
  append_link_layer_option(writer, kOptionTargetLinkLayer, MacAddress({2, 0, 0, 0, 0, 2}));
  EXPECT_EQ(out, kSource.then(kTarget).bytes());
}

}  // namespace
}  // namespace herald::wire
