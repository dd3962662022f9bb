#include "tests/tidy/repository.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

namespace herald::tidy {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string> split_at_nul(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = text.find('\0');
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parts;
}

// Nothing when git is missing or refuses. The owner of a checkout in a container is often somebody else.
std::optional<std::vector<std::string>> paths_from_git(const fs::path& root, Listing listing) {
  const std::string others = listing == Listing::with_untracked ? " --others --exclude-standard" : "";
  const std::string command =
      "git -c safe.directory='*' -C '" + root.string() + "' ls-files -z --cached" + others;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string output;
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    output.append(buffer.data(), got);
  }
  if (pclose(pipe) != 0) return std::nullopt;
  return split_at_nul(output);
}

std::vector<std::string> paths_by_walking(const fs::path& root) {
  std::vector<std::string> paths;
  for (fs::recursive_directory_iterator it(root), end; it != end; ++it) {
    const std::string path = fs::relative(it->path(), root).generic_string();
    if (path == "build" || path == ".git" || path == ".cache") it.disable_recursion_pending();
    if (it->is_regular_file()) paths.push_back(path);
  }
  return paths;
}

bool has_component(std::string_view path, std::string_view component) {
  const std::string inner = "/" + std::string(component) + "/";
  return path.find(inner) != std::string_view::npos || path.starts_with(inner.substr(1));
}

}  // namespace

File::File(std::string file_path, std::string file_text)
    : path(std::move(file_path)), text(std::move(file_text)) {
  binary = text.find('\0') != std::string::npos;
  if (is_cpp() && !binary) source = SourceText(text);
}

bool File::is_cmake() const {
  return name_of(path) == "CMakeLists.txt" || path.ends_with(".cmake");
}

bool File::is_shell() const {
  return path.ends_with(".sh") || text.starts_with("#!/bin/sh") || text.starts_with("#!/usr/bin/env bash");
}

bool File::is_data() const {
  return binary || has_component(path, "golden") || has_component(path, "corpus") ||
         has_component(path, "recordings");
}

Repository::Repository(std::vector<File> files) : files_(std::move(files)) {
  std::sort(files_.begin(), files_.end(), [](const File& a, const File& b) { return a.path < b.path; });
}

Repository Repository::read(const fs::path& root, Listing listing) {
  std::optional<std::vector<std::string>> paths;
  if (fs::exists(root / ".git")) paths = paths_from_git(root, listing);
  if (!paths) paths = paths_by_walking(root);
  std::vector<File> files;
  for (const std::string& path : *paths) {
    // A file that git still lists and that is gone from the disk is about to be removed.
    if (fs::is_regular_file(root / path)) files.emplace_back(path, read_text(root / path));
  }
  return Repository(std::move(files));
}

const File* Repository::find(std::string_view path) const {
  const auto found =
      std::lower_bound(files_.begin(), files_.end(), path,
                       [](const File& file, std::string_view wanted) { return file.path < wanted; });
  return found != files_.end() && found->path == path ? &*found : nullptr;
}

bool Repository::has_folder(std::string_view path) const {
  const std::string prefix = std::string(path) + "/";
  const auto found =
      std::lower_bound(files_.begin(), files_.end(), prefix,
                       [](const File& file, const std::string& wanted) { return file.path < wanted; });
  return path.empty() || (found != files_.end() && found->path.starts_with(prefix));
}

bool path_matches(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return path.empty();
  if (pattern.front() != '*') {
    return !path.empty() && pattern.front() == path.front() &&
           path_matches(pattern.substr(1), path.substr(1));
  }
  const bool any_depth = pattern.starts_with("**");
  const std::string_view rest = pattern.substr(any_depth ? 2 : 1);
  for (std::size_t taken = 0; taken <= path.size(); ++taken) {
    if (path_matches(rest, path.substr(taken))) return true;
    if (taken < path.size() && path[taken] == '/' && !any_depth) return false;
  }
  return false;
}

bool matches_any(const std::vector<std::string_view>& patterns, std::string_view path) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](std::string_view pattern) { return path_matches(pattern, path); });
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace herald::tidy
