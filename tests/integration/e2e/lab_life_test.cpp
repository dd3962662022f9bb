// A lab that is killed while it comes up, at whatever moment: nothing of it stays, and the next one comes up.
#include "core/base/random.h"
#include "tests/integration/bgp/eventually.h"
#include "tests/integration/e2e/lab.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t kSeed = 20261120;
constexpr int kKills = 8;
constexpr std::uint64_t kComesUpWithin = 700;  // ms; a kill that comes too late hits a lab that is up

// Empty, too, when it belongs to a process that ends meanwhile.
std::string content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

// What the machine's own network looks like: nothing of a lab may ever show here.
std::string network_of_the_machine() {
  std::string all;
  for (const std::vector<std::string>& command : {std::vector<std::string>{"ip", "-o", "link"},
                                                  {"ip", "-4", "route", "show", "table", "all"},
                                                  {"ip", "-6", "route", "show", "table", "all"},
                                                  {"ip", "rule"}})
    all += apiserver::run(command, {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}}).out;
  return all;
}

// Processes and mounts of the machine that have to do with a folder.
std::string what_knows(const std::string& folder) {
  std::string found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    std::string words = content(entry.path() / "cmdline");
    std::replace(words.begin(), words.end(), '\0', ' ');
    if (words.find(folder) != std::string::npos) found += words + "\n";
  }
  const std::string mounts = content("/proc/self/mountinfo");
  if (mounts.find(folder) != std::string::npos) found += mounts;
  return found;
}

class LabLifeTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = why_no_lab(); !why.empty()) GTEST_SKIP() << "no lab on this machine: " << why;
  }
};

TEST_F(LabLifeTest, IsGoneWhenItIsKilledWhileItComesUp) {
  const std::string before = network_of_the_machine();
  const LabTool lab;
  Random random(kSeed);
  for (int i = 0; i < kKills; ++i) {
    const std::uint64_t moment = 1 + random.below(kComesUpWithin);
    const bool foreground = random.chance(1, 2);
    measured("killed after " + std::to_string(moment) + " ms" + (foreground ? ", in front" : ""));
    // timeout(1) ends it at its moment; one that came up before that and went into the background is ended
    // too.
    std::vector<std::string> command{"timeout", "-s", "KILL",
                                     std::to_string(static_cast<double>(moment) / 1000)};
    for (std::string& word : lab.command(foreground ? "up --foreground --routers bird" : "up --routers bird"))
      command.push_back(std::move(word));
    if (apiserver::run(command, lab.environment()).code == 0) EXPECT_EQ(lab.run("down").code, 0);
    EXPECT_TRUE(
        interop::eventually([&] { return what_knows(lab.folder()).empty(); }, std::chrono::seconds(10)))
        << what_knows(lab.folder());
    EXPECT_EQ(network_of_the_machine(), before);
  }
  const Finished up = lab.run("up --routers bird");
  EXPECT_EQ(up.code, 0) << up.out;
  EXPECT_THAT(lab.run("status").out, HasSubstr("node-3"));
  EXPECT_THAT(what_knows(lab.folder()), HasSubstr("herald-speaker"));
  EXPECT_EQ(network_of_the_machine(), before);
  EXPECT_EQ(lab.run("down").code, 0);
  EXPECT_THAT(what_knows(lab.folder()), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(lab.folder()));
}

}  // namespace
}  // namespace herald::e2e
