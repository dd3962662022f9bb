// Texts made to hurt: whatever comes, the parser answers within its limits, with a Config or with reasons.
#include "config/parse.h"
#include "config/parse_yaml.h"
#include "config/render.h"
#include "core/base/random.h"
#include "tests/unit/config/hostile_texts.h"
#include "tests/unit/config/samples.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::config {
namespace {

class Hostile : public testing::TestWithParam<HostileText> {};

TEST_P(Hostile, EndsWithAnAnswerOfBoundedSize) {
  const std::string text = GetParam().make();
  ASSERT_LE(text.size(), kMegabyte);
  const auto parsed = parse(text);
  if (parsed) {
    const auto again = parse(render(parsed->config));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->config, parsed->config);
    return;
  }
  ASSERT_FALSE(parsed.error().empty());
  EXPECT_LE(parsed.error().size(), Report::kMaxShown + 1);
  for (const Diagnostic& diagnostic : parsed.error()) {
    EXPECT_LT(diagnostic.to_string().size(), 2000U);
    EXPECT_FALSE(diagnostic.message.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Texts, Hostile, testing::ValuesIn(hostile_texts()),
                         [](const testing::TestParamInfo<HostileText>& info) { return info.param.name; });

TEST(Limits, ATextThatCannotBeginEndsAtOnce) {
  Report report;
  EXPECT_FALSE(parse_yaml(",", Limits{.nodes = 10}, report));
  ASSERT_EQ(report.errors().size(), 1U);
  EXPECT_EQ(report.errors().front().to_string(),
            "config:1:1: nothing can begin here; write a key, or remove what stands here");
}

// What a walk may meet is bounded before anyone walks, however little was written.
TEST(Limits, CountWhatAliasesStandForWithoutUnfoldingIt) {
  Report report;
  const auto small = parse_yaml(billion_laughs(5), {}, report);
  ASSERT_TRUE(small);
  EXPECT_LT(small->size(), 50U);
  EXPECT_GT(small->root()->weight, 100U);

  EXPECT_FALSE(parse_yaml(billion_laughs(60), {}, report));
  ASSERT_EQ(report.errors().size(), 1U);
  EXPECT_NE(report.errors().front().message.find("aliases unfold to more than 250000 entries"),
            std::string::npos);
}

TEST(Limits, StopAtTheFirstNodeTooMany) {
  for (const std::size_t nodes : {1U, 2U, 5U, 9U}) {
    Report report;
    EXPECT_FALSE(parse_yaml("a: [b, c, d, e, f, g, h]\n", Limits{.nodes = nodes}, report));
    EXPECT_EQ(report.errors().size(), 1U);
  }
  Report report;
  EXPECT_TRUE(parse_yaml("a: [b, c, d, e, f, g, h]\n", Limits{.nodes = 10}, report));
}

TEST(Limits, StopAtTheFirstLevelTooDeep) {
  Report report;
  EXPECT_TRUE(parse_yaml("[[[[]]]]", Limits{.depth = 4}, report));
  EXPECT_FALSE(parse_yaml("[[[[[]]]]]", Limits{.depth = 4}, report));
  EXPECT_EQ(report.errors().front().to_string(),
            "config:1:5 [0][0][0]: nested deeper than 4 levels; no setting needs that");
}

TEST(Limits, RefuseMoreThanAConfigMapHolds) {
  const auto parsed = parse(repeated("#\n", kMegabyte) + "#");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().front().to_string(),
            "config: the text has 1048577 bytes; at most 1048576 are read");
  EXPECT_TRUE(parse(repeated("#\n", kMegabyte)));
}

// A configuration of the largest kind that anyone has asked for, and then some.
TEST(Limits, LeaveRoomForAThousandPools) {
  std::string text = "address-pools:\n";
  for (int pool = 0; pool < 1000; ++pool) {
    text += "- name: pool-" + std::to_string(pool) + "\n  protocol: layer2\n  addresses:\n";
    for (int entry = 0; entry < 30; ++entry) {
      text += "  - 10." + std::to_string(pool / 4) + "." + std::to_string(pool % 4 * 64 + entry) + ".0/24\n";
    }
  }
  const auto parsed = parse(text);
  ASSERT_TRUE(parsed) << parsed.error().front().to_string();
  EXPECT_EQ(parsed->config.pools.size(), 1000U);
  EXPECT_EQ(parsed->config.pools.back().spec.addresses.size(), 30U);
}

// Some answer at every length; and only what was complete is taken for complete.
TEST(Truncated, NeverPassesUnnoticedInTheMiddleOfAQuote) {
  const std::string text =
      "peers:\n- {my-asn: 1, peer-asn: 2, peer-address: 10.0.0.1, password: \"a b\nc\"}\n";
  const std::size_t opening = text.find('"');
  for (std::size_t size = opening + 1; size < text.rfind('}'); ++size) {
    EXPECT_FALSE(parse(text.substr(0, size))) << text.substr(0, size);
  }
}

TEST(Truncated, AtEveryByteGivesAnAnswer) {
  const std::string text = full_sample("herald-full.yaml");
  ASSERT_TRUE(parse(text)) << parse(text).error().front().to_string();
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const auto parsed = parse(text.substr(0, size));
    ASSERT_TRUE(parsed || !parsed.error().empty()) << size;
    if (!parsed) continue;
    const auto again = parse(render(parsed->config));
    ASSERT_TRUE(again) << size;
    ASSERT_EQ(again->config, parsed->config) << size;
  }
}

TEST(Mutated, InOneByteGivesAnAnswerThatRoundTrips) {
  const std::string text = full_sample("herald-full.yaml");
  Random random(20261120);
  constexpr std::string_view kTelling = "\"'[]{},:-#&*!|>%@`?~<\n\t \\0a\xc3";
  for (int i = 0; i < 2000; ++i) {
    std::string mutant = text;
    const bool telling = random.chance(1, 2);
    const char byte =
        telling ? kTelling[random.below(kTelling.size())] : static_cast<char>(random.below(256));
    mutant[random.below(mutant.size())] = byte;
    const auto parsed = parse(mutant);
    ASSERT_TRUE(parsed || !parsed.error().empty()) << i;
    if (!parsed) continue;
    const auto again = parse(render(parsed->config));
    ASSERT_TRUE(again) << i << ": " << again.error().front().to_string();
    ASSERT_EQ(again->config, parsed->config) << i;
  }
}

}  // namespace
}  // namespace herald::config
