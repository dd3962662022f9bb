// A lab that is killed while it comes up, at whatever moment: nothing of it stays, and the next one comes up.
#include "core/base/random.h"
#include "tests/integration/e2e/lab.h"
#include "tests/integration/e2e/leftovers.h"

#include <filesystem>
#include <utility>

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t kSeed = 20261120;
constexpr int kKills = 8;
constexpr std::uint64_t kComesUpWithin = 700;  // ms; a kill that comes too late hits a lab that is up

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
    expect_nothing_of(lab.folder());
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
