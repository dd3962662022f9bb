// That the marks are read as they are meant, and that a fault is one: else the pages prove nothing.
#include "tests/integration/guides/guide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::guides {
namespace {

using testing::HasSubstr;

std::vector<Kind> kinds_of(const std::string& markdown) {
  std::vector<Kind> kinds;
  for (const Step& step : steps_of(markdown))
    kinds.push_back(step.kind);
  return kinds;
}

TEST(Guide, KnowsItsMarks) {
  const auto steps = steps_of(
      "# Page\n\n```yaml file=a.yaml\na: 1\n```\n\n"
      "<!-- await: get pods -o jsonpath={.a} | b c -->\n```sh lab\nrun it\nagain\n```\n"
      "```text output\nfine\n```\n```sh host\nreboot\n```\n```yaml config\n{}\n```\n```text\nx\n```\n");
  ASSERT_EQ(steps.size(), 7U);
  EXPECT_EQ(steps[0].kind, Kind::file);
  EXPECT_EQ(steps[0].detail, "a.yaml");
  EXPECT_EQ(steps[0].text, "a: 1\n");
  EXPECT_EQ(steps[1].kind, Kind::await);
  EXPECT_EQ(steps[1].detail, "get pods -o jsonpath={.a}");
  EXPECT_EQ(steps[1].text, "b c");
  EXPECT_EQ(steps[2].kind, Kind::command);
  EXPECT_EQ(steps[2].text, "run it\nagain\n");
  EXPECT_EQ(steps[2].line, 8);
  EXPECT_EQ(steps[3].kind, Kind::output);
  EXPECT_EQ(steps[4].kind, Kind::elsewhere);
  EXPECT_EQ(steps[5].kind, Kind::config);
  EXPECT_EQ(steps[6].kind, Kind::other);
}

TEST(Guide, RunsWhatTheReaderDoesNotSee) {
  const auto steps = steps_of("<!-- lab: kubectl get pods -->\n<!-- a remark -->\n");
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].kind, Kind::command);
  EXPECT_EQ(steps[0].text, "kubectl get pods\n");
}

TEST(Guide, RefusesWhatIsNotMarked) {
  for (const char* const fault :
       {"```sh\nx\n```\n", "```\nx\n```\n", "```bash\nx\n```\n", "```console\n$ x\n```\n",
        "```sh labs\nx\n```\n", "text\n\n    kubectl get pods\n", "```sh lab\nnever closed\n",
        "<!-- await: get pods -->\n"})
    EXPECT_THAT(kinds_of(fault), testing::Contains(Kind::fault)) << fault;
  EXPECT_THAT(kinds_of("- a list\n    that goes on\n"), testing::IsEmpty());
}

TEST(Guide, ComparesLinesInTheirOrder) {
  const std::string output = "NAME   IP\nweb    10.0.0.1   a pool\nnext   10.0.0.2\n";
  EXPECT_EQ(missing_line("web * a pool\nnext\n", output), "");
  EXPECT_EQ(missing_line("next\nweb\n", output), "web");
  EXPECT_EQ(missing_line("web * 10.0.0.2\n", output), "web * 10.0.0.2");
  EXPECT_EQ(missing_line("web * web\n", output), "web * web");
  EXPECT_EQ(missing_line("", output), "");
}

}  // namespace
}  // namespace herald::guides
