#include "cli/input.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace herald::cli {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

struct Close {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, Close>;

std::string because_of_errno(const std::string& name) {
  return "cannot read " + name + ": " + std::strerror(errno);
}

}  // namespace

Result<InputFile, std::string> read_input(const std::string& path) {
  const bool from_stdin = path == "-";
  InputFile input{.name = from_stdin ? "<stdin>" : path, .text = {}};
  std::error_code ignored;
  if (!from_stdin && std::filesystem::is_directory(path, ignored)) {
    return fail("cannot read " + path + ": it is a directory; name the files in it");
  }
  const File file(from_stdin ? stdin : std::fopen(path.c_str(), "rb"));
  if (!file) return fail(because_of_errno(path));
  std::array<char, 64 << 10> buffer;
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
    input.text.append(buffer.data(), count);
    if (input.text.size() > kMaxBytes) return fail("cannot read " + input.name + ": it is over 64 MiB");
  }
  if (std::ferror(file.get()) != 0) return fail(because_of_errno(input.name));
  return input;
}

}  // namespace herald::cli
