#include "tests/tidy/markdown.h"

#include "tests/tidy/source_text.h"

#include <cctype>
#include <map>

namespace herald::tidy {
namespace {

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// Calls `look(line, number)` for each line outside of fenced code.
template <class Look>
void for_each_line_of_prose(std::string_view text, Look look) {
  bool fenced = false;
  int number = 0;
  for (const std::string_view line : lines_of(text)) {
    ++number;
    const bool fence = trim(line).starts_with("```") || trim(line).starts_with("~~~");
    if (fence) fenced = !fenced;
    if (!fenced && !fence) look(line, number);
  }
}

std::string without_inline_code(std::string_view line) {
  std::string kept(line);
  bool code = false;
  for (char& c : kept) {
    if (c == '`') {
      code = !code;
    } else if (code) {
      c = ' ';
    }
  }
  return kept;
}

// The part of (target "title") before the title.
std::string target_of(std::string_view inside) {
  const std::string_view target = trim(inside);
  return std::string(target.substr(0, target.find_first_of(" \t")));
}

std::string slug(std::string_view heading) {
  std::string made;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || byte >= 0x80 || c == '-' || c == '_') {
      made += static_cast<char>(std::tolower(byte));
    } else if (c == ' ') {
      made += '-';
    }
  }
  return made;
}

}  // namespace

std::vector<Heading> headings(std::string_view text) {
  std::vector<Heading> found;
  for_each_line_of_prose(text, [&](std::string_view line, int number) {
    const std::size_t level = line.find_first_not_of('#');
    if (level == 0 || level > 6 || line[level] != ' ') return;
    found.push_back({number, static_cast<int>(level), std::string(trim(line.substr(level)))});
  });
  return found;
}

std::vector<Link> links(std::string_view text) {
  std::vector<Link> found;
  for_each_line_of_prose(text, [&](std::string_view raw, int number) {
    const std::string line = without_inline_code(raw);
    for (std::size_t at = line.find("]("); at != std::string::npos; at = line.find("](", at + 1)) {
      const std::size_t end = line.find(')', at);
      if (end != std::string::npos) found.push_back({number, target_of(line.substr(at + 2, end - at - 2))});
    }
    const std::size_t definition = line.starts_with('[') ? line.find("]: ") : std::string::npos;
    if (definition != std::string::npos) found.push_back({number, target_of(line.substr(definition + 3))});
  });
  return found;
}

std::vector<TableRow> table_rows(std::string_view text) {
  std::vector<TableRow> rows;
  int last = -1;
  for_each_line_of_prose(text, [&](std::string_view raw, int number) {
    std::string_view line = trim(raw);
    if (!line.starts_with('|')) return;
    line.remove_prefix(1);
    TableRow row{.line = number, .cells = {}, .first = number != last + 1};
    last = number;
    while (!line.empty()) {
      const std::size_t end = line.find('|');
      row.cells.emplace_back(trim(line.substr(0, end)));
      line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    }
    if (!row.cells.empty()) rows.push_back(std::move(row));
  });
  return rows;
}

std::vector<std::string> quoted_code(std::string_view text) {
  std::vector<std::string> found;
  std::size_t open = text.find('`');
  while (open != std::string_view::npos) {
    const std::size_t close = text.find('`', open + 1);
    if (close == std::string_view::npos) break;
    found.emplace_back(text.substr(open + 1, close - open - 1));
    open = text.find('`', close + 1);
  }
  return found;
}

std::vector<std::string> anchors(std::string_view text) {
  std::vector<std::string> found;
  std::map<std::string, int> seen;
  for (const Heading& heading : headings(text)) {
    const std::string anchor = slug(heading.text);
    const int earlier = seen[anchor]++;
    found.push_back(earlier == 0 ? anchor : anchor + "-" + std::to_string(earlier));
  }
  for_each_line_of_prose(text, [&](std::string_view line, int) {
    for (const std::string_view attribute : {"<a id=\"", "<a name=\""}) {
      const std::size_t at = line.find(attribute);
      if (at == std::string_view::npos) continue;
      const std::string_view rest = line.substr(at + attribute.size());
      found.emplace_back(rest.substr(0, rest.find('"')));
    }
  });
  return found;
}

}  // namespace herald::tidy
