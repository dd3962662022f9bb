#include "cli/console.h"

#include <cstdio>
#include <string_view>

namespace herald::cli {
namespace {

void write(const std::string& text, std::FILE* to) {
  std::fwrite(text.data(), 1, text.size(), to);
}

}  // namespace

void Console::print(const std::string& text) const {
  write(text, stdout);
}

void Console::complain(const std::string& what) const {
  write(program_ + ": " + what + "\n", stderr);
}

void Console::remark(const std::string& line) const {
  write(line + "\n", stderr);
}

int Console::refuse(const std::string& why) const {
  complain(why);
  return kUsage;
}

std::string program_called(const char* path) {
  const std::string_view file = path == nullptr ? "" : path;
  const bool plugin = file.substr(file.find_last_of('/') + 1) == "kubectl-herald";
  return plugin ? "kubectl herald" : "heraldctl";
}

}  // namespace herald::cli
