#include "tests/integration/e2e/leftovers.h"

#include "tests/integration/apiserver/process.h"
#include "tests/integration/bgp/eventually.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include <gtest/gtest.h>

namespace herald::e2e {
namespace {

// Empty, too, when it belongs to a process that ends meanwhile.
std::string content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

std::vector<std::filesystem::path> processes() {
  std::vector<std::filesystem::path> all;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename().string();
    if (std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; })) all.push_back(entry.path());
  }
  return all;
}

// "PID (name) STATE PARENT GROUP SESSION ...", proc(5); the name may hold anything. Empty of the dead.
std::string session_in(const std::string& stat) {
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream fields(stat.substr(name_end + 1));
  std::string state, parent, group, session;
  fields >> state >> parent >> group >> session;
  return state == "Z" ? std::string() : session;
}

}  // namespace

std::string network_of_the_machine() {
  std::string all;
  for (const std::vector<std::string>& command : {std::vector<std::string>{"ip", "-o", "link"},
                                                  {"ip", "-4", "route", "show", "table", "all"},
                                                  {"ip", "-6", "route", "show", "table", "all"},
                                                  {"ip", "rule"}})
    all += apiserver::run(command, {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}}).out;
  return all;
}

std::string what_knows(const std::string& folder) {
  std::string found;
  for (const auto& process : processes()) {
    std::string words = content(process / "cmdline");
    std::replace(words.begin(), words.end(), '\0', ' ');
    if (words.find(folder) != std::string::npos) found += words + "\n";
  }
  const std::string mounts = content("/proc/self/mountinfo");
  if (mounts.find(folder) != std::string::npos) found += mounts;
  return found;
}

std::string what_runs_in(pid_t session) {
  std::string found;
  for (const auto& process : processes()) {
    const std::string stat = content(process / "stat");
    if (session_in(stat) == std::to_string(session)) found += stat;
  }
  return found;
}

void expect_nothing_of(const std::string& folder) {
  EXPECT_TRUE(interop::eventually([&] { return what_knows(folder).empty(); }, std::chrono::seconds(10)))
      << what_knows(folder);
}

}  // namespace herald::e2e
