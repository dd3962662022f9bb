#include "config/raw.h"

#include <algorithm>

namespace herald::config {

const RawMember* RawNode::find(std::string_view key) const {
  const auto found = std::ranges::find_if(members, [key](const RawMember& m) { return m.key->text == key; });
  return found == members.end() ? nullptr : &*found;
}

RawNode& RawDocument::add(RawKind kind, Position at) {
  RawNode& node = nodes_.emplace_back();
  node.kind = kind;
  node.at = at;
  return node;
}

std::string_view kind_name(RawKind kind) {
  switch (kind) {
    case RawKind::null:
      return "nothing";
    case RawKind::scalar:
      return "a single value";
    case RawKind::list:
      return "a list";
    case RawKind::map:
      return "a map";
  }
  return "";
}

}  // namespace herald::config
