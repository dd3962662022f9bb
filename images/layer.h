// The file system of an image as one layer: a tar archive (POSIX pax) whose bytes follow from what is put in
// and nothing else. Everything belongs to root, dates from 1970 and stands in the order of its path.
//
// A file may carry capabilities, which programs of users other than root are given when they start. They are
// an attribute of the file (security.capability, linux/capability.h), written here so that nobody has to be
// root to build an image.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace herald::images {

// Bits as linux/capability.h numbers them.
using CapabilitySet = std::uint32_t;
inline constexpr CapabilitySet kNoCapabilities = 0;

struct LayerFile {
  std::string content;
  bool executable = false;
  CapabilitySet capabilities = kNoCapabilities;
};

class Layer {
 public:
  // "usr/bin/herald-speaker"; the folders above it come by themselves. A path can be taken once.
  void add(const std::string& path, LayerFile file);

  [[nodiscard]] std::string tar() const;

 private:
  std::map<std::string, LayerFile> files_;
};

// The value of the attribute: version 2, permitted and effective from the start.
[[nodiscard]] std::string capability_attribute(CapabilitySet capabilities);

}  // namespace herald::images
