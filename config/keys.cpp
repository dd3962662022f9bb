#include "config/keys.h"

#include "config/wording.h"

#include <algorithm>

namespace herald::config {

Keys::Keys(const Cursor& at)
    : at_(at), is_map_(at.node().kind == RawKind::map || at.node().kind == RawKind::null) {
  if (!is_map_) at.wrong_kind("a map (\"key: value\" lines)");
}

void Keys::later(std::string_view key) {
  later_.push_back(key);
  const RawMember* const member = find(key);
  if (member == nullptr) return;
  at_.report().error({member->key->at, at_.path()},
                     shown(key) + " is planned but not supported yet; remove it");
}

bool Keys::has(std::string_view key) const {
  const RawMember* const member = find(key);
  return member != nullptr && !is_empty(*member->value);
}

bool Keys::intact(std::initializer_list<std::string_view> keys) const {
  return std::ranges::none_of(keys, [this](std::string_view key) {
    const bool unread = std::ranges::find(unread_, key) != unread_.end();
    return unread || (std::ranges::find(required_, key) != required_.end() && !has(key));
  });
}

bool Keys::is_empty_list(std::string_view key) const {
  const RawMember* const member = find(key);
  return member != nullptr && member->value->kind == RawKind::list && member->value->items.empty();
}

void Keys::require(std::string_view key) {
  required_.push_back(key);
  if (!has(key)) missing_.push_back(key);
}

Place Keys::place_of(std::string_view key) const {
  const RawMember* const member = find(key);
  return member == nullptr ? at_.place() : Cursor(at_, *member).place();
}

void Keys::error_at(std::string_view key, std::string message) const {
  at_.report().error(place_of(key), std::move(message));
}

void Keys::warning_at(std::string_view key, std::string message) const {
  at_.report().warning(place_of(key), std::move(message));
}

void Keys::finish() {
  if (!is_map_) return;
  for (const RawMember& member : at_.node().members) {
    if (!is_known(member.key->text)) report_unknown(*member.key);
  }
  for (const std::string_view key : missing_) {
    at_.error("the key " + shown(key) + " is missing or has no value; add it");
  }
}

bool Keys::is_empty(const RawNode& node) {
  return node.kind == RawKind::null || (node.kind == RawKind::scalar && node.text.empty());
}

const RawMember* Keys::look_up(std::string_view key) {
  if (!is_known(key)) known_.push_back(key);
  return find(key);
}

const RawMember* Keys::find(std::string_view key) const {
  return at_.node().kind == RawKind::map ? at_.node().find(key) : nullptr;
}

bool Keys::accept_alias(std::string_view spelling, std::string_view key) {
  aliases_.push_back(spelling);
  const RawMember* const member = find(spelling);
  if (member == nullptr) return false;
  if (find(key) != nullptr) {
    error_at(spelling, shown(spelling) + " is an old spelling of " + shown(key) +
                           ", which is there too; keep " + shown(key));
    return false;
  }
  warning_at(spelling, shown(spelling) + " is read as " + shown(key) + "; write " + shown(key));
  return true;
}

bool Keys::is_known(std::string_view key) const {
  const auto contains = [key](const std::vector<std::string_view>& keys) {
    return std::ranges::find(keys, key) != keys.end();
  };
  return contains(known_) || contains(aliases_) || contains(later_);
}

void Keys::report_unknown(const RawNode& key) {
  std::string message = "unknown key " + shown(key.text);
  if (!at_.report().flooded()) {
    const auto meant = closest(key.text, known_);
    if (meant) {
      message += "; did you mean " + shown(*meant) + "?";
      std::erase(missing_, *meant);  // it is not missing, it is misspelled
    } else {
      message += "; the keys here are " + joined(known_);
    }
  }
  at_.report().error({key.at, at_.path()}, message);
}

}  // namespace herald::config
