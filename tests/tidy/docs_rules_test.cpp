#include "tests/tidy/planted.h"
#include "tests/tidy/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Findings reasons_with(const std::string& document) {
  return reasons_are_documented(planted(
      {{"core/model/reason.h", "namespace a {\nenum class Reason : char {\n  kept,\n  pool_full,\n};\n}\n"},
       {"core/model/reason.cpp", "\"Kept\" \"PoolFull\""},
       {"docs/reasons.md", document}}));
}

TEST(ReasonsAreDocumented, FindsOneWithoutAHeading) {
  EXPECT_THAT(places(reasons_with("# Reasons\n## Kept\n")), ElementsAre("core/model/reason.h:4"));
}

TEST(ReasonsAreDocumented, FindsAHeadingWithoutAReasonAndAnotherSpelling) {
  EXPECT_THAT(places(reasons_with("## Kept\n## Poolfull\n## Gone\n")),
              ElementsAre("docs/reasons.md:3", "docs/reasons.md:2"));
}

TEST(ReasonsAreDocumented, FindsThatTheDocumentIsMissing) {
  EXPECT_THAT(reasons_are_documented(planted({{"core/model/reason.h", "enum class Reason { kept };"}})),
              testing::SizeIs(1));
}

TEST(ReasonsAreDocumented, PassesWhenBothAgree) {
  EXPECT_THAT(reasons_with("# Reasons\n## How to read them\n## Kept\n### PoolFull\n"), IsEmpty());
}

TEST(LinksResolve, FindsBrokenOnes) {
  EXPECT_THAT(places(links_resolve(
                  planted({{"docs/a.md", "[x](b.md)\n[y](../core/c.h)\n[z](#nowhere)\n[w](d.md#gone)\n"},
                           {"docs/d.md", "# Here\n"}}))),
              ElementsAre("docs/a.md:1", "docs/a.md:2", "docs/a.md:3", "docs/a.md:4"));
}

TEST(LinksResolve, PassesFilesFoldersAnchorsAndTheWeb) {
  EXPECT_THAT(
      links_resolve(planted(
          {{"docs/a.md",
            "# Top\n[x](d.md#here) [y](../core/) [z](#top) [w](https://example.org/x) [v](/docs/d.md)\n"},
           {"docs/d.md", "# Here\n"},
           {"core/c.h", ""}})),
      IsEmpty());
}

TEST(PathTableIsTrue, FindsPathsThatAreNotThere) {
  EXPECT_THAT(places(path_table_is_true(
                  planted({{"README.md", "| Path | Purpose |\n|---|---|\n| `core/` | a |\n| `gone/` | b |\n"},
                           {"core/c.h", ""}}))),
              ElementsAre("README.md:4"));
}

TEST(PathTableIsTrue, FindsThatThereIsNoTable) {
  EXPECT_THAT(path_table_is_true(planted({{"README.md", "# Herald\n"}})), testing::SizeIs(1));
  EXPECT_THAT(path_table_is_true(planted({})), testing::SizeIs(1));
}

TEST(PathTableIsTrue, PassesATrueOneAndOtherTables) {
  EXPECT_THAT(
      path_table_is_true(planted({{"README.md",
                                   "| Path | Purpose |\n|---|---|\n| `core/` | a |\n| `core/*.h` | b |\n\n"
                                   "| Command | |\n|---|---|\n| `make/it` | c |\n"},
                                  {"core/c.h", ""}})),
      IsEmpty());
}

}  // namespace
}  // namespace herald::tidy
