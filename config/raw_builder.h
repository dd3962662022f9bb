// Builds a RawDocument from the events of any YAML reader: resolves aliases without copying what they stand
// for, applies merge keys ("<<"), refuses duplicate keys, and stops at the limits. Knows no YAML library.
#pragma once

#include "config/raw.h"
#include "config/report.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace herald::config {

// What a configuration may need is far below; what a machine can bear is far above.
struct Limits {
  std::size_t text_bytes = std::size_t{1} << 20;  // what a ConfigMap can hold
  std::size_t depth = 32;
  std::size_t nodes = 250'000;  // written, copied by merge keys, and met by a walk through all aliases
  std::size_t flow_characters = 200'000;  // of "[]{},": the YAML library buffers all of a flow collection
};

// Every event returns whether building goes on; after "no", the report says why and the document is useless.
class RawBuilder {
 public:
  using Anchor = std::size_t;  // 0: none

  explicit RawBuilder(Report& report, Limits limits = {}) : report_(report), limits_(limits) {}

  [[nodiscard]] bool null(Position at, Anchor anchor);
  [[nodiscard]] bool scalar(Position at, Anchor anchor, std::string text, bool quoted);
  [[nodiscard]] bool alias(Position at, Anchor anchor);
  [[nodiscard]] bool begin(RawKind kind, Position at, Anchor anchor);
  [[nodiscard]] bool end();

  // Refuses something that only the YAML reader can see, at the place being built.
  bool refuse(Position at, std::string message);

  [[nodiscard]] RawDocument take() { return std::move(document_); }

 private:
  struct Frame {
    RawNode* node;
    Anchor anchor;
    const RawNode* key = nullptr;  // of a map: read, but its value not yet
  };

  RawNode* add(RawKind kind, Position at);
  [[nodiscard]] bool has_document() const;
  bool place(const RawNode& node);
  bool place_in_map(Frame& frame, const RawNode& node);
  bool add_weight(RawNode& to, std::size_t weight, Position at);
  void drop_duplicates(RawNode& map);
  bool apply_merges(RawNode& map);
  bool merge(const RawNode& source, Position at, std::vector<RawMember>& into);
  [[nodiscard]] std::string path() const;

  Report& report_;
  Limits limits_;
  RawDocument document_;
  std::vector<Frame> open_;
  std::map<Anchor, const RawNode*> anchors_;  // of finished nodes
  std::size_t nodes_ = 0;
};

}  // namespace herald::config
