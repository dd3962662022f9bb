#include "tests/integration/guides/guide.h"

#include <array>
#include <sstream>
#include <string_view>
#include <utility>

namespace herald::guides {
namespace {

constexpr std::string_view kFence = "```";
constexpr std::string_view kAwait = "<!-- await: ";
constexpr std::string_view kUnseen = "<!-- lab: ";
constexpr std::string_view kEnd = " -->";

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

// The step that a block begins with, by what stands behind the fence.
Step begun(const std::string& info, int line) {
  constexpr std::array<std::pair<std::string_view, Kind>, 4> kMarks{{{"sh lab", Kind::command},
                                                                     {"sh host", Kind::elsewhere},
                                                                     {"text output", Kind::output},
                                                                     {"yaml config", Kind::config}}};
  constexpr std::string_view kFile = "yaml file=";
  for (const auto& [mark, kind] : kMarks) {
    if (info == mark) return {.kind = kind, .line = line, .detail = {}, .text = {}};
  }
  if (info.starts_with(kFile))
    return {.kind = Kind::file, .line = line, .detail = info.substr(kFile.size()), .text = {}};
  if (info == "yaml" || info == "text") return {.kind = Kind::other, .line = line, .detail = {}, .text = {}};
  return {.kind = Kind::fault,
          .line = line,
          .detail = "a block marked \"" + info + "\"; mark it sh lab, sh host, text, text output, yaml, " +
                    "yaml config or yaml file=NAME",
          .text = {}};
}

Step awaited(const std::string& inner, int number) {
  const std::size_t bar = inner.rfind(" | ");
  if (bar == std::string::npos)
    return {.kind = Kind::fault, .line = number, .detail = "await wants WATCH | TEXT", .text = {}};
  return {.kind = Kind::await, .line = number, .detail = inner.substr(0, bar), .text = inner.substr(bar + 3)};
}

// What a comment holds that is one of our marks; empty for any other line.
std::string marked(const std::string& line, std::string_view mark) {
  if (!line.starts_with(mark) || !line.ends_with(kEnd)) return "";
  return line.substr(mark.size(), line.size() - mark.size() - kEnd.size());
}

// Whether the pieces of `expected` stand in `line`, in their order.
bool fits(const std::string& line, const std::string& expected) {
  constexpr std::string_view kAnything = " * ";
  std::size_t from = 0;
  std::string rest = expected;
  for (;;) {
    const std::size_t star = rest.find(kAnything);
    const std::string piece = trimmed(rest.substr(0, star));
    const std::size_t at = line.find(piece, from);
    if (at == std::string::npos) return false;
    if (star == std::string::npos) return true;
    from = at + piece.size();
    rest.erase(0, star + kAnything.size());
  }
}

}  // namespace

std::vector<Step> steps_of(const std::string& markdown) {
  std::vector<Step> steps;
  std::istringstream lines(markdown);
  bool inside = false;
  bool after_blank = true;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.starts_with(kFence)) {
      if (!inside) steps.push_back(begun(line.substr(kFence.size()), number));
      inside = !inside;
    } else if (inside) {
      steps.back().text += line + "\n";
    } else if (const std::string watch = marked(line, kAwait); !watch.empty()) {
      steps.push_back(awaited(watch, number));
    } else if (const std::string command = marked(line, kUnseen); !command.empty()) {
      steps.push_back({.kind = Kind::command, .line = number, .detail = {}, .text = command + "\n"});
    } else if (after_blank && line.starts_with("    ")) {
      steps.push_back({.kind = Kind::fault, .line = number, .detail = "code by indentation", .text = {}});
    }
    after_blank = line.empty();
  }
  if (inside) steps.push_back({.kind = Kind::fault, .line = number, .detail = "an open block", .text = {}});
  return steps;
}

std::string missing_line(const std::string& expected, const std::string& output) {
  std::istringstream wanted(expected);
  std::istringstream printed(output);
  for (std::string want; std::getline(wanted, want);) {
    bool found = false;
    for (std::string line; !found && std::getline(printed, line);)
      found = fits(line, want);
    if (!found) return want;
  }
  return "";
}

}  // namespace herald::guides
