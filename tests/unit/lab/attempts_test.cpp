#include "lab/probe/attempts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::lab {
namespace {

using std::chrono::milliseconds;

// One attempt every 10 ms: '1' to '9' were answered by that node a millisecond later, '.' was lost.
std::vector<ProbeAttempt> attempts(const std::string& pattern) {
  std::vector<ProbeAttempt> all;
  Duration at{};
  for (const char each : pattern) {
    ProbeAttempt attempt{.sent = at, .answered = {}, .node = {}};
    if (each != '.') {
      attempt.answered = at + milliseconds(1);
      attempt.node = std::string("node-") + each;
    }
    all.push_back(attempt);
    at += milliseconds(10);
  }
  return all;
}

TEST(Summarize, FindsNoGapWhereEverythingWasAnswered) {
  const ProbeReport report = summarize(attempts("1111"));
  EXPECT_EQ(report.sent, 4U);
  EXPECT_EQ(report.lost, 0U);
  EXPECT_TRUE(report.gaps.empty());
  EXPECT_EQ(report.longest(), Duration::zero());
  EXPECT_EQ(report.slowest, milliseconds(1));
}

TEST(Summarize, MeasuresAGapFromTheLastAnswerToTheNext) {
  const ProbeReport report = summarize(attempts("11...22.2"));
  EXPECT_EQ(report.lost, 4U);
  ASSERT_EQ(report.gaps.size(), 2U);
  EXPECT_EQ(report.gaps[0].from, milliseconds(10));
  EXPECT_EQ(report.gaps[0].length, milliseconds(40));
  EXPECT_EQ(report.gaps[1].length, milliseconds(20));
  EXPECT_EQ(report.longest(), milliseconds(40));
  EXPECT_EQ(report.total(), milliseconds(60));
}

TEST(Summarize, CountsWhatIsLostAtBothEnds) {
  const ProbeReport report = summarize(attempts("..1.."));
  ASSERT_EQ(report.gaps.size(), 2U);
  EXPECT_EQ(report.gaps[0].length, milliseconds(20));
  EXPECT_EQ(report.gaps[1].length, milliseconds(20));
}

TEST(Summarize, CountsARunWithoutAnyAnswerAsOneGap) {
  const ProbeReport report = summarize(attempts("..."));
  EXPECT_EQ(report.lost, 3U);
  ASSERT_EQ(report.gaps.size(), 1U);
  EXPECT_EQ(report.longest(), milliseconds(20));
}

TEST(Summarize, NotesEachTimeAnotherAnswers) {
  const ProbeReport report = summarize(attempts("11.2212"));
  std::vector<std::string> nodes;
  for (const Answerer& answerer : report.answerers)
    nodes.push_back(answerer.node);
  EXPECT_THAT(nodes, testing::ElementsAre("node-1", "node-2", "node-1", "node-2"));
  EXPECT_EQ(report.answerers[1].from, milliseconds(30));
}

TEST(Summarize, WritesOneLineForPrograms) {
  EXPECT_EQ(as_json(summarize(attempts("1.2"))),
            R"({"sent":3,"lost":1,"longest_ms":20.0,"total_ms":20.0,"slowest_ms":1.0,)"
            R"("gaps":[{"at_ms":0.0,"ms":20.0}],)"
            R"("answerers":[{"at_ms":0.0,"node":"node-1"},{"at_ms":20.0,"node":"node-2"}]})"
            "\n");
}

}  // namespace
}  // namespace herald::lab
