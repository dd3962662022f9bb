// Texts made to hurt: whatever comes, the parser answers within its limits, with a Config or with reasons.
#include "config/parse.h"
#include "config/parse_yaml.h"
#include "config/render.h"
#include "core/base/random.h"
#include "tests/unit/config/samples.h"

#include <functional>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace herald::config {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;

std::string repeated(std::string_view piece, std::size_t bytes = kMegabyte) {
  std::string out;
  out.reserve(bytes);
  while (out.size() + piece.size() <= bytes)
    out += piece;
  return out;
}

std::string numbered(const std::function<std::string(int)>& piece, std::size_t bytes = kMegabyte) {
  std::string out;
  for (int i = 0;; ++i) {
    const std::string next = piece(i);
    if (out.size() + next.size() > bytes) return out;
    out += next;
  }
}

// Every line doubles what the line above stands for.
std::string billion_laughs(int levels) {
  std::string out = "a0: &a0 [x]\n";
  for (int i = 1; i <= levels; ++i) {
    const std::string below = "*a" + std::to_string(i - 1);
    out += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + below + ", " + below + "]\n";
  }
  return out;
}

std::string staircase(std::string_view step) {
  return numbered(
      [&](int i) { return std::string(static_cast<std::size_t>(i), ' ') + std::string(step) + "\n"; });
}

struct Attack {
  std::string name;
  std::string text;
};

std::vector<Attack> attacks() {
  const auto twice = [](std::string_view piece) {
    return [piece](int i) { return std::string(piece) + std::to_string(i); };
  };
  return {
      {"open_brackets", repeated("[")},
      {"open_brackets_on_lines", repeated("[\n")},
      {"open_braces", repeated("{")},
      {"open_maps", repeated("{a: ")},
      {"closing_brackets", repeated("]")},
      {"empty_lists", repeated("[]")},
      {"commas", "[" + repeated(",", kMegabyte - 2) + "]"},
      {"flow_words", "[" + repeated("a,", kMegabyte - 2) + "]"},
      {"nested_dashes", repeated("- ")},
      {"dashes", repeated("-\n")},
      {"nested_question_marks", repeated("? ")},
      {"colons", repeated(": ")},
      {"staircase_of_keys", staircase("a:")},
      {"staircase_of_lists", staircase("-")},
      {"pairs", repeated("a: b\n")},
      {"keys", numbered([&](int i) { return twice("k")(i) + ":\n"; })},
      {"aliases_in_communities",
       "bgp-communities:\n" +
           numbered(
               [](int i) { return " k" + std::to_string(i) + ": 1:" + std::to_string(i % 65536) + "\n"; },
               kMegabyte - 30)},
      {"one_anchor_often", repeated("- &a x\n")},
      {"many_anchors", numbered([](int i) { return "- &a" + std::to_string(i) + " x\n"; })},
      {"anchors_on_anchors", repeated("&a ")},
      {"one_alias_often", "- &a x\n" + repeated("- *a\n", kMegabyte - 10)},
      {"tags", repeated("!a ")},
      {"long_word", repeated("a")},
      {"long_quoted_word", "\"" + repeated("a", kMegabyte - 2) + "\""},
      {"long_key", repeated("a", kMegabyte - 3) + ": b"},
      {"open_quote", "\"" + repeated("a\n", kMegabyte - 2)},
      {"escapes", "\"" + repeated("\\u0041", kMegabyte - 2) + "\""},
      {"long_comment", "#" + repeated("a", kMegabyte - 2)},
      {"blank_lines", repeated("\n")},
      {"spaces", repeated(" ")},
      {"tabs", repeated("\t")},
      {"documents", repeated("---\n")},
      {"directives", repeated("%TAG ! a\n")},
      {"block_text", "a: |\n" + repeated("  b\n", kMegabyte - 10)},
      {"billion_laughs", billion_laughs(200)},
      {"merges", "a: &a {" + numbered([&](int i) { return twice("k")(i) + ": x, "; }, 100'000) + "}\nb:\n" +
                     repeated("- {<<: *a}\n", 200'000)},
      {"merges_of_merges", "a0: &a0 {k: v}\n" + numbered(
                                                    [](int i) {
                                                      const std::string n = std::to_string(i + 1);
                                                      const std::string p = "*a" + std::to_string(i);
                                                      return "a" + n + ": &a" + n + " {<<: [" + p + ", " + p +
                                                             "], k" + n + ": v}\n";
                                                    },
                                                    500'000)},
      {"pools", "address-pools:\n" +
                    numbered([&](int i) { return "- name: " + twice("p")(i) + "\n"; }, kMegabyte - 20)},
      {"empty_pools", "address-pools:\n" + repeated("-\n", kMegabyte - 20)},
      {"equal_blocks", "address-pools:\n- name: a\n  protocol: layer2\n  addresses:\n" +
                           repeated("  - 10.0.0.0/8\n", kMegabyte - 100)},
      {"single_addresses", "address-pools:\n- name: a\n  protocol: layer2\n  addresses:\n" +
                               numbered(
                                   [](int i) {
                                     return "  - 10." + std::to_string(i >> 16) + "." +
                                            std::to_string(i >> 8 & 255) + "." + std::to_string(i & 255) +
                                            "/32\n";
                                   },
                                   kMegabyte - 100)},
      {"equal_advertisements",
       "address-pools:\n- name: a\n  protocol: bgp\n  addresses: [10.0.0.0/8]\n  bgp-advertisements:\n" +
           repeated("  - {}\n", kMegabyte - 100)},
      {"equal_peers",
       "peers:\n" + repeated("- {my-asn: 1, peer-asn: 2, peer-address: 10.0.0.1}\n", kMegabyte - 10)},
      {"unknown_keys",
       "address-pools:\n- " +
           numbered([](int i) { return (i == 0 ? "n" : "  n") + std::to_string(i) + "ame: x\n"; },
                    kMegabyte - 30)},
  };
}

class Hostile : public testing::TestWithParam<Attack> {};

TEST_P(Hostile, EndsWithAnAnswerOfBoundedSize) {
  ASSERT_LE(GetParam().text.size(), kMegabyte);
  const auto parsed = parse(GetParam().text);
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

INSTANTIATE_TEST_SUITE_P(Texts, Hostile, testing::ValuesIn(attacks()),
                         [](const testing::TestParamInfo<Attack>& info) { return info.param.name; });

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
