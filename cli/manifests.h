// A text with Kubernetes manifests (one or many documents, Lists unpacked), or with a bare configuration, as
// pieces that each know where they stand in the text.
#pragma once

#include "config/config.h"
#include "config/diagnostic.h"
#include "config/raw.h"

#include <string>
#include <string_view>
#include <vector>

namespace herald::cli {

struct Manifest {
  std::string kind;                       // empty: no manifest, a configuration text by itself
  std::string name;                       // "namespace/name" as far as given
  int line = 0;                           // where it starts
  const config::RawNode* node = nullptr;  // null only for an empty document
  std::string_view text;                  // of the document it is in
  int first_line = 0;                     // of that document, counted from 0
};

// Owns the trees that its manifests point into; `text` must outlive it.
class Manifests {
 public:
  explicit Manifests(std::string_view text);

  [[nodiscard]] const std::vector<Manifest>& all() const { return manifests_; }
  // Texts that are not YAML, with positions in the whole text.
  [[nodiscard]] const config::Diagnostics& errors() const { return errors_; }

 private:
  void read_document(std::string_view text, int first_line);
  void add(const config::RawNode& node, std::string_view text, int first_line);

  std::vector<config::RawDocument> documents_;
  std::vector<Manifest> manifests_;
  config::Diagnostics errors_;
};

// A member of a map by its path, null when it is not there: member(node, {"metadata", "name"}).
[[nodiscard]] const config::RawNode* member(const config::RawNode* node,
                                            std::initializer_list<std::string_view> path);

}  // namespace herald::cli
