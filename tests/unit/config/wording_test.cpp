#include "config/wording.h"

#include <array>

#include <gtest/gtest.h>

namespace herald::config {
namespace {

constexpr std::array<std::string_view, 5> kKeys = {"peer-address", "peer-asn", "peer-port", "name",
                                                   "passive"};

TEST(Closest, FindsTheMisspelledKey) {
  EXPECT_EQ(closest("peer-adress", kKeys), "peer-address");
  EXPECT_EQ(closest("peer-ans", kKeys), "peer-asn");  // a swap is one mistake
  EXPECT_EQ(closest("peerAddress", kKeys), "peer-address");
  EXPECT_EQ(closest("PEER_PORT", kKeys), "peer-port");
  EXPECT_EQ(closest("nmae", kKeys), "name");
}

TEST(Closest, KeepsSilentWhenNothingIsNear) {
  EXPECT_EQ(closest("colour", kKeys), std::nullopt);
  EXPECT_EQ(closest("", kKeys), std::nullopt);
  EXPECT_EQ(closest("ab", kKeys), std::nullopt);
  EXPECT_EQ(closest(std::string(1000, 'a'), kKeys), std::nullopt);
  EXPECT_EQ(closest("name", {}), std::nullopt);
}

TEST(Shown, IsOneShortLineWhateverTheTextHolds) {
  EXPECT_EQ(shown("a \"b\"\n\\ \x01\x7f"), R"("a \"b\"\n\\ \x01\x7f")");
  EXPECT_EQ(shown(std::string(60, 'a')), "\"" + std::string(60, 'a') + "\"");
  EXPECT_EQ(shown(std::string(61, 'a')), "\"" + std::string(60, 'a') + "...\"");
  // 59 bytes and then a character of two: it is left out, not cut in half.
  EXPECT_EQ(shown(std::string(59, 'a') + "\xc3\xa4\xc3\xa4"), "\"" + std::string(59, 'a') + "...\"");
}

TEST(Path, QuotesKeysThatAreNoWords) {
  EXPECT_EQ(path_to_key("", "peers"), "peers");
  EXPECT_EQ(path_to_key(path_to_item("peers", 3), "hold-time"), "peers[3].hold-time");
  EXPECT_EQ(path_to_key("match-labels", "example.com/zone"), "match-labels[\"example.com/zone\"]");
  EXPECT_EQ(path_to_key("", ""), "[\"\"]");
}

TEST(Joined, ReadsLikeASentence) {
  EXPECT_EQ(joined({}), "");
  EXPECT_EQ(joined(std::array<std::string_view, 1>{"a"}), "a");
  EXPECT_EQ(joined(std::array<std::string_view, 3>{"a", "b", "c"}, "or"), "a, b or c");
}

}  // namespace
}  // namespace herald::config
