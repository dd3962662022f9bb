#include "tests/integration/apiserver/process.h"

#include <gtest/gtest.h>

namespace herald::apiserver {
namespace {

const Environment kPath{{"PATH", "/usr/bin:/bin"}};

TEST(ProcessTest, FindsTheLineAmongOthersAndTheEndOfTheOutput) {
  Process process({"printf", "one\\ntwo words\\nthree"}, kPath);
  EXPECT_EQ(process.line_with("words"), "two words");
  EXPECT_EQ(process.line_with("three"), "three");  // without an end of its own
  EXPECT_EQ(process.line_with("three"), std::nullopt);
}

// Whoever says other things for ever ends this test, and not its limit.
TEST(ProcessTest, DoesNotWaitForALineAmongOthersForEver) {
  Process process({"yes"}, kPath);
  EXPECT_EQ(process.line_with("no", std::chrono::seconds(1)), std::nullopt);
}

}  // namespace
}  // namespace herald::apiserver
