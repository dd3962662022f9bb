#include "tests/tidy/outline.h"
#include "tests/tidy/rules.h"

#include <algorithm>
#include <string>

namespace herald::tidy {
namespace {

constexpr int kFunctionLines = 70;
constexpr int kFileLines = 500;
constexpr int kCppColumns = 110;
constexpr int kOtherColumns = 140;  // build files and scripts: long lists and command lines

bool is_build_file(const File& file) {
  return file.is_cmake() || file.is_shell() || name_of(file.path) == "Makefile" || file.path == ".ci/run";
}

// Characters, not bytes: the continuation bytes of UTF-8 do not count.
int columns(std::string_view line) {
  return static_cast<int>(std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// The formatter leaves alone what it cannot break.
bool is_unbreakable(std::string_view line) {
  return line.find("://") != std::string_view::npos || line.starts_with("#include") ||
         line.find("R\"") != std::string_view::npos;
}

std::string is_long(int actual, int most, const std::string& what) {
  return std::to_string(actual) + " " + what + ", " + std::to_string(most) + " at most: ";
}

void check_lines(const File& file, int most, Findings& findings) {
  int number = 0;
  for (const std::string_view line : lines_of(file.text)) {
    ++number;
    if (columns(line) <= most || is_unbreakable(line)) continue;
    findings.push_back({file.path, number, is_long(columns(line), most, "columns") + "break the line"});
  }
}

}  // namespace

Findings functions_are_short(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    for (const Function& function : outline(file.source.tokens()).functions) {
      if (function.length() <= kFunctionLines) continue;
      findings.push_back({file.path, function.first_line,
                          function.name + " has " + is_long(function.length(), kFunctionLines, "lines") +
                              "give its parts names of their own"});
    }
  }
  return findings;
}

Findings files_are_short(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.is_cpp() && !is_build_file(file)) continue;
    const int lines = static_cast<int>(lines_of(file.text).size());
    if (lines <= kFileLines) continue;
    findings.push_back({file.path, kFileLines + 1, is_long(lines, kFileLines, "lines") + "split it by duty"});
  }
  return findings;
}

Findings lines_are_short(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (file.is_cpp()) check_lines(file, kCppColumns, findings);
    if (is_build_file(file)) check_lines(file, kOtherColumns, findings);
  }
  return findings;
}

}  // namespace herald::tidy
