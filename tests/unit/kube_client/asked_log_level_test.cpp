#include "kube/asked_log_level.h"

#include "tests/unit/runtime/memory_sink.h"

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using runtime::LogLevel;
using testing::HasSubstr;

class AskedLogLevelTest : public testing::Test {
 protected:
  void ask(const std::string& level) {
    Lease lease;
    lease.annotations["lb.herald/log-level"] = level;
    asked_.see(lease);
  }

  runtime::SystemClock clock_;
  runtime::MemorySink sink_;
  runtime::Logger logger_{sink_, clock_, runtime::LogFormat::json, LogLevel::info};
  AskedLogLevel asked_{logger_};
};

TEST_F(AskedLogLevelTest, ObeysAndSaysSo) {
  ask("debug");
  EXPECT_EQ(logger_.level(), LogLevel::debug);
  ASSERT_EQ(sink_.lines.size(), 1U);
  EXPECT_THAT(sink_.lines[0], HasSubstr(R"("from":"info","to":"debug","by":"lease")"));
}

// A Lease is seen again every few seconds.
TEST_F(AskedLogLevelTest, OnlyAChangeCounts) {
  asked_.see({});
  ask("debug");
  logger_.set_level(LogLevel::error);
  ask("debug");
  EXPECT_EQ(logger_.level(), LogLevel::error);
  EXPECT_EQ(sink_.lines.size(), 1U);
}

TEST_F(AskedLogLevelTest, TakenBackTheLevelIsThatOfTheStart) {
  ask("error");
  asked_.see({});
  EXPECT_EQ(logger_.level(), LogLevel::info);
}

TEST_F(AskedLogLevelTest, AWordThatIsNoLevelIsToldOnceAndLeft) {
  ask("loud");
  ask("loud");
  EXPECT_EQ(logger_.level(), LogLevel::info);
  ASSERT_EQ(sink_.lines.size(), 1U);
  EXPECT_THAT(sink_.lines[0], HasSubstr("log_level_unknown"));
}

}  // namespace
}  // namespace herald::kube
