// An image as an OCI archive: one tar file that holds an image layout (index, manifest, configuration, one
// layer), each blob under the SHA-256 of its bytes, and the list that Docker keeps beside them. `ctr images
// import`, `docker load`, `podman load`, `kind load image-archive` and registries' tools take it as it is.
// The same input gives the same bytes.
#pragma once

#include "images/layer.h"

#include <map>
#include <string>

namespace herald::images {

struct Image {
  std::string reference;     // "localhost/herald-speaker:0.1.0"
  std::string architecture;  // as Go names it: "amd64"
  std::string user;          // "65532:65532"
  std::string entrypoint;    // "/usr/bin/herald-speaker"
  std::map<std::string, std::string> labels;
  Layer files;
};

struct Archive {
  std::string bytes;
  std::string digest;  // of the manifest: "sha256:...", by which a cluster can pin the image
};

[[nodiscard]] Archive pack(const Image& image);

}  // namespace herald::images
