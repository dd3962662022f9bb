#include "lab/apiserver/json_patch.h"

#include <charconv>
#include <optional>
#include <vector>

namespace herald::apiserver {
namespace {

using Pointer = std::vector<std::string>;
using Done = Result<json::value, PatchError>;

auto malformed(std::string what) {
  return fail(PatchError{PatchError::Kind::malformed, std::move(what)});
}
auto unfitting(std::string what) {
  return fail(PatchError{PatchError::Kind::unfitting, std::move(what)});
}

// RFC 6901: "~1" is a slash, "~0" a tilde.
std::optional<Pointer> parse_pointer(std::string_view text) {
  Pointer pointer;
  if (text.empty()) return pointer;
  if (text.front() != '/') return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '/') {
      pointer.emplace_back();
    } else if (text[i] == '~') {
      if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) return std::nullopt;
      pointer.back() += text[++i] == '0' ? '~' : '/';
    } else {
      pointer.back() += text[i];
    }
  }
  return pointer;
}

// RFC 6901 section 4: digits without leading zeros. "-" is handled where it means something.
std::optional<std::size_t> parse_index(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return index;
}

json::value* child_of(json::value& parent, const std::string& token) {
  if (parent.is_object()) {
    const auto found = parent.get_object().find(token);
    return found == parent.get_object().end() ? nullptr : &found->value();
  }
  if (!parent.is_array()) return nullptr;
  const auto index = parse_index(token);
  if (!index || *index >= parent.get_array().size()) return nullptr;
  return &parent.get_array()[*index];
}

json::value* locate(json::value& document, const Pointer& pointer, std::size_t depth) {
  json::value* here = &document;
  for (std::size_t i = 0; i < depth && here != nullptr; ++i)
    here = child_of(*here, pointer[i]);
  return here;
}

class Operations {
 public:
  explicit Operations(json::value& document) : document_(document) {}

  Result<bool, PatchError> apply(const json::object& operation) {
    const std::string_view op = text_at(operation, "op");
    const auto pointer = parse_pointer(text_at(operation, "path"));
    if (!operation.contains("path") || !pointer) return malformed("jsonpatch operation without a valid path");
    const json::value* value = at(operation, "value");
    if (op == "remove") return remove(*pointer);
    if (op == "move" || op == "copy") return transfer(op, operation, *pointer);
    if (value == nullptr) return malformed("jsonpatch " + std::string(op) + " operation without a value");
    if (op == "add") return add(*pointer, *value);
    if (op == "replace") return replace(*pointer, *value);
    if (op == "test") return test(*pointer, *value);
    return malformed("Unexpected kind: " + std::string(op));
  }

 private:
  static std::string text(const Pointer& pointer) {
    std::string joined;
    for (const std::string& token : pointer)
      joined += "/" + token;
    return joined;
  }

  static auto missing(std::string_view op, const Pointer& pointer) {
    return unfitting(std::string(op) + " operation does not apply: doc is missing path: " + text(pointer));
  }

  Result<bool, PatchError> add(const Pointer& pointer, json::value value) {
    if (pointer.empty()) {
      document_ = std::move(value);
      return true;
    }
    json::value* parent = locate(document_, pointer, pointer.size() - 1);
    if (parent == nullptr) return missing("add", pointer);
    if (parent->is_object()) {
      parent->get_object()[pointer.back()] = std::move(value);
      return true;
    }
    if (!parent->is_array()) return missing("add", pointer);
    json::array& list = parent->get_array();
    const auto index = pointer.back() == "-" ? list.size() : parse_index(pointer.back());
    if (!index || *index > list.size()) return missing("add", pointer);
    list.insert(list.begin() + static_cast<std::ptrdiff_t>(*index), std::move(value));
    return true;
  }

  Result<bool, PatchError> remove(const Pointer& pointer) {
    json::value* parent = pointer.empty() ? nullptr : locate(document_, pointer, pointer.size() - 1);
    if (parent == nullptr || child_of(*parent, pointer.back()) == nullptr) return missing("remove", pointer);
    if (parent->is_object()) {
      json::object& object = parent->get_object();
      object.stable_erase(object.find(pointer.back()));
    } else {
      json::array& list = parent->get_array();
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(*parse_index(pointer.back())));
    }
    return true;
  }

  Result<bool, PatchError> replace(const Pointer& pointer, const json::value& value) {
    json::value* here = locate(document_, pointer, pointer.size());
    if (here == nullptr) return missing("replace", pointer);
    *here = value;
    return true;
  }

  Result<bool, PatchError> test(const Pointer& pointer, const json::value& value) {
    const json::value* here = locate(document_, pointer, pointer.size());
    // An absent member equals null, as every server behaves that is written in Go.
    if (here == nullptr ? value.is_null() : *here == value) return true;
    return unfitting("testing value " + text(pointer) + " failed");
  }

  Result<bool, PatchError> transfer(std::string_view op, const json::object& operation, const Pointer& to) {
    const auto from = parse_pointer(text_at(operation, "from"));
    if (!operation.contains("from") || !from) return malformed("jsonpatch operation without a valid from");
    const json::value* source = locate(document_, *from, from->size());
    if (source == nullptr) return missing(op, *from);
    json::value moved = *source;
    if (op == "move") {
      // RFC 6902 section 4.4: nothing can be moved into itself.
      if (to.size() > from->size() && std::equal(from->begin(), from->end(), to.begin()))
        return unfitting("move operation does not apply: a value cannot be moved into itself");
      if (const auto removed = remove(*from); !removed) return removed;
    }
    return add(to, std::move(moved));
  }

  json::value& document_;
};

}  // namespace

Result<json::value, PatchError> json_patch(json::value document, const json::value& patch) {
  if (!patch.is_array()) return malformed("a JSON patch is a list of operations");
  Operations operations(document);
  for (const json::value& one : patch.get_array()) {
    if (!one.is_object()) return malformed("a JSON patch operation is an object");
    if (const auto done = operations.apply(one.get_object()); !done) return fail(done.error());
  }
  return document;
}

json::value merge_patch(json::value document, const json::value& patch) {
  if (!patch.is_object()) return patch;
  if (!document.is_object()) document.emplace_object();
  json::object& object = document.get_object();
  for (const auto& member : patch.get_object()) {
    if (member.value().is_null()) {
      if (const auto found = object.find(member.key()); found != object.end()) object.stable_erase(found);
    } else {
      json::value& kept = object[member.key()];
      kept = merge_patch(std::move(kept), member.value());
    }
  }
  return document;
}

}  // namespace herald::apiserver
