// As much of Markdown as the rules about documents need: headings with their anchors, links and tables. What
// stands in code, fenced or inline, is not a link.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace herald::tidy {

struct Heading {
  int line = 0;
  int level = 0;
  std::string text;
};

struct Link {
  int line = 0;
  std::string target;
};

struct TableRow {
  int line = 0;
  std::vector<std::string> cells;
  bool first = false;  // the row of column names
};

[[nodiscard]] std::vector<Heading> headings(std::string_view text);
[[nodiscard]] std::vector<Link> links(std::string_view text);
[[nodiscard]] std::vector<TableRow> table_rows(std::string_view text);

// What stands `between backticks`, in order.
[[nodiscard]] std::vector<std::string> quoted_code(std::string_view text);

// The anchors that links may name: those of headings, numbered when they repeat, and explicit ones.
[[nodiscard]] std::vector<std::string> anchors(std::string_view text);

}  // namespace herald::tidy
