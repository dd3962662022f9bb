#include "tests/tidy/rules.h"

#include <string>

namespace herald::tidy {
namespace {

// The first line that is neither blank nor a comment, or 0.
int first_line_of_code(const File& file, int lines) {
  for (int line = 1; line <= lines; ++line) {
    if (file.source.has_code_on(line)) return line;
  }
  return 0;
}

// A line of comment and nothing else.
bool is_comment(const File& file, int line) {
  return file.source.has_comment_on(line) && !file.source.has_code_on(line);
}

}  // namespace

Findings headers_have_pragma_once_first(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.is_header()) continue;
    const std::vector<std::string_view> lines = lines_of(file.text);
    const int first = first_line_of_code(file, static_cast<int>(lines.size()));
    if (first > 0 && lines[static_cast<std::size_t>(first) - 1] == "#pragma once") continue;
    findings.push_back({file.path, first, "a header begins with #pragma once, after its opening comment"});
  }
  return findings;
}

Findings headers_open_with_a_comment(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.is_header()) continue;
    const int lines = static_cast<int>(lines_of(file.text).size());
    const int pragma = first_line_of_code(file, lines);
    const bool opened = is_comment(file, 1) || is_comment(file, pragma + 1) || is_comment(file, pragma + 2);
    if (opened) continue;
    findings.push_back({file.path, 1,
                        "a header opens with a few lines: what it is, what it promises, what it "
                        "refuses to know"});
  }
  return findings;
}

}  // namespace herald::tidy
