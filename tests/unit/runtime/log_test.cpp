#include "runtime/log.h"

#include "runtime/log_events.h"
#include "runtime/log_format.h"
#include "runtime/log_sink.h"
#include "tests/unit/runtime/manual_clock.h"
#include "tests/unit/runtime/memory_sink.h"

#include <array>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <limits>
#include <string>
#include <string_view>
#include <unistd.h>

#include <gtest/gtest.h>

namespace herald::runtime {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

constexpr LogEvent kSaved{"file_saved", LogLevel::info, "a file was saved"};
constexpr LogEvent kDetail{"detail", LogLevel::debug, "a detail"};
constexpr LogEvent kBroken{"broken", LogLevel::error, "it broke"};

class LoggerTest : public testing::Test {
 protected:
  Logger logger(LogFormat format, LogLevel level = LogLevel::info) { return {sink_, clock_, format, level}; }

  // The part of the one line that follows the fixed head.
  std::string json_tail(const LogValue& value) {
    logger(LogFormat::json).log(kSaved, {{"v", value}});
    const std::string line = sink_.lines.back();
    return line.substr(line.find(R"("v":)") + 4);
  }

  std::string word(const LogValue& value) {
    logger(LogFormat::human).log(kSaved, {{"v", value}});
    const std::string line = sink_.lines.back();
    return line.substr(line.find(" v=") + 3);
  }

  ManualClock clock_;
  MemorySink sink_;
};

TEST_F(LoggerTest, WritesOneJsonObjectPerLine) {
  logger(LogFormat::json)
      .log(kSaved, {{"path", "/a b"}, {"bytes", 12U}, {"delta", -3}, {"ok", true}, {"took_seconds", 1500ms}});
  ASSERT_EQ(sink_.lines.size(), 1U);
  EXPECT_EQ(
      sink_.lines[0],
      R"({"time":"2024-05-01T12:34:56.000000Z","level":"info","event":"file_saved",)"
      R"("message":"a file was saved","path":"/a b","bytes":12,"delta":-3,"ok":true,"took_seconds":1.5})"
      "\n");
}

TEST_F(LoggerTest, WritesForPeopleWithoutColoursUnlessAsked) {
  logger(LogFormat::human).log(kSaved, {{"path", "/a b"}, {"bytes", 12}});
  EXPECT_EQ(sink_.lines[0],
            "2024-05-01T12:34:56.000000Z info    file_saved: a file was saved path=\"/a b\" bytes=12\n");
  logger(LogFormat::human_with_colours).log(kBroken);
  EXPECT_NE(sink_.lines[1].find("\x1b[31merror"), std::string::npos);
}

TEST_F(LoggerTest, JsonEscapesWhateverTextHolds) {
  EXPECT_EQ(json_tail("say \"hi\" \\ now"), "\"say \\\"hi\\\" \\\\ now\"}\n");
  EXPECT_EQ(json_tail("a\nb\r\tc"), "\"a\\nb\\r\\tc\"}\n");
  EXPECT_EQ(json_tail("\x01\x1b[2J\x7f"sv), "\"\\u0001\\u001b[2J\\u007f\"}\n");
  EXPECT_EQ(json_tail("nul\0in"sv), "\"nul\\u0000in\"}\n");
  EXPECT_EQ(json_tail("grüße, 漢字, 🎺"), "\"grüße, 漢字, 🎺\"}\n");
}

TEST_F(LoggerTest, BytesThatAreNotUtf8BecomeTheReplacementCharacter) {
  constexpr std::array kCases = {
      std::pair{"a\xff z"sv, "\"a\\ufffd z\"}\n"sv},
      std::pair{"\xc3"sv, "\"\\ufffd\"}\n"sv},                                   // cut short
      std::pair{"\xc0\xaf"sv, "\"\\ufffd\\ufffd\"}\n"sv},                        // overlong '/'
      std::pair{"\xed\xa0\x80"sv, "\"\\ufffd\\ufffd\\ufffd\"}\n"sv},             // a surrogate
      std::pair{"\xf4\x90\x80\x80"sv, "\"\\ufffd\\ufffd\\ufffd\\ufffd\"}\n"sv},  // above U+10FFFF
      std::pair{"\xe2\x28\xa1"sv, "\"\\ufffd(\\ufffd\"}\n"sv},
  };
  for (const auto& [text, expected] : kCases)
    EXPECT_EQ(json_tail(text), expected);
}

TEST_F(LoggerTest, NumbersKeepTheirRange) {
  EXPECT_EQ(json_tail(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615}\n");
  EXPECT_EQ(json_tail(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808}\n");
  EXPECT_EQ(json_tail(std::numeric_limits<double>::infinity()), "null}\n");
  EXPECT_EQ(json_tail(0.25), "0.25}\n");
}

TEST_F(LoggerTest, APersonsTerminalIsNotDrivenByAField) {
  EXPECT_EQ(word("\x1b]0;title\x07"), "\"\\u001b]0;title\\u0007\"\n");
  EXPECT_EQ(word("\xc2\x9b"
                 "31m"),
            "\"\\u009b31m\"\n");  // CSI as one character of C1
  EXPECT_EQ(word("two words"), "\"two words\"\n");
  EXPECT_EQ(word(""), "\"\"\n");
  EXPECT_EQ(word("[2001:db8::1]:443"), "[2001:db8::1]:443\n");
}

TEST_F(LoggerTest, TheLevelFiltersAndChangesWhileRunning) {
  Logger logger(sink_, clock_, LogFormat::json, LogLevel::warning);
  logger.log(kSaved);
  logger.log(kBroken);
  EXPECT_EQ(sink_.lines.size(), 1U);
  logger.toggle_debug();
  logger.log(kDetail);
  EXPECT_EQ(sink_.lines.size(), 2U);
  logger.toggle_debug();
  EXPECT_EQ(logger.level(), LogLevel::warning);
  logger.set_level(LogLevel::error);
  EXPECT_FALSE(logger.writes(LogLevel::warning));
}

TEST_F(LoggerTest, SaysHowManyLinesWereLostOnceThereIsRoomAgain) {
  Logger logger(sink_, clock_, LogFormat::json, LogLevel::info);
  sink_.full = true;
  logger.log(kSaved);
  logger.log(kSaved);
  sink_.full = false;
  logger.log(kSaved);
  ASSERT_EQ(sink_.lines.size(), 2U);
  EXPECT_NE(sink_.lines[1].find(R"("event":"log_lines_lost")"), std::string::npos);
  EXPECT_NE(sink_.lines[1].find(R"("lines":2})"), std::string::npos);
}

TEST(LogLevels, HaveNamesThatParse) {
  for (const LogLevel level : {LogLevel::error, LogLevel::warning, LogLevel::info, LogLevel::debug}) {
    EXPECT_EQ(parse_log_level(name(level)), level);
  }
  EXPECT_EQ(parse_log_level("verbose"), std::nullopt);
  EXPECT_EQ(parse_log_level(""), std::nullopt);
}

class PipeTest : public testing::Test {
 protected:
  void SetUp() override {
    std::signal(SIGPIPE, SIG_IGN);
    ASSERT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0);
  }

  void TearDown() override {
    close_end(0);
    close_end(1);
  }

  void close_end(std::size_t end) {
    if (ends_[end] >= 0) ::close(ends_[end]);
    ends_[end] = -1;
  }

  std::string drain() {
    std::string text(1 << 20, '\0');
    const ssize_t size = ::read(ends_[0], text.data(), text.size());
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }

  std::array<int, 2> ends_{-1, -1};
};

TEST_F(PipeTest, WritesWholeLines) {
  DescriptorSink sink(ends_[1]);
  EXPECT_TRUE(sink.write("one\n"));
  EXPECT_TRUE(sink.write(std::string(10'000, 'x') + "\n"));
  EXPECT_EQ(drain(), "one\n" + std::string(10'000, 'x') + "\n");
  EXPECT_EQ(sink.take_lost(), 0U);
}

TEST_F(PipeTest, AReaderThatStoppedReadingNeitherBlocksNorStaysUnnoticed) {
  DescriptorSink sink(ends_[1]);
  const std::string line(1000, 'x');
  std::uint64_t lost = 0;
  for (int i = 0; i < 1000; ++i)
    lost += sink.write(line + "\n") ? 0U : 1U;  // a pipe holds 64 KiB
  EXPECT_GT(lost, 900U);
  EXPECT_EQ(sink.take_lost(), lost);
  EXPECT_EQ(sink.take_lost(), 0U);
  EXPECT_FALSE(drain().empty());
  EXPECT_TRUE(sink.write("again\n"));
  EXPECT_EQ(drain(), "again\n");
}

TEST_F(PipeTest, ALineThatWasCutEndsBeforeTheNextOneStarts) {
  DescriptorSink sink(ends_[1]);
  EXPECT_FALSE(sink.write(std::string(1 << 20, 'x') + "\n"));
  EXPECT_FALSE(drain().empty());
  EXPECT_TRUE(sink.write("next\n"));
  EXPECT_EQ(drain(), "\nnext\n");
}

TEST_F(PipeTest, AReaderThatLeftKillsNobody) {
  DescriptorSink sink(ends_[1]);
  close_end(0);
  EXPECT_FALSE(sink.write("into the void\n"));
  EXPECT_EQ(sink.take_lost(), 1U);
}

TEST(DescriptorSinkOnDisk, AFullDiskKillsNobody) {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  DescriptorSink sink(full);
  EXPECT_FALSE(sink.write("does not fit\n"));
  EXPECT_FALSE(is_terminal(full));
  ::close(full);
}

}  // namespace
}  // namespace herald::runtime
