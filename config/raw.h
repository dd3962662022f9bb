// A document as a tree in which everything knows where it was written. Says nothing about what the document
// means and knows no YAML library: whoever reads a text builds one of these.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace herald::config {

struct Position {
  int line = 0;  // both from 1
  int column = 0;

  friend auto operator<=>(const Position&, const Position&) = default;
};

enum class RawKind : std::uint8_t { null, scalar, list, map };

struct RawNode;

struct RawMember {
  const RawNode* key;
  const RawNode* value;
};

struct RawNode {
  RawKind kind = RawKind::null;
  Position at;
  std::string text;                   // of a scalar
  bool quoted = false;                // a scalar that cannot be anything but text
  std::vector<const RawNode*> items;  // of a list
  std::vector<RawMember> members;     // of a map, in the order of the text, no key twice
  // How many nodes a walk from here meets; what an alias stands for counts each time. So the cost of a walk
  // is known before it begins, however aliases are nested.
  std::size_t weight = 1;

  [[nodiscard]] const RawMember* find(std::string_view key) const;
};

// Owns the nodes. Nodes refer to each other by address, hence the deque and no copies.
class RawDocument {
 public:
  RawDocument() = default;
  RawDocument(const RawDocument&) = delete;
  RawDocument& operator=(const RawDocument&) = delete;
  RawDocument(RawDocument&&) = default;  // NOLINT(performance-noexcept-move-constructor): a deque allocates
  RawDocument& operator=(RawDocument&&) = default;
  ~RawDocument() = default;

  RawNode& add(RawKind kind, Position at);
  void set_root(const RawNode& node) { root_ = &node; }

  // Null when the document is empty.
  [[nodiscard]] const RawNode* root() const { return root_; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }

 private:
  std::deque<RawNode> nodes_;
  const RawNode* root_ = nullptr;
};

// "scalar" in the words of messages: "a list", "a map", "a single value", "nothing".
[[nodiscard]] std::string_view kind_name(RawKind kind);

}  // namespace herald::config
