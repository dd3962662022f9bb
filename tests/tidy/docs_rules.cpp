#include "tests/tidy/markdown.h"
#include "tests/tidy/rules.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <string>

namespace herald::tidy {
namespace {

constexpr std::string_view kReasonHeader = "core/model/reason.h";
constexpr std::string_view kReasonSource = "core/model/reason.cpp";
constexpr std::string_view kReasonDocument = "docs/reasons.md";

struct Named {
  std::string name;
  int line = 0;
};

// `pool_full` and `PoolFull` are one name.
std::string plain(std::string_view name) {
  std::string made;
  for (const char c : name) {
    if (c != '_') made += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return made;
}

// Keyed by the plain name.
std::map<std::string, Named> enumerators_of(const File& header) {
  const std::vector<Token>& tokens = header.source.tokens();
  std::map<std::string, Named> found;
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    if (tokens[i].text != "enum" || tokens[i + 2].text != "Reason") continue;
    for (i += 3; i < tokens.size() && tokens[i].text != "}"; ++i) {
      const bool begins = (tokens[i - 1].text == "{" || tokens[i - 1].text == ",");
      if (begins && is_word(tokens[i].text))
        found[plain(tokens[i].text)] = {std::string(tokens[i].text), tokens[i].line};
    }
  }
  return found;
}

// The headings below the title that are one word.
std::map<std::string, Named> documented_in(const File& document) {
  std::map<std::string, Named> found;
  for (const Heading& heading : headings(document.text)) {
    const bool one_word = heading.text.find(' ') == std::string::npos;
    if (heading.level >= 2 && one_word) found[plain(heading.text)] = {heading.text, heading.line};
  }
  return found;
}

bool has_scheme(std::string_view target) {
  return target.starts_with("http://") || target.starts_with("https://") || target.starts_with("mailto:");
}

// Where a relative link leads, from the root; "." and ".." resolved.
std::string resolve(std::string_view document, std::string_view target) {
  const std::filesystem::path base =
      target.starts_with('/') ? "" : std::filesystem::path(folder_of(document));
  const std::string_view relative = target.starts_with('/') ? target.substr(1) : target;
  std::string path = (base / relative).lexically_normal().generic_string();
  if (path.ends_with('/')) path.pop_back();
  return path == "." ? "" : path;
}

// What is wrong with a link; empty when nothing is.
std::string link_complaint(const Repository& repository, const File& document, const std::string& target) {
  const std::size_t hash = target.find('#');
  const std::string file_part = target.substr(0, hash);
  const std::string path = file_part.empty() ? document.path : resolve(document.path, file_part);
  const File* file = repository.find(path);
  if (file == nullptr && !repository.has_folder(path)) return "no tracked file or folder is at " + path;
  if (hash == std::string::npos || file == nullptr || !file->is_markdown()) return {};
  const std::vector<std::string> known = anchors(file->text);
  const bool anchored = std::find(known.begin(), known.end(), target.substr(hash + 1)) != known.end();
  return anchored ? "" : path + " has no heading for #" + target.substr(hash + 1);
}

bool names_paths(const TableRow& row) {
  return row.first && (row.cells[0] == "Path" || row.cells[0] == "Folder" || row.cells[0] == "Where");
}

bool exists(const Repository& repository, std::string path) {
  if (path.ends_with('/')) path.pop_back();
  if (repository.find(path) != nullptr || repository.has_folder(path)) return true;
  return std::any_of(repository.files().begin(), repository.files().end(),
                     [&](const File& file) { return path_matches(path, file.path); });
}

}  // namespace

Findings reasons_are_documented(const Repository& repository) {
  const File* header = repository.find(kReasonHeader);
  const File* document = repository.find(kReasonDocument);
  const File* names = repository.find(kReasonSource);
  if (header == nullptr || document == nullptr || names == nullptr) {
    return {{std::string(kReasonDocument), 0,
             "reason.h, reason.cpp and docs/reasons.md belong together; one is missing"}};
  }
  Findings findings;
  const std::map<std::string, Named> declared = enumerators_of(*header);
  const std::map<std::string, Named> documented = documented_in(*document);
  if (declared.empty())
    findings.push_back({header->path, 1, "no enumerators of Reason found: teach docs_rules.cpp"});
  for (const auto& [key, reason] : declared) {
    if (documented.contains(key)) continue;
    findings.push_back(
        {header->path, reason.line, reason.name + " has no `## ` heading in docs/reasons.md: explain it"});
  }
  for (const auto& [key, heading] : documented) {
    if (!declared.contains(key)) {
      findings.push_back(
          {document->path, heading.line, heading.name + " is no Reason: remove it, or correct the name"});
    } else if (names->text.find('"' + heading.name + '"') == std::string::npos) {
      findings.push_back({document->path, heading.line, heading.name + " is not how reason.cpp spells it"});
    }
  }
  return findings;
}

Findings links_resolve(const Repository& repository) {
  Findings findings;
  for (const File& document : repository.files()) {
    if (!document.is_markdown() || document.is_data()) continue;
    for (const Link& link : links(document.text)) {
      if (has_scheme(link.target)) continue;
      const std::string complaint = link_complaint(repository, document, link.target);
      if (!complaint.empty()) findings.push_back({document.path, link.line, "broken link: " + complaint});
    }
  }
  return findings;
}

Findings path_table_is_true(const Repository& repository) {
  const File* readme = repository.find("README.md");
  if (readme == nullptr) return {{"README.md", 0, "write it: what Herald is, and a table `Path | Purpose`"}};
  Findings findings;
  bool table_seen = false;
  bool in_table = false;
  for (const TableRow& row : table_rows(readme->text)) {
    if (row.first) in_table = names_paths(row);
    table_seen = table_seen || in_table;
    if (!in_table) continue;
    for (const std::string& path : quoted_code(row.cells[0])) {
      if (exists(repository, path)) continue;
      findings.push_back({readme->path, row.line, "the table names " + path + ", which is not there"});
    }
  }
  if (!table_seen) findings.push_back({readme->path, 1, "has no table whose first column is called Path"});
  return findings;
}

}  // namespace herald::tidy
