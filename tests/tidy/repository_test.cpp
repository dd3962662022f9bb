#include "tests/tidy/repository.h"

#include "tests/tidy/planted.h"

#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

TEST(PathMatches, StarStaysWithinAComponent) {
  EXPECT_TRUE(path_matches("kube/watcher*", "kube/watcher.cpp"));
  EXPECT_TRUE(path_matches("kube/watcher*", "kube/watcher_pool.h"));
  EXPECT_FALSE(path_matches("kube/watcher*", "kube/watcher/a.h"));
  EXPECT_FALSE(path_matches("kube/watcher*", "kube/watch.h"));
  EXPECT_TRUE(path_matches("*/metrics.cpp", "speaker/metrics.cpp"));
  EXPECT_FALSE(path_matches("*/metrics.cpp", "speaker/io/metrics.cpp"));
}

TEST(PathMatches, TwoStarsCrossThem) {
  EXPECT_TRUE(path_matches("lab/**", "lab/api/server.h"));
  EXPECT_TRUE(path_matches("**", "a"));
  EXPECT_FALSE(path_matches("lab/**", "label.h"));
}

TEST(Repository, FindsFilesAndFolders) {
  const Repository repository = planted({{"b/c/d.h", ""}, {"a.h", ""}, {"b/c-d/e.h", ""}});
  EXPECT_NE(repository.find("b/c/d.h"), nullptr);
  EXPECT_EQ(repository.find("b/c"), nullptr);
  EXPECT_TRUE(repository.has_folder("b/c"));
  EXPECT_TRUE(repository.has_folder("b"));
  EXPECT_FALSE(repository.has_folder("a"));
  EXPECT_FALSE(repository.has_folder("a.h"));
}

TEST(Repository, KnowsDataFromText) {
  EXPECT_TRUE(File("tests/golden/config/a.yaml", "").is_data());
  EXPECT_TRUE(File("tests/fuzz/corpus/fuzz_ip/1", "").is_data());
  EXPECT_TRUE(File("docs/picture.png", std::string("\0", 1)).is_data());
  EXPECT_FALSE(File("docs/golden.md", "").is_data());
}

TEST(Repository, ReadsACheckoutWithAndWithoutGit) {
  const std::filesystem::path root = testing::TempDir() + "/tidy_repository_test";
  std::filesystem::remove_all(root);
  std::filesystem::create_directories(root / "build");
  std::filesystem::create_directories(root / "core");
  std::filesystem::copy_file(HERALD_SOURCE_DIR "/CMakeLists.txt", root / "core/a.txt");
  std::filesystem::copy_file(HERALD_SOURCE_DIR "/CMakeLists.txt", root / "build/b.txt");
  const Repository walked = Repository::read(root, Listing::tracked);
  ASSERT_EQ(walked.files().size(), 1U);
  EXPECT_EQ(walked.files()[0].path, "core/a.txt");
  EXPECT_FALSE(walked.files()[0].text.empty());
  std::filesystem::remove_all(root);
}

}  // namespace
}  // namespace herald::tidy
