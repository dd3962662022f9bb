#include "cli/validate.h"

#include "cli/verdict_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

FileVerdict check(std::string text) {
  return validate({.name = "f.yaml", .text = std::move(text)});
}

std::vector<std::string> lines(const FileVerdict& verdict) {
  std::vector<std::string> out;
  for (const auto& diagnostic : verdict.diagnostics)
    out.push_back(diagnostic.to_string(verdict.file));
  return out;
}

constexpr const char* kPool =
    "address-pools:\n"
    "- name: a\n"
    "  protocol: layer2\n"
    "  addresses: [10.0.0.0/30]\n";

TEST(Validate, TakesABareConfiguration) {
  const FileVerdict verdict = check(kPool);
  EXPECT_TRUE(verdict.valid());
  EXPECT_EQ(verdict.summary, "1 pool");
}

TEST(Validate, PointsIntoTheFileForABareConfiguration) {
  EXPECT_THAT(lines(check("---\n# a comment\naddress-pols: []\n")), ElementsAre(HasSubstr("f.yaml:3:1")));
}

TEST(Validate, MovesPositionsFromALiteralBlockIntoTheFile) {
  const FileVerdict verdict = check(
      "kind: Namespace\n"
      "metadata: {name: herald-system}\n"
      "---\n"
      "kind: ConfigMap\n"
      "metadata: {name: config}\n"
      "data:\n"
      "  config: |\n"
      "\n"
      "    address-pools:\n"
      "    - name: a\n"
      "      protocol: layer3\n"
      "      addresses: [10.0.0.0/30]\n");
  EXPECT_FALSE(verdict.valid());
  EXPECT_THAT(lines(verdict), ElementsAre(HasSubstr("f.yaml:11:17 address-pools[0].protocol")));
}

TEST(Validate, PointsAtAQuotedTextAndSaysWhereInsideItIs) {
  const FileVerdict verdict = check("kind: ConfigMap\ndata:\n  config: \"peers: 7\"\n");
  EXPECT_THAT(lines(verdict), ElementsAre(testing::AllOf(HasSubstr("f.yaml:3:"),
                                                         HasSubstr("(line 1, column 8 of the text)"))));
}

TEST(Validate, RefusesAConfigMapWithoutTheKey) {
  EXPECT_THAT(lines(check("kind: ConfigMap\nmetadata: {name: x}\ndata: {other: x}\n")),
              ElementsAre(HasSubstr("no key \"config\"")));
}

TEST(Validate, RefusesAConfigurationThatIsNoText) {
  EXPECT_THAT(lines(check("kind: ConfigMap\ndata:\n  config:\n    peers: []\n")),
              ElementsAre(HasSubstr("config: |")));
}

TEST(Validate, RefusesAFileWithoutAnyConfiguration) {
  EXPECT_THAT(lines(check("kind: Service\nmetadata: {name: x}\n")),
              ElementsAre(HasSubstr("no configuration")));
  EXPECT_THAT(lines(check("")), ElementsAre(HasSubstr("no configuration")));
}

TEST(Validate, ChecksEveryConfigurationOfAList) {
  const FileVerdict verdict = check(
      "kind: List\n"
      "items:\n"
      "- kind: ConfigMap\n"
      "  data: {config: 'a: 1'}\n"
      "- kind: ConfigMap\n"
      "  data: {config: 'b: 1'}\n");
  EXPECT_EQ(verdict.configurations, 2);
  EXPECT_EQ(verdict.diagnostics.size(), 2U);
}

TEST(Validate, ReportsBrokenYamlAtItsPlaceInTheWholeFile) {
  EXPECT_THAT(lines(check("kind: Namespace\n---\nkind: ConfigMap\ndata: {\n")), testing::Not(IsEmpty()));
  EXPECT_GE(check("kind: Namespace\n---\nkind: ConfigMap\ndata: {\n").diagnostics[0].line, 3);
}

TEST(VerdictOutput, IsReadableForScripts) {
  const std::vector<FileVerdict> verdicts{check("nonsense: 1\n")};
  const std::string json = render(show_verdicts(verdicts), Form::json);
  EXPECT_THAT(json, HasSubstr("{\"valid\":false,\"files\":[{\"file\":\"f.yaml\",\"valid\":false"));
  EXPECT_THAT(json, HasSubstr("\"severity\":\"error\",\"line\":1,\"column\":1"));
}

TEST(VerdictOutput, EscapesWhatAnnotationsGiveMeaning) {
  FileVerdict verdict{.file = "a,b:c.yaml", .configurations = 1, .diagnostics = {}, .summary = {}};
  verdict.diagnostics.push_back({.severity = config::Severity::warning,
                                 .line = 3,
                                 .column = 9,
                                 .path = "p",
                                 .message = "50 %\nof: it"});
  EXPECT_EQ(as_github(std::vector{verdict}),
            "::warning file=a%2Cb%3Ac.yaml,line=3,col=9::p: 50 %25%0Aof: it\n");
}

TEST(VerdictOutput, SaysWhatIsValid) {
  EXPECT_EQ(render(show_verdicts(std::vector{check(kPool)}), Form::table), "f.yaml: valid (1 pool)\n");
}

}  // namespace
}  // namespace herald::cli
