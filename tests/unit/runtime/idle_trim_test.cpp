#include "runtime/idle_trim.h"

#include "runtime/task_group.h"
#include "tests/unit/runtime/loop.h"

#include <gtest/gtest.h>

namespace herald::runtime {
namespace {

class IdleTrimTest : public LoopTest {
 protected:
  IdleTrimTest() { tasks_.spawn("trim", trim_.run()); }
  void TearDown() override {
    trim_.close();
    run(tasks_.leave());
  }
  void pass(Duration time) {
    settle();
    clock_.advance(time);
    settle();
  }

  int trims_ = 0;
  IdleTrim trim_{executor(), clock_, [this] { ++trims_; }};
  TaskGroup tasks_{executor(), clock_, logger_};
};

TEST_F(IdleTrimTest, OnceBehindEachBurst) {
  pass(IdleTrim::kQuiet * 10);
  EXPECT_EQ(trims_, 0) << "nothing was done";
  for (int i = 0; i < 5; ++i) {
    trim_.worked();
    pass(IdleTrim::kQuiet / 2);
  }
  EXPECT_EQ(trims_, 0) << "the burst goes on";
  pass(IdleTrim::kQuiet);
  pass(IdleTrim::kQuiet * 10);
  EXPECT_EQ(trims_, 1);
  trim_.worked();
  pass(IdleTrim::kQuiet);
  pass(IdleTrim::kQuiet);
  EXPECT_EQ(trims_, 2);
}

TEST_F(IdleTrimTest, TheRealOneHarmsNobody) {
  return_free_memory();
}

}  // namespace
}  // namespace herald::runtime
