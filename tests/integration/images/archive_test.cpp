// What is in the images, and that they are the same each time.
#include "tests/integration/images/unpacked.h"

#include <filesystem>

#include <gmock/gmock.h>

namespace herald::images {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::uintmax_t kLargest = 15'000'000;

class ImagesTest : public testing::TestWithParam<std::string> {
 protected:
  [[nodiscard]] std::string archive() const { return images_once() + "/" + GetParam() + ".tar"; }
  [[nodiscard]] std::string list() const { return images_once() + "/" + GetParam() + ".spdx.json"; }
  apiserver::TemporaryDirectory place_;
};

// One executable, no shell, no package manager, no link that could lead to any; nothing that is not root's.
TEST_P(ImagesTest, HoldOneProgramAndTexts) {
  const Unpacked image(archive(), place_.path());
  std::vector<std::string> executables;
  for (const std::string& entry : image.listing()) {
    if (entry.starts_with("-rwxr-xr-x 0/0 ")) {
      executables.push_back(entry.substr(15));
    } else {
      EXPECT_THAT(entry, StartsWith("-rw-r--r-- 0/0 "));
    }
  }
  EXPECT_THAT(executables, testing::ElementsAre("usr/bin/" + GetParam()));
  EXPECT_LT(std::filesystem::file_size(archive()), kLargest);
  EXPECT_TRUE(std::filesystem::exists(image.root() + "/usr/share/doc/herald/LICENSE"));
  EXPECT_TRUE(std::filesystem::exists(image.root() + "/usr/share/doc/openssl/copyright"));
}

TEST_P(ImagesTest, RunTheirProgramAsNobodyInParticular) {
  const Unpacked image(archive(), place_.path());
  const auto& config = image.config().at("config").as_object();
  EXPECT_EQ(config.at("User").as_string(), "65532:65532");
  EXPECT_EQ(config.at("Entrypoint").as_array().at(0).as_string(), "/usr/bin/" + GetParam());
  EXPECT_THAT(contents(image.root() + "/etc/passwd"), HasSubstr("\nherald:x:65532:65532:"));
}

// Builds of one version are told apart by the commit, which the program knows.
TEST_P(ImagesTest, AreLabelledWithTheVersionThatTheirProgramTells) {
  const Unpacked image(archive(), place_.path());
  const auto& labels = image.config().at("config").at("Labels");
  const std::string version(labels.at("org.opencontainers.image.version").as_string());
  const auto told = apiserver::run({image.root() + "/usr/bin/" + GetParam(), "--version"}, {});
  EXPECT_THAT(told.out, testing::AnyOf(version + "\n", StartsWith(GetParam() + " " + version + " (")));
}

// `docker load` looks for no index: it wants this list, and in it what the index leads to.
TEST_P(ImagesTest, AreListedForDocker) {
  const Unpacked image(archive(), place_.path());
  const auto inside = [&](const boost::json::value& path) {
    return image.layout() + "/" + path.as_string().c_str();
  };
  const auto list = document(image.layout() + "/manifest.json");
  ASSERT_EQ(list.as_array().size(), 1);
  const auto& only = list.as_array().at(0);
  const auto index = document(image.layout() + "/index.json");
  EXPECT_EQ(only.at("RepoTags").as_array().at(0),
            index.at("manifests").as_array().at(0).at("annotations").at("io.containerd.image.name"));
  EXPECT_EQ(document(inside(only.at("Config"))).as_object(), image.config());
  ASSERT_EQ(only.at("Layers").as_array().size(), 1);
  EXPECT_EQ(hash_of("gzip -dc " + inside(only.at("Layers").as_array().at(0))),
            image.config().at("rootfs").at("diff_ids").as_array().at(0).as_string());
}

TEST_P(ImagesTest, AreListedWithThePackagesTheyWereMadeFrom) {
  const Unpacked image(archive(), place_.path());
  const auto spdx = document(list());
  EXPECT_EQ(spdx.at("spdxVersion").as_string(), "SPDX-2.3");
  std::map<std::string, std::string> versions;
  for (const auto& package : spdx.at("packages").as_array())
    versions[package.at("name").as_string().c_str()] = package.at("versionInfo").as_string().c_str();
  const auto installed = apiserver::run({"/usr/bin/dpkg-query", "-W", "-f", "${Version}", "libssl-dev"}, {});
  EXPECT_EQ(versions["libssl-dev"] + "\n", installed.out);
  EXPECT_TRUE(versions.contains("libc6-dev"));
  EXPECT_EQ(versions.contains("libpcap0.8-dev"), GetParam() == "herald-speaker");
  EXPECT_EQ("sha256:" + std::string(spdx.at("packages")
                                        .as_array()
                                        .at(0)
                                        .at("checksums")
                                        .as_array()
                                        .at(0)
                                        .at("checksumValue")
                                        .as_string()),
            image.digest());
}

INSTANTIATE_TEST_SUITE_P(Of, ImagesTest, testing::Values("herald-controller", "herald-speaker", "heraldctl"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(Images, AreTheSameBytesWhoeverMakesThemAgain) {
  const apiserver::TemporaryDirectory again;
  make_images(again.path());
  int files = 0;
  for (const auto& file : std::filesystem::directory_iterator(images_once())) {
    EXPECT_TRUE(contents(file.path()) == contents(again.path() + "/" + file.path().filename().string()))
        << file.path().filename();
    ++files;
  }
  EXPECT_EQ(files, 6);
}

}  // namespace
}  // namespace herald::images
