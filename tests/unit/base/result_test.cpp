#include "core/base/result.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace herald {
namespace {

enum class Trouble { none_left, not_now };

Result<int, Trouble> half_of(int number) {
  if (number % 2 != 0) return fail(Trouble::none_left);
  return number / 2;
}

// A result is either its value or its error, never both.
TEST(Result, HoldsValueOrError) {
  const auto good = half_of(8);
  ASSERT_TRUE(good.has_value());
  EXPECT_EQ(*good, 4);

  const auto bad = half_of(7);
  ASSERT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error(), Trouble::none_left);
}

// Errors pass through steps that only know the good case.
TEST(Result, ErrorsPassThroughSteps) {
  EXPECT_EQ(half_of(8).and_then(half_of), (Result<int, Trouble>(2)));
  EXPECT_EQ(half_of(6).and_then(half_of), (Result<int, Trouble>(fail(Trouble::none_left))));
}

// fail() owns what it is given, whether it was copied in or moved in.
TEST(Result, FailOwnsTheError) {
  std::string why = "a sentence that is too long for the small-string buffer";
  const Result<int, std::string> copied = fail(why);
  const Result<int, std::string> moved = fail(std::move(why));
  EXPECT_EQ(copied.error(), "a sentence that is too long for the small-string buffer");
  EXPECT_EQ(moved.error(), copied.error());
}

// A step that yields nothing but success or failure is a Result<void, E>.
TEST(Result, VoidResults) {
  const Result<void, Trouble> done;
  const Result<void, Trouble> refused = fail(Trouble::not_now);
  EXPECT_TRUE(done.has_value());
  EXPECT_EQ(refused.error(), Trouble::not_now);
}

}  // namespace
}  // namespace herald
