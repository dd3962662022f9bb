// Reading the fields of a parsed document. A Fields that met something wrong notes the first such place and
// yields empty values from then on, so that decoders read straight through and check once. Only the decoders
// include this: JSON goes no further.
#pragma once

#include "core/model/selector.h"
#include "kube/decode.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace herald::kube {

// Where in the document a Fields stands: links on the stack, written out only for an error.
struct FieldPath {
  const FieldPath* parent = nullptr;
  std::string_view name;
  std::optional<std::size_t> index;

  [[nodiscard]] std::string to_string() const;
};

using FirstError = std::optional<DecodeError>;

class Fields {
 public:
  Fields(const boost::json::object* object, FieldPath path, FirstError& error)
      : object_(object), path_(path), error_(&error) {}

  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  [[nodiscard]] std::string text(std::string_view name) const {
    return optional_text(name).value_or(std::string());
  }
  [[nodiscard]] std::optional<std::string> optional_text(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name, bool absent) const;
  [[nodiscard]] std::optional<std::int64_t> whole(std::string_view name, std::int64_t low,
                                                  std::int64_t high) const;
  [[nodiscard]] std::optional<std::int32_t> whole32(std::string_view name, std::int32_t low = 0) const;

  // A map of texts; only the keys that `wanted` accepts.
  template <class Wanted>
  void each_text(std::string_view name, Wanted&& wanted, model::Labels& into) const;
  [[nodiscard]] model::Labels texts(std::string_view name) const;

  // visit(Fields) for an object, and for each object of a list; visit(text, Fields of the holder's path) for
  // texts.
  template <class Visit>
  void with(std::string_view name, Visit&& visit) const;
  template <class Visit>
  void each(std::string_view name, Visit&& visit) const;
  template <class Visit>
  void each_string(std::string_view name, Visit&& visit) const;

  // Notes that the value of `name` cannot be used.
  void refuse(std::string_view name, std::string why) const {
    note(FieldPath{&path_, name, {}}, std::move(why));
  }

 private:
  [[nodiscard]] const boost::json::value* find(std::string_view name) const;
  [[nodiscard]] const boost::json::object* child(std::string_view name) const;
  [[nodiscard]] const boost::json::array* list(std::string_view name) const;
  void note(const FieldPath& path, std::string why) const;

  const boost::json::object* object_;  // null: everything is absent
  FieldPath path_;
  FirstError* error_;
};

template <class Visit>
void Fields::with(std::string_view name, Visit&& visit) const {
  if (const auto* object = child(name)) visit(Fields(object, FieldPath{&path_, name, {}}, *error_));
}

template <class Visit>
void Fields::each(std::string_view name, Visit&& visit) const {
  const auto* items = list(name);
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    const FieldPath path{&path_, name, i};
    if (const auto* object = (*items)[i].if_object()) {
      visit(Fields(object, path, *error_));
    } else {
      note(path, "not an object");
    }
  }
}

template <class Visit>
void Fields::each_string(std::string_view name, Visit&& visit) const {
  const auto* items = list(name);
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    if (const auto* text = (*items)[i].if_string()) {
      visit(std::string_view(text->data(), text->size()));
    } else {
      note(FieldPath{&path_, name, i}, "not a string");
    }
  }
}

template <class Wanted>
void Fields::each_text(std::string_view name, Wanted&& wanted, model::Labels& into) const {
  const auto* object = child(name);
  if (object == nullptr) return;
  const FieldPath path{&path_, name, {}};
  for (const auto& [key, value] : *object) {
    const std::string_view key_text(key.data(), key.size());
    if (!wanted(key_text)) continue;
    if (const auto* text = value.if_string()) {
      into.insert_or_assign(std::string(key_text), std::string(text->data(), text->size()));
    } else if (!value.is_null()) {
      note(FieldPath{&path, key_text, {}}, "not a string");
    }
  }
}

// Parses `json`, lets `read(Fields, T&)` fill a T, and returns it or the first thing that was wrong.
class Document {
 public:
  Document(std::string_view json, Scratch& scratch);
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  [[nodiscard]] Fields root() { return {object_, FieldPath{}, error_}; }
  [[nodiscard]] const FirstError& error() const { return error_; }

 private:
  boost::json::monotonic_resource memory_;
  std::optional<boost::json::value> tree_;  // built in memory_, and dies with it
  const boost::json::object* object_ = nullptr;
  FirstError error_;
};

template <class T, class Read>
[[nodiscard]] Decoded<T> read_document(std::string_view json, Scratch& scratch, Read&& read) {
  Document document(json, scratch);
  T value{};
  if (!document.error()) read(document.root(), value);
  if (document.error()) return fail(*document.error());
  return value;
}

// metadata of a named object.
void read_meta(const Fields& root, Meta& meta);

// Reads metadata, then the rest by `read(Fields, T&)`.
template <class T, class Read>
[[nodiscard]] Decoded<Object<T>> read_object(std::string_view json, Scratch& scratch, Read&& read) {
  return read_document<Object<T>>(json, scratch, [&](const Fields& root, Object<T>& object) {
    read_meta(root, object.meta);
    read(root, object);
  });
}

}  // namespace herald::kube
