#include "tests/tidy/rules.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>

namespace herald::tidy {
namespace {

bool is_path_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' || c == '/' ||
         c == '*';
}

// The runs of characters that paths are made of. `${dir}/a.cpp` gives "dir" and "/a.cpp".
std::vector<std::string_view> path_words(std::string_view text) {
  std::vector<std::string_view> words;
  for (auto at = text.begin(); at != text.end();) {
    const auto begin = std::find_if(at, text.end(), is_path_character);
    at = std::find_if_not(begin, text.end(), is_path_character);
    if (begin != at) words.emplace_back(begin, at);
  }
  return words;
}

std::string_view strip(std::string_view word) {
  while (word.ends_with('.') || word.ends_with('/'))
    word.remove_suffix(1);
  while (word.starts_with("./") || word.starts_with('/'))
    word.remove_prefix(word.starts_with('/') ? 1 : 2);
  return word;
}

// "tests/unit/net" and "../count/count.cpp" give "tests/unit/count/count.cpp".
std::string from_folder(std::string_view folder, std::string_view path) {
  for (; path.starts_with("../"); path.remove_prefix(3))
    folder = folder_of(folder);
  return (folder.empty() ? "" : std::string(folder) + "/") + std::string(strip(path));
}

// Which sources the CMakeLists.txt files name, as paths from the root.
std::set<std::string, std::less<>> built_sources(const Repository& repository) {
  std::set<std::string, std::less<>> built;
  for (const File& file : repository.files()) {
    if (name_of(file.path) != "CMakeLists.txt") continue;
    const std::string folder(folder_of(file.path));
    for (const std::string_view word : path_words(file.text)) {
      if (!word.ends_with(".cpp") && !word.ends_with(".h")) continue;
      built.insert(std::string(strip(word)));
      built.insert(from_folder(folder, word));
    }
  }
  return built;
}

// Which words stand in which files. A path counts with each of its tails, so that ../a/b.txt mentions a/b.txt
// and b.txt.
class Mentions {
 public:
  explicit Mentions(const Repository& repository) {
    for (const File& file : repository.files()) {
      // The snippets of tidy's own tests name files freely.
      if (file.is_data() || (path_matches("tests/tidy/*", file.path) && !file.is_cmake())) continue;
      for (const std::string_view word : path_words(file.text))
        add(strip(word), file);
    }
  }

  [[nodiscard]] bool mentioned(std::string_view word, const File& elsewhere_than) const {
    const auto found = where_.find(word);
    return found != where_.end() && (found->second.many || found->second.file != &elsewhere_than);
  }

 private:
  struct Where {
    const File* file = nullptr;
    bool many = false;
  };

  void add(std::string_view word, const File& file) {
    for (;;) {
      const auto [entry, is_new] = where_.try_emplace(word, Where{&file, false});
      if (!is_new && entry->second.file != &file) entry->second.many = true;
      const std::size_t slash = word.find('/');
      if (slash == std::string_view::npos) return;
      word.remove_prefix(slash + 1);
    }
  }

  std::map<std::string_view, Where> where_;  // views into the files
};

bool is_entry_point(const File& file) {
  static const std::vector<std::string_view> paths = {// The first two are found by a glob.
                                                      "tests/unit/*/CMakeLists.txt",
                                                      "tests/integration/*/CMakeLists.txt",
                                                      "*.md",
                                                      "LICENSE",
                                                      "NOTICE",
                                                      "Makefile",
                                                      "CODEOWNERS",
                                                      "CMakeLists.txt",
                                                      "CMakePresets.json",
                                                      ".ci/**",
                                                      ".github/**",
                                                      "**/.*",
                                                      ".*",
                                                      "**/README.md"};
  return matches_any(paths, file.path);
}

// The last two components of the file's folder or of a folder above it: "golden/config" of
// tests/golden/config/a.
bool folder_is_mentioned(const Mentions& mentions, const File& file) {
  for (std::string_view folder = folder_of(file.path); !folder.empty(); folder = folder_of(folder)) {
    const std::string_view parent = folder_of(folder);
    if (parent.empty()) return false;
    const std::size_t begin = parent.size() - name_of(parent).size();
    if (mentions.mentioned(folder.substr(begin), file)) return true;
  }
  return false;
}

// Data is reached through its folder, a CMakeLists.txt through add_subdirectory, a module through include().
bool is_reached(const Mentions& mentions, const File& file) {
  const std::string_view name = name_of(file.path);
  if (name == "CMakeLists.txt") {
    const std::string_view folder = folder_of(file.path);
    return mentions.mentioned(name_of(folder), file);
  }
  if (name.ends_with(".cmake") && mentions.mentioned(name.substr(0, name.size() - 6), file)) return true;
  return mentions.mentioned(name, file) || folder_is_mentioned(mentions, file);
}

}  // namespace

Findings sources_are_built(const Repository& repository) {
  const auto built = built_sources(repository);
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.is_cpp() || file.is_header() || file.is_data() || built.contains(file.path)) continue;
    findings.push_back({file.path, 0, "no CMakeLists.txt names this file: add it to a target, or remove it"});
  }
  return findings;
}

Findings headers_are_included(const Repository& repository) {
  std::set<std::string, std::less<>> included;
  for (const File& file : repository.files()) {
    for (const Include& include : file.source.includes())
      included.insert(include.path);
  }
  const auto built = built_sources(repository);
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.is_header() || included.contains(file.path) || built.contains(file.path)) continue;
    findings.push_back({file.path, 0, "nothing includes this header: use it, or remove it"});
  }
  return findings;
}

Findings other_files_are_mentioned(const Repository& repository) {
  const Mentions mentions(repository);
  Findings findings;
  for (const File& file : repository.files()) {
    if (file.is_cpp() || is_entry_point(file) || is_reached(mentions, file)) continue;
    findings.push_back(
        {file.path, 0, "nothing mentions this file or its folder: use it, link it, or remove it"});
  }
  return findings;
}

}  // namespace herald::tidy
