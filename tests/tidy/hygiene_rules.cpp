#include "tests/tidy/rules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace herald::tidy {
namespace {

// Written in two parts so that this file passes its own rule.
constexpr std::array<std::string_view, 4> kDeferred = {
    "TO"
    "DO",
    "FIX"
    "ME",
    "XX"
    "X",
    "HA"
    "CK"};
constexpr std::array<std::string_view, 3> kMergeMarkers = {
    "<<<<"
    "<<< ",
    ">>>>"
    ">>> ",
    "||||"
    "||| "};

constexpr std::array<std::string_view, 9> kVagueNames = {"common", "helper", "helpers", "lib", "libs",
                                                         "misc",   "stuff",  "utils",   "util"};

// Calls `check(line, number)` for each line of each text file that people write.
template <class Check>
void for_each_line(const Repository& repository, Check check) {
  for (const File& file : repository.files()) {
    if (file.is_data()) continue;
    int number = 0;
    for (const std::string_view line : lines_of(file.text))
      check(file, line, ++number);
  }
}

std::string whitespace_complaint(const File& file, std::string_view line) {
  if (line.ends_with('\r')) return "ends in CR LF: only golden inputs may; convert the file to LF";
  if (line.ends_with(' ') || line.ends_with('\t')) return "white space at the end of the line: remove it";
  if (file.is_cpp() && line.find('\t') != std::string_view::npos) return "a tab: indent with spaces";
  return {};
}

bool has_word(std::string_view line, std::string_view word) {
  const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const std::size_t after = at + word.size();
    const bool begins = at == 0 || !is_letter(line[at - 1]);
    if (begins && (after == line.size() || !is_letter(line[after]))) return true;
  }
  return false;
}

bool all_of(std::string_view name, std::string_view extra) {
  return std::all_of(name.begin(), name.end(), [&](char c) {
    const bool lower_or_digit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    return lower_or_digit || extra.find(c) != std::string_view::npos;
  });
}

bool is_vague(std::string_view stem) {
  return std::find(kVagueNames.begin(), kVagueNames.end(), stem) != kVagueNames.end();
}

// Names that tools and habit give.
bool is_customary(std::string_view path) {
  static const std::vector<std::string_view> names = {
      "CMakeLists.txt",     "CMakePresets.json", "Makefile",       "LICENSE",         "NOTICE",
      "CODEOWNERS",         "README.md",         "CHANGELOG.md",   "CONTRIBUTING.md", "SECURITY.md",
      "CODE_OF_CONDUCT.md", "Dockerfile*",       "Containerfile*", "Corefile*",       "Chart.yaml"};
  return matches_any(names, name_of(path)) || path_matches("cmake/*.cmake", path) ||
         name_of(path).starts_with('.');
}

std::string name_complaint(const File& file) {
  const std::string_view name = name_of(file.path);
  const std::string_view stem = name.substr(0, name.find('.'));
  if (is_vague(stem)) return "a name that says nothing: name the file after its one duty";
  if (file.is_cpp() && !all_of(stem, "_")) return "C++ files are named in snake_case";
  if (!file.is_cpp() && !is_customary(file.path) && !all_of(name, "_-.")) {
    return "lower case, digits, '_', '-' and '.' only";
  }
  return {};
}

std::string folder_complaint(std::string_view path) {
  for (std::string_view folder = folder_of(path); !folder.empty(); folder = folder_of(folder)) {
    const std::string_view name = name_of(folder);
    if (is_vague(name)) return "folder " + std::string(name) + " says nothing: name it after its one duty";
    if (!all_of(name, "_-.")) return "folder " + std::string(name) + ": lower case, digits, '_' and '-' only";
  }
  return {};
}

}  // namespace

Findings whitespace_is_clean(const Repository& repository) {
  Findings findings;
  for_each_line(repository, [&](const File& file, std::string_view line, int number) {
    const std::string complaint = whitespace_complaint(file, line);
    if (!complaint.empty()) findings.push_back({file.path, number, complaint});
  });
  for (const File& file : repository.files()) {
    if (file.is_data() || file.text.empty() || file.text.ends_with('\n')) continue;
    findings.push_back(
        {file.path, static_cast<int>(lines_of(file.text).size()), "end the file with a newline"});
  }
  return findings;
}

Findings no_merge_markers(const Repository& repository) {
  Findings findings;
  for_each_line(repository, [&](const File& file, std::string_view line, int number) {
    const bool marked = std::any_of(kMergeMarkers.begin(), kMergeMarkers.end(),
                                    [&](std::string_view marker) { return line.starts_with(marker); });
    if (marked) findings.push_back({file.path, number, "a merge was left unfinished here: resolve it"});
  });
  return findings;
}

Findings no_deferred_work(const Repository& repository) {
  Findings findings;
  for_each_line(repository, [&](const File& file, std::string_view line, int number) {
    for (const std::string_view word : kDeferred) {
      if (!has_word(line, word)) continue;
      findings.push_back(
          {file.path, number, std::string(word) + ": do it now, or describe the limit in docs/"});
    }
  });
  return findings;
}

Findings names_are_well_formed(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (file.is_data()) continue;
    for (const std::string& complaint : {name_complaint(file), folder_complaint(file.path)}) {
      if (!complaint.empty()) findings.push_back({file.path, 0, complaint});
    }
  }
  return findings;
}

}  // namespace herald::tidy
