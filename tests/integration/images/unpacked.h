// The images as scripts/images.sh makes them from the programs of this build, taken apart by the system's own
// tar and sha256sum, as runtimes would.
#pragma once

#include "tests/integration/apiserver/process.h"

#include <map>
#include <string>
#include <vector>

#include <boost/json.hpp>

namespace herald::images {

// Into `folder`: PROGRAM.tar and PROGRAM.spdx.json of each.
void make_images(const std::string& folder);
// A folder where that was done: once for all tests, because it takes some seconds.
[[nodiscard]] const std::string& images_once();

// "sha256:..." of what a command prints.
[[nodiscard]] std::string hash_of(const std::string& command);
[[nodiscard]] std::string contents(const std::string& path);
[[nodiscard]] boost::json::value document(const std::string& path);

class Unpacked {
 public:
  // Fails the test where a blob is not what its name says.
  Unpacked(const std::string& archive, const std::string& folder);

  [[nodiscard]] const std::string& layout() const { return layout_; }  // the archive as it is
  [[nodiscard]] const std::string& root() const { return root_; }  // the layer's files, owners and attributes
  [[nodiscard]] const std::string& digest() const { return digest_; }
  [[nodiscard]] const boost::json::object& config() const { return config_; }
  // "-rwxr-xr-x 0/0 usr/bin/heraldctl", folders left out
  [[nodiscard]] const std::vector<std::string>& listing() const { return listing_; }

 private:
  [[nodiscard]] std::string blob(const boost::json::value& descriptor) const;

  std::string layout_;
  std::string root_;
  std::string digest_;
  boost::json::object config_;
  std::vector<std::string> listing_;
};

}  // namespace herald::images
