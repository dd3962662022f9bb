// The files that rules look at, with their text: those of a checkout, or a handful planted by a test.
#pragma once

#include "tests/tidy/source_text.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace herald::tidy {

struct File {
  File(std::string file_path, std::string file_text);

  std::string path;  // from the root, with slashes
  std::string text;
  bool binary = false;
  SourceText source;  // of C++ files; empty for others

  [[nodiscard]] bool is_header() const { return path.ends_with(".h"); }
  [[nodiscard]] bool is_cpp() const { return is_header() || path.ends_with(".cpp"); }
  [[nodiscard]] bool is_cmake() const;
  [[nodiscard]] bool is_shell() const;
  [[nodiscard]] bool is_markdown() const { return path.ends_with(".md"); }
  [[nodiscard]] bool is_test() const { return path.starts_with("tests/"); }
  [[nodiscard]] bool is_product() const { return is_cpp() && !is_test(); }
  // Inputs and expected outputs, kept byte for byte as they are.
  [[nodiscard]] bool is_data() const;
};

enum class Listing { tracked, with_untracked };

class Repository {
 public:
  explicit Repository(std::vector<File> files);
  // What git tracks under `root`; every file outside build/ when there is no git to ask.
  [[nodiscard]] static Repository read(const std::filesystem::path& root, Listing listing);

  [[nodiscard]] const std::vector<File>& files() const { return files_; }
  [[nodiscard]] const File* find(std::string_view path) const;
  [[nodiscard]] bool has_folder(std::string_view path) const;

 private:
  std::vector<File> files_;  // in the order of their paths
};

// '*' stands for anything within one component of a path, '**' for anything.
[[nodiscard]] bool path_matches(std::string_view pattern, std::string_view path);
[[nodiscard]] bool matches_any(const std::vector<std::string_view>& patterns, std::string_view path);

// "a/b/c.h" -> "a/b"; empty at the root.
[[nodiscard]] std::string_view folder_of(std::string_view path);
[[nodiscard]] std::string_view name_of(std::string_view path);

}  // namespace herald::tidy
