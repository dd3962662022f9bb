#include "core/base/check.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

// A broken invariant aborts and says where and what, in builds with NDEBUG as well.
TEST(CheckDeathTest, SaysWhereAndWhat) {
  const int in_use = 3;
  EXPECT_DEATH(HERALD_CHECK(in_use == 2), "broken invariant at .*check_test.cpp:[0-9]+: in_use == 2");
}

// An invariant that holds costs one evaluation and has no effect.
TEST(Check, EvaluatesOnce) {
  int evaluations = 0;
  HERALD_CHECK(++evaluations > 0);
  EXPECT_EQ(evaluations, 1);
}

// It is an expression statement: it needs no braces and takes no else away.
TEST(Check, FitsIntoAnIf) {
  bool else_taken = false;
  if (!else_taken)
    HERALD_CHECK(true);
  else
    else_taken = true;
  EXPECT_FALSE(else_taken);
}

// Constant expressions may check, too: a broken invariant is then an error of compilation.
constexpr int checked(int value) {
  HERALD_CHECK(value > 0);
  return value;
}
static_assert(checked(1) == 1);

}  // namespace
}  // namespace herald
