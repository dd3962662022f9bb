#include "tests/integration/images/unpacked.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <gtest/gtest.h>

namespace herald::images {
namespace {

using apiserver::Environment;

std::string path_variable() {
  const char* const path = std::getenv("PATH");
  return path == nullptr ? "/usr/sbin:/usr/bin:/sbin:/bin" : path;
}

std::string shell(const std::string& command) {
  const auto done =
      apiserver::run({"/bin/sh", "-c", command}, Environment{{"PATH", path_variable()}, {"LC_ALL", "C"}});
  EXPECT_EQ(done.code, 0) << command << "\n" << done.out;
  return done.out;
}

}  // namespace

std::string hash_of(const std::string& command) {
  return "sha256:" + shell(command + " | sha256sum").substr(0, 64);
}

void make_images(const std::string& folder) {
  shell(std::string(HERALD_SOURCE_DIR "/scripts/images.sh --from " HERALD_BUILD_DIR " ") + folder);
}

const std::string& images_once() {
  static const apiserver::TemporaryDirectory place;
  static const bool made = (make_images(place.path()), true);
  static_cast<void>(made);
  return place.path();
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

boost::json::value document(const std::string& path) {
  return boost::json::parse(contents(path));
}

std::string Unpacked::blob(const boost::json::value& descriptor) const {
  const std::string digest(descriptor.at("digest").as_string());
  const std::string path = layout_ + "/blobs/sha256/" + digest.substr(digest.find(':') + 1);
  EXPECT_EQ(hash_of("cat " + path), digest);
  EXPECT_EQ(std::filesystem::file_size(path), descriptor.at("size").to_number<std::uintmax_t>());
  return path;
}

Unpacked::Unpacked(const std::string& archive, const std::string& folder)
    : layout_(folder + "/layout"), root_(folder + "/root") {
  std::filesystem::create_directories(layout_);
  std::filesystem::create_directories(root_);
  shell("tar -xf " + archive + " -C " + layout_);
  EXPECT_EQ(document(layout_ + "/oci-layout").at("imageLayoutVersion").as_string(), "1.0.0");
  const auto index = document(layout_ + "/index.json");
  const auto& only = index.at("manifests").as_array().at(0);
  digest_ = only.at("digest").as_string();
  const auto manifest = document(blob(only));
  config_ = document(blob(manifest.at("config"))).as_object();
  EXPECT_EQ(manifest.at("layers").as_array().size(), 1);
  const std::string layer = blob(manifest.at("layers").as_array().at(0));
  EXPECT_EQ(hash_of("gzip -dc " + layer), config_.at("rootfs").at("diff_ids").as_array().at(0).as_string());
  shell("tar -xzpf " + layer + " --xattrs --xattrs-include='*' -C " + root_);
  std::istringstream lines(shell("tar --numeric-owner -tvzf " + layer));
  for (std::string mode, owner, skipped, path; lines >> mode >> owner >> skipped >> skipped >> skipped;) {
    std::getline(lines >> std::ws, path);
    if (mode[0] != 'd') listing_.push_back(mode.substr(0, 10) + " " + owner + " " + path);
  }
}

}  // namespace herald::images
