// A position in the document while it is read: the node, how one got there, and where to complain. Lives on
// the stack of the reader that made it; the path is put together only when something is said.
#pragma once

#include "config/raw.h"
#include "config/report.h"

#include <string>
#include <string_view>

namespace herald::config {

class Cursor {
 public:
  // The document.
  Cursor(const RawNode& node, Report& report) : node_(node), report_(report), at_(node.at) {}
  // The value of a key. An empty value is best found by its key.
  Cursor(const Cursor& parent, const RawMember& member)
      : node_(*member.value),
        report_(parent.report_),
        at_(node_.kind == RawKind::null ? member.key->at : node_.at),
        parent_(&parent),
        key_(&member.key->text) {}
  // An entry of a list.
  Cursor(const Cursor& parent, const RawNode& item, std::size_t index)
      : node_(item), report_(parent.report_), at_(item.at), parent_(&parent), index_(index) {}

  [[nodiscard]] const RawNode& node() const { return node_; }
  [[nodiscard]] std::size_t index() const { return index_; }  // in the list that this is an entry of
  [[nodiscard]] Report& report() const { return report_; }
  [[nodiscard]] std::string path() const;
  [[nodiscard]] Place place() const { return {at_, path()}; }

  void error(std::string message) const { report_.error(place(), std::move(message)); }
  void warning(std::string message) const { report_.warning(place(), std::move(message)); }
  // Reports that something else was expected here, without showing what is: it may be a secret.
  void wrong_kind(std::string_view expected) const;

 private:
  const RawNode& node_;
  Report& report_;
  Position at_;
  const Cursor* parent_ = nullptr;
  const std::string* key_ = nullptr;
  std::size_t index_ = 0;
};

}  // namespace herald::config
