#include "config/raw_builder.h"

#include "config/wording.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace herald::config {
namespace {

bool is_merge_key(const RawNode& key) {
  return key.text == "<<" && !key.quoted;
}

}  // namespace

bool RawBuilder::null(Position at, Anchor anchor) {
  RawNode* const node = add(RawKind::null, at);
  if (node == nullptr) return false;
  if (anchor != 0) anchors_[anchor] = node;
  return place(*node);
}

bool RawBuilder::scalar(Position at, Anchor anchor, std::string text, bool quoted) {
  RawNode* const node = add(RawKind::scalar, at);
  if (node == nullptr) return false;
  node->text = std::move(text);
  node->quoted = quoted;
  if (anchor != 0) anchors_[anchor] = node;
  return place(*node);
}

bool RawBuilder::alias(Position at, Anchor anchor) {
  const auto found = anchors_.find(anchor);
  // The reader knows the anchor, so what it marks is still open.
  if (found == anchors_.end())
    return refuse(at, "this alias stands for something that contains it; write it out");
  return place(*found->second);
}

bool RawBuilder::begin(RawKind kind, Position at, Anchor anchor) {
  if (open_.size() >= limits_.depth) {
    return refuse(at,
                  "nested deeper than " + std::to_string(limits_.depth) + " levels; no setting needs that");
  }
  RawNode* const node = add(kind, at);
  if (node == nullptr) return false;
  open_.push_back(Frame{node, anchor});
  return true;
}

bool RawBuilder::end() {
  const Frame frame = open_.back();
  if (frame.node->kind == RawKind::map) {
    drop_duplicates(*frame.node);
    if (!apply_merges(*frame.node)) return false;
  }
  open_.pop_back();
  if (frame.anchor != 0) anchors_[frame.anchor] = frame.node;
  return place(*frame.node);
}

bool RawBuilder::refuse(Position at, std::string message) {
  report_.error({at, path()}, std::move(message));
  return false;
}

// Whether a document with something in it is complete; empty ones before and after it do no harm.
bool RawBuilder::has_document() const {
  return open_.empty() && document_.root() != nullptr && document_.root()->kind != RawKind::null;
}

RawNode* RawBuilder::add(RawKind kind, Position at) {
  if (has_document() && kind != RawKind::null) {
    refuse(at, "a second document, or text after the end of the first; keep everything in one document");
    return nullptr;
  }
  if (++nodes_ > limits_.nodes) {
    refuse(at, "more than " + std::to_string(limits_.nodes) +
                   " entries; write ranges in place of single addresses");
    return nullptr;
  }
  return &document_.add(kind, at);
}

bool RawBuilder::place(const RawNode& node) {
  if (open_.empty()) {
    if (!has_document()) document_.set_root(node);
    return true;
  }
  Frame& frame = open_.back();
  if (frame.node->kind == RawKind::map) return place_in_map(frame, node);
  if (!add_weight(*frame.node, node.weight, node.at)) return false;
  frame.node->items.push_back(&node);
  return true;
}

bool RawBuilder::place_in_map(Frame& frame, const RawNode& node) {
  if (frame.key != nullptr) {
    if (!add_weight(*frame.node, node.weight, node.at)) return false;
    frame.node->members.push_back({std::exchange(frame.key, nullptr), &node});
    return true;
  }
  if (node.kind == RawKind::null)
    return refuse(node.at, "a key is missing, or is the word null; quote it if it is meant as text");
  if (node.kind != RawKind::scalar)
    return refuse(node.at, "a key must be plain text, not " + std::string(kind_name(node.kind)));
  frame.key = &node;
  return add_weight(*frame.node, node.weight, node.at);
}

bool RawBuilder::add_weight(RawNode& to, std::size_t weight, Position at) {
  to.weight += weight;
  if (to.weight <= limits_.nodes) return true;
  return refuse(at, "aliases unfold to more than " + std::to_string(limits_.nodes) +
                        " entries; write ranges in place of repeated lists");
}

// Keeps the first of each key; merge keys may repeat.
void RawBuilder::drop_duplicates(RawNode& map) {
  std::map<std::string_view, Position> seen;
  const auto is_duplicate = [&](const RawMember& member) {
    if (is_merge_key(*member.key)) return false;
    const auto [first, is_new] = seen.emplace(member.key->text, member.key->at);
    if (is_new) return false;
    refuse(member.key->at, "the key " + shown(member.key->text) + " is already at line " +
                               std::to_string(first->second.line) + ", column " +
                               std::to_string(first->second.column) + "; keep one of the two");
    return true;
  };
  std::erase_if(map.members, is_duplicate);
}

// YAML 1.1 "<<": the members of another map, or of several, come in where the map itself says nothing. The
// earlier of several wins.
bool RawBuilder::apply_merges(RawNode& map) {
  std::vector<RawMember> sources;
  for (const RawMember& member : map.members) {
    if (is_merge_key(*member.key)) sources.push_back(member);
  }
  if (sources.empty()) return true;
  std::erase_if(map.members, [](const RawMember& member) { return is_merge_key(*member.key); });
  std::vector<RawMember> merged;
  for (const auto& [key, source] : sources) {
    if (source->kind != RawKind::list) {
      if (!merge(*source, key->at, merged)) return false;
      continue;
    }
    for (const RawNode* const item : source->items) {
      if (!merge(*item, key->at, merged)) return false;
    }
  }
  std::set<std::string_view> present;
  for (const RawMember& member : map.members)
    present.insert(member.key->text);
  for (const RawMember& member : merged) {
    if (!present.insert(member.key->text).second) continue;
    map.members.push_back(member);
    if (!add_weight(map, 1 + member.value->weight, member.key->at)) return false;
  }
  return true;
}

bool RawBuilder::merge(const RawNode& source, Position at, std::vector<RawMember>& into) {
  if (source.kind != RawKind::map) {
    return refuse(at, "\"<<\" takes in the keys of a map, so an alias of a map must follow, not " +
                          std::string(kind_name(source.kind)));
  }
  nodes_ += source.members.size();  // copying is work as much as reading is
  if (nodes_ > limits_.nodes)
    return refuse(at, "\"<<\" unfolds to more than " + std::to_string(limits_.nodes) + " entries");
  into.insert(into.end(), source.members.begin(), source.members.end());
  return true;
}

std::string RawBuilder::path() const {
  std::string out;
  for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
    const Frame& frame = open_[i];
    if (frame.node->kind == RawKind::list) {
      out = path_to_item(out, frame.node->items.size());
    } else if (frame.key != nullptr) {
      out = path_to_key(out, frame.key->text);
    }
  }
  return out;
}

}  // namespace herald::config
