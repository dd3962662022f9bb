// The keys of one map, read as a table: each key once, with where its value goes and how it is read. finish()
// then reports what the table does not have.
//
//     Keys pool(at);
//     pool.required("name", out.name, Name{});
//     pool.optional("auto-assign", out.auto_assign, Boolean{});
//     pool.finish();
//
// A reader is called with a Cursor and returns optional<T>: nothing when it has reported why.
#pragma once

#include "config/cursor.h"

#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::config {

class Keys {
 public:
  // An empty value is a map without keys.
  explicit Keys(const Cursor& at);

  // A key without a value, or with an empty text, counts as absent: templates write such lines.
  template <class T, class Reader>
  bool optional(std::string_view key, T& out, const Reader& read) {
    const RawMember* const member = look_up(key);
    if (member == nullptr || is_empty(*member->value)) return false;
    auto value = read(Cursor(at_, *member));
    if (value) {
      out = std::move(*value);
    } else {
      unread_.push_back(key);
    }
    return value.has_value();
  }

  template <class T, class Reader>
  bool required(std::string_view key, T& out, const Reader& read) {
    require(key);
    return optional(key, out, read);
  }

  // An old or foreign spelling of `key`, read like it, with a warning.
  template <class T, class Reader>
  bool alias(std::string_view spelling, std::string_view key, T& out, const Reader& read) {
    if (!accept_alias(spelling, key)) return false;
    return optional(spelling, out, read);
  }

  // A key that the grammar reserves: an error that says so.
  void later(std::string_view key);

  [[nodiscard]] bool has(std::string_view key) const;  // with a value
  // Whether what was read for these keys is what the file means: neither faulty nor missing.
  [[nodiscard]] bool intact(std::initializer_list<std::string_view> keys) const;
  [[nodiscard]] bool is_empty_list(std::string_view key) const;
  // Makes a key required that was read as optional.
  void require(std::string_view key);
  // The value of the key, or the whole map when there is none.
  [[nodiscard]] Place place_of(std::string_view key) const;
  void error_at(std::string_view key, std::string message) const;
  void warning_at(std::string_view key, std::string message) const;
  [[nodiscard]] const Cursor& at() const { return at_; }

  // Unknown keys, and required ones that are missing and not just misspelled.
  void finish();

 private:
  [[nodiscard]] static bool is_empty(const RawNode& node);
  const RawMember* look_up(std::string_view key);
  [[nodiscard]] const RawMember* find(std::string_view key) const;
  bool accept_alias(std::string_view spelling, std::string_view key);
  void report_unknown(const RawNode& key);
  [[nodiscard]] bool is_known(std::string_view key) const;

  const Cursor& at_;
  bool is_map_;
  std::vector<std::string_view> known_;    // what advice may name
  std::vector<std::string_view> aliases_;  // accepted, but not recommended
  std::vector<std::string_view> later_;
  std::vector<std::string_view> missing_;
  std::vector<std::string_view> required_;
  std::vector<std::string_view> unread_;
};

}  // namespace herald::config
