#include "runtime/options.h"

#include "runtime/log_options.h"

#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class OptionsTest : public testing::Test {
 protected:
  OptionsTest() {
    options_.group("Network");
    options_.text("--listen-address", address_, "Where to listen");
    options_.number("--workers", workers_, {.least = 1, .most = 16}, "How many");
    options_.duration("--grace", grace_, "How long to wait");
    options_.list("--peers", peers_, "Names");
    options_.flag("--dry-run", dry_run_, "Change nothing");
    add_log_options(options_, log_);
  }

  std::optional<EarlyExit> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "program");
    return options_.parse(static_cast<int>(arguments.size()), arguments.data());
  }

  Options options_{"herald-test", "Tests options."};
  std::string address_ = ":7472";
  std::int64_t workers_ = 4;
  Duration grace_ = 90s;
  std::vector<std::string> peers_;
  bool dry_run_ = false;
  LogOptions log_;
};

TEST_F(OptionsTest, DefaultsStay) {
  EXPECT_FALSE(parse({}));
  EXPECT_EQ(address_, ":7472");
  EXPECT_EQ(workers_, 4);
  EXPECT_EQ(grace_, 90s);
  EXPECT_EQ(log_.level, LogLevel::info);
  EXPECT_FALSE(dry_run_);
}

TEST_F(OptionsTest, ReadsEachKind) {
  EXPECT_FALSE(parse({"--listen-address", "[::1]:80", "--workers=16", "--grace", "1m1s", "--peers=a,b",
                      "--peers", "c", "--dry-run", "--log-level=debug", "--log-format", "json"}));
  EXPECT_EQ(address_, "[::1]:80");
  EXPECT_EQ(workers_, 16);
  EXPECT_EQ(grace_, 61s);
  EXPECT_THAT(peers_, ElementsAre("a", "b", "c"));
  EXPECT_TRUE(dry_run_);
  EXPECT_EQ(log_.level, LogLevel::debug);
  EXPECT_EQ(log_.format, LogFormatChoice::json);
}

TEST_F(OptionsTest, SaysWhatIsWrong) {
  const std::vector<std::pair<std::vector<const char*>, std::string>> cases = {
      {{"--workers", "17"}, "--workers: must be a number from 1 to 16, not \"17\""},
      {{"--workers", "4x"}, "--workers: must be a number"},
      {{"--grace", "90"}, "--grace: must be a duration such as 300ms, 90s or 1m30s, not \"90\""},
      {{"--log-level", "verbose"}, "--log-level: must be one of error|warning|info|debug, not \"verbose\""},
      {{"--no-such-flag"}, "--no-such-flag"},
      {{"stray"}, "stray"},
  };
  for (const auto& [arguments, complaint] : cases) {
    const auto exit = parse(arguments);
    ASSERT_TRUE(exit) << complaint;
    EXPECT_EQ(exit->code, 2);
    EXPECT_THAT(exit->text, HasSubstr(complaint));
    EXPECT_THAT(exit->text, HasSubstr("Try herald-test --help"));
  }
}

TEST_F(OptionsTest, HelpIsGroupedAndShowsDefaultsAndEnvironment) {
  const auto exit = parse({"--help"});
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 0);
  EXPECT_THAT(exit->text, HasSubstr("Network:"));
  EXPECT_THAT(exit->text, HasSubstr("Log:"));
  EXPECT_THAT(exit->text, HasSubstr("1m30s"));
  EXPECT_THAT(exit->text, HasSubstr("HERALD_LISTEN_ADDRESS"));
}

TEST_F(OptionsTest, VersionNamesTheProgram) {
  const auto exit = parse({"--version"});
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 0);
  EXPECT_THAT(exit->text, testing::StartsWith("herald-test "));
}

class EnvironmentTest : public OptionsTest {
 protected:
  void SetUp() override {
    ::setenv("HERALD_GRACE", "5s", 1);
    ::setenv("HERALD_DRY_RUN", "true", 1);
  }
  void TearDown() override {
    ::unsetenv("HERALD_GRACE");
    ::unsetenv("HERALD_DRY_RUN");
  }
};

TEST_F(EnvironmentTest, StandsInForAFlag) {
  EXPECT_FALSE(parse({}));
  EXPECT_EQ(grace_, 5s);
  EXPECT_TRUE(dry_run_);
}

TEST_F(EnvironmentTest, AFlagWins) {
  EXPECT_FALSE(parse({"--grace=7s"}));
  EXPECT_EQ(grace_, 7s);
}

TEST_F(EnvironmentTest, IsCheckedLikeAFlag) {
  ::setenv("HERALD_GRACE", "soon", 1);
  const auto exit = parse({});
  ASSERT_TRUE(exit);
  EXPECT_THAT(exit->text, HasSubstr("--grace: must be a duration"));
}

TEST(LogFormatChoice, IsJsonWhereNobodyReads) {
  constexpr int kNoTerminal = -1;
  EXPECT_EQ(resolve_format(LogFormatChoice::automatic, kNoTerminal), LogFormat::json);
  EXPECT_EQ(resolve_format(LogFormatChoice::human, kNoTerminal), LogFormat::human);
  EXPECT_EQ(resolve_format(LogFormatChoice::json, kNoTerminal), LogFormat::json);
}

}  // namespace
}  // namespace herald::runtime
