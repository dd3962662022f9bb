#include "tests/tidy/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

using testing::ElementsAre;

std::vector<std::string> targets(std::string_view text) {
  std::vector<std::string> found;
  for (const Link& link : links(text))
    found.push_back(link.target);
  return found;
}

TEST(Markdown, FindsLinksOutsideOfCode) {
  EXPECT_THAT(
      targets("[a](b.md) and [c](d.md#e \"title\")\n```\n[no](f.md)\n```\n`[no](g.md)` ![i](h.png)\n"),
      ElementsAre("b.md", "d.md#e", "h.png"));
  EXPECT_THAT(targets("[ref]: docs/x.md\n"), ElementsAre("docs/x.md"));
}

TEST(Markdown, FindsHeadingsOutsideOfCode) {
  const auto found = headings("# One\ntext\n```\n# comment\n```\n### Two\n#not\n");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].text, "Two");
  EXPECT_EQ(found[1].level, 3);
  EXPECT_EQ(found[1].line, 6);
}

TEST(Markdown, MakesAnchorsAsForgesDo) {
  EXPECT_THAT(anchors("# Layer 2, and `BGP`!\n## Same\n## Same\n<a id=\"own\"></a>\n"),
              ElementsAre("layer-2-and-bgp", "same", "same-1", "own"));
}

TEST(Markdown, ReadsTables) {
  const auto rows = table_rows("| Path | Purpose |\n|---|---|\n| `a/`, `b/` | things |\n\n| x |\n");
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_TRUE(rows[0].first);
  EXPECT_FALSE(rows[2].first);
  EXPECT_TRUE(rows[3].first);
  EXPECT_THAT(quoted_code(rows[2].cells[0]), ElementsAre("a/", "b/"));
}

}  // namespace
}  // namespace herald::tidy
