#include "config/raw_builder.h"

#include <gtest/gtest.h>

namespace herald::config {
namespace {

class RawBuilderTest : public testing::Test {
 protected:
  // {a: <anchor 1> [x, x], ...}
  bool add_shared_list(std::string key) {
    return builder.scalar({1, 1}, 0, std::move(key), false) && builder.begin(RawKind::list, {1, 4}, 1) &&
           builder.scalar({1, 5}, 0, "x", false) && builder.scalar({1, 8}, 0, "x", false) && builder.end();
  }

  Report report;
  RawBuilder builder{report};
};

TEST_F(RawBuilderTest, SharesWhatAliasesStandFor) {
  ASSERT_TRUE(builder.begin(RawKind::map, {1, 1}, 0));
  ASSERT_TRUE(add_shared_list("a"));
  ASSERT_TRUE(builder.scalar({2, 1}, 0, "b", false));
  ASSERT_TRUE(builder.alias({2, 4}, 1));
  ASSERT_TRUE(builder.end());
  const RawDocument document = builder.take();
  const RawNode& root = *document.root();
  EXPECT_EQ(root.find("a")->value, root.find("b")->value);
  EXPECT_EQ(document.size(), 6U);  // map, a, list, x, x, b
  EXPECT_EQ(root.weight, 1U + 1 + 3 + 1 + 3);
}

TEST_F(RawBuilderTest, RefusesAnAliasOfWhatIsStillOpen) {
  ASSERT_TRUE(builder.begin(RawKind::list, {1, 1}, 7));
  EXPECT_FALSE(builder.alias({1, 2}, 7));
  EXPECT_TRUE(report.has_errors());
}

TEST_F(RawBuilderTest, KeepsTheFirstOfTwoEqualKeys) {
  ASSERT_TRUE(builder.begin(RawKind::map, {1, 1}, 0));
  for (const char* const value : {"1", "2"}) {
    ASSERT_TRUE(builder.scalar({1, 2}, 0, "a", false));
    ASSERT_TRUE(builder.scalar({1, 5}, 0, value, false));
  }
  ASSERT_TRUE(builder.end());  // one of many possible errors: building goes on
  EXPECT_EQ(report.errors().size(), 1U);
  EXPECT_EQ(builder.take().root()->find("a")->value->text, "1");
}

// A password of "<<" is not a merge key, and neither is a quoted key.
TEST_F(RawBuilderTest, TakesQuotedMergeKeysForText) {
  ASSERT_TRUE(builder.begin(RawKind::map, {1, 1}, 0));
  ASSERT_TRUE(builder.scalar({1, 2}, 0, "<<", true));
  ASSERT_TRUE(builder.scalar({1, 8}, 0, "<<", false));
  ASSERT_TRUE(builder.end());
  EXPECT_FALSE(report.has_errors());
  EXPECT_EQ(builder.take().root()->find("<<")->value->text, "<<");
}

TEST_F(RawBuilderTest, LetsTheMapItselfWinOverWhatItMerges) {
  ASSERT_TRUE(builder.begin(RawKind::list, {1, 1}, 0));
  ASSERT_TRUE(builder.begin(RawKind::map, {1, 3}, 1));
  for (const char* const text : {"a", "1", "b", "2"})
    ASSERT_TRUE(builder.scalar({1, 4}, 0, text, false));
  ASSERT_TRUE(builder.end());
  ASSERT_TRUE(builder.begin(RawKind::map, {2, 3}, 0));
  ASSERT_TRUE(builder.scalar({2, 3}, 0, "<<", false));
  ASSERT_TRUE(builder.alias({2, 7}, 1));
  for (const char* const text : {"b", "3"})
    ASSERT_TRUE(builder.scalar({3, 3}, 0, text, false));
  ASSERT_TRUE(builder.end());
  ASSERT_TRUE(builder.end());
  const RawDocument document = builder.take();
  const RawNode& merged = *document.root()->items.back();
  EXPECT_EQ(merged.members.size(), 2U);
  EXPECT_EQ(merged.find("a")->value->text, "1");
  EXPECT_EQ(merged.find("b")->value->text, "3");
}

TEST(Report, ShowsTheFirstOfManyInTheOrderOfTheText) {
  Report report;
  for (int line = 500; line > 0; --line)
    report.error({{line, 1}, ""}, "wrong");
  const Diagnostics errors = report.errors();
  ASSERT_EQ(errors.size(), Report::kMaxShown + 1);
  EXPECT_EQ(errors.front().line, 1);
  EXPECT_EQ(errors[Report::kMaxShown - 1].line, 100);
  EXPECT_EQ(errors.back().to_string(), "config: ... and 400 more errors");
}

TEST(Diagnostic, PrintsAsTheSpecificationSays) {
  EXPECT_EQ((Diagnostic{Severity::error, 21, 5, "peers[1]", "unknown key"}).to_string(),
            "config:21:5 peers[1]: unknown key");
  EXPECT_EQ((Diagnostic{Severity::warning, 1, 1, "", "odd"}).to_string("a/b"), "a/b:1:1: warning: odd");
  EXPECT_EQ((Diagnostic{Severity::error, 0, 0, "", "too large"}).to_string(), "config: too large");
}

}  // namespace
}  // namespace herald::config
