#include "lab/cluster/lab_directory.h"

#include <filesystem>
#include <unistd.h>

#include <gtest/gtest.h>

namespace herald::lab {
namespace {

class LabDirectoryTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "herald-lab-test-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = LabDirectory(pattern);
  }
  void TearDown() override { std::filesystem::remove_all(directory_.path()); }

  LabDirectory directory_{""};
};

TEST_F(LabDirectoryTest, RemembersWhatItWasTold) {
  LabDirectory::Description told;
  told.holder = {.pid = 4711, .started = 123456789012};
  told.choices.nodes = 7;
  told.choices.controllers = 1;
  told.choices.routers = {RouterKind::bird, RouterKind::frr};
  told.choices.ipv6 = true;
  told.choices.config = "metallb-system/config";
  told.choices.lans = 2;
  told.choices.ring = "lan2";
  told.choices.speakers = false;
  ASSERT_TRUE(directory_.describe(told));
  const auto read = directory_.description();
  ASSERT_TRUE(read);
  EXPECT_EQ(read->holder.pid, told.holder.pid);
  EXPECT_EQ(read->holder.started, told.holder.started);
  EXPECT_EQ(read->choices, told.choices);
}

TEST_F(LabDirectoryTest, RemembersALabWithoutRouters) {
  ASSERT_TRUE(directory_.describe({}));
  const auto read = directory_.description();
  ASSERT_TRUE(read);
  EXPECT_EQ(read->choices, Choices{});
}

TEST_F(LabDirectoryTest, HasNoDescriptionBeforeItIsGivenOne) {
  EXPECT_FALSE(directory_.description());
}

TEST_F(LabDirectoryTest, LeavesNothingButTheLogsItIsAskedToKeep) {
  ASSERT_TRUE(directory_.make());
  ASSERT_TRUE(write_content(directory_.log_of("apiserver"), "said"));
  ASSERT_TRUE(directory_.describe({}));
  directory_.remove(true);
  EXPECT_FALSE(directory_.description());
  EXPECT_EQ(file_content(directory_.log_of("apiserver")), "said");
  directory_.remove(false);
  EXPECT_FALSE(std::filesystem::exists(directory_.path()));
}

TEST(ProcessIdentity, IsThatOfThisProcessAndOfNoOther) {
  const auto self = identify(::getpid());
  ASSERT_TRUE(self);
  EXPECT_TRUE(is_running(*self));
  EXPECT_FALSE(is_running({.pid = self->pid, .started = self->started + 1}));
  EXPECT_FALSE(is_running({}));
}

}  // namespace
}  // namespace herald::lab
