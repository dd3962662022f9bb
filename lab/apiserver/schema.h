// What an object may look like: field names, types, and how its lists merge. One description serves strict
// decoding, strategic merge patch, server-side apply and the OpenAPI document, so that these four never
// disagree.
//
// The notation of a book, one definition after the other:
//   Name = { field: type, other: type }     an object; `*` as last field keeps fields it does not know
//   <type>                                  a map of text to type
//   [type]                                  a list that is replaced as a whole
//   [type merged]                           a set of plain values
//   [type by key]                           a list merged by one key, in strategic patches and in server-side
//   apply [type by key of key other]              the same, with more keys in server-side apply string int
//   number bool time any int-or-string                    plain values
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace herald::apiserver {

enum class SchemaKind : std::uint8_t {
  any,
  string,
  integer,
  number,
  boolean,
  time,
  int_or_string,
  object,
  map,
  list,
  bytes
};

struct Schema;

struct WireField {
  std::string name;
  const Schema* schema = nullptr;
  bool keeps_zero = false;
};

struct Schema {
  SchemaKind kind = SchemaKind::any;
  std::string name;  // of a definition; empty for what stands inside one
  std::map<std::string, const Schema*, std::less<>> fields;  // of an object
  std::map<std::uint64_t, WireField> wire;                   // of an object, by number
  bool open = false;                                         // an object that keeps fields it does not know
  const Schema* element = nullptr;                           // of a map or list
  bool merged_set = false;
  std::string merge_key;              // of strategic patches; empty: the list is replaced
  std::vector<std::string> map_keys;  // of server-side apply

  [[nodiscard]] const Schema* field(std::string_view key) const;
};

class SchemaBook {
 public:
  // A broken text is a bug: it is part of the program.
  explicit SchemaBook(std::string_view text);
  SchemaBook(const SchemaBook&) = delete;
  SchemaBook& operator=(const SchemaBook&) = delete;

  [[nodiscard]] const Schema* find(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, const Schema*, std::less<>>& definitions() const {
    return names_;
  }

 private:
  std::deque<Schema> all_;
  std::map<std::string, const Schema*, std::less<>> names_;
};

// The kinds this server knows by heart.
[[nodiscard]] std::string_view builtin_schemas();

}  // namespace herald::apiserver
