#include "config/cursor.h"

#include "config/wording.h"

namespace herald::config {

std::string Cursor::path() const {
  if (parent_ == nullptr) return "";
  if (key_ != nullptr) return path_to_key(parent_->path(), *key_);
  return path_to_item(parent_->path(), index_);
}

void Cursor::wrong_kind(std::string_view expected) const {
  error("expected " + std::string(expected) + ", found " + std::string(kind_name(node_.kind)));
}

}  // namespace herald::config
