#include "lab/apiserver/schema.h"

#include "core/base/check.h"

#include <cctype>
#include <optional>

namespace herald::apiserver {
namespace {

using Names = std::map<std::string, const Schema*, std::less<>>;

// A reader of the notation. References may point forward, so a name is entered when first met and filled in
// when defined.
class Parser {
 public:
  Parser(std::string_view text, std::deque<Schema>& all, Names& names)
      : rest_(text), all_(all), names_(names) {}

  void book() {
    for (std::string word = token(); !word.empty(); word = token()) {
      Schema& defined = named(word);
      expect("=");
      Schema parsed = *type(token());
      parsed.name = word;
      defined = std::move(parsed);
    }
  }

 private:
  std::string token() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front())) != 0)
      rest_.remove_prefix(1);
    std::size_t size = 0;
    while (size < rest_.size() && (std::isalnum(static_cast<unsigned char>(rest_[size])) != 0 ||
                                   rest_[size] == '-' || rest_[size] == '$'))
      ++size;
    if (size == 0 && !rest_.empty()) size = 1;
    std::string found(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return found;
  }

  void expect(std::string_view wanted) { HERALD_CHECK(token() == wanted); }

  Schema& fresh(SchemaKind kind) {
    all_.push_back({});
    all_.back().kind = kind;
    return all_.back();
  }

  Schema& named(const std::string& name) {
    if (const auto found = own_.find(name); found != own_.end()) return *found->second;
    Schema& made = fresh(SchemaKind::any);
    own_[name] = &made;
    names_[name] = &made;
    return made;
  }

  const Schema* type(const std::string& word) {
    if (word == "{") return object();
    if (word == "[") return list();
    if (word == "<") {
      Schema& map = fresh(SchemaKind::map);
      map.element = type(token());
      expect(">");
      return &map;
    }
    if (const auto kind = plain(word)) return &fresh(*kind);
    return &named(word);
  }

  const Schema* object() {
    Schema& made = fresh(SchemaKind::object);
    for (std::string word = token(); word != "}"; word = token()) {
      if (word == ",") continue;
      if (word == "*") {
        made.open = true;
        continue;
      }
      field(made, word);
    }
    return &made;
  }

  void field(Schema& in, const std::string& name) {
    std::uint64_t number = 0;
    bool keeps_zero = false;
    std::string word = token();
    if (word == "#") {
      number = std::stoul(token());
      word = token();
      keeps_zero = word == "?";
      if (keeps_zero) word = token();
    }
    HERALD_CHECK(word == ":");
    const Schema* schema = type(token());
    in.fields[name] = schema;
    if (number != 0) in.wire[number] = {name, schema, keeps_zero};
  }

  const Schema* list() {
    Schema& made = fresh(SchemaKind::list);
    made.element = type(token());
    bool keys = false;
    for (std::string word = token(); word != "]"; word = token()) {
      if (word == "merged") {
        made.merged_set = true;
      } else if (word == "by") {
        made.merge_key = token();
      } else if (word == "of") {
        keys = true;
      } else {
        HERALD_CHECK(keys);
        made.map_keys.push_back(word);
      }
    }
    if (made.map_keys.empty() && !made.merge_key.empty()) made.map_keys.push_back(made.merge_key);
    return &made;
  }

  static std::optional<SchemaKind> plain(std::string_view word) {
    static constexpr std::pair<std::string_view, SchemaKind> kPlain[] = {
        {"any", SchemaKind::any},
        {"string", SchemaKind::string},
        {"int", SchemaKind::integer},
        {"number", SchemaKind::number},
        {"bool", SchemaKind::boolean},
        {"time", SchemaKind::time},
        {"int-or-string", SchemaKind::int_or_string},
        {"bytes", SchemaKind::bytes}};
    for (const auto& [name, kind] : kPlain) {
      if (name == word) return kind;
    }
    return std::nullopt;
  }

  std::string_view rest_;
  std::deque<Schema>& all_;
  Names& names_;
  std::map<std::string, Schema*, std::less<>> own_;
};

}  // namespace

const Schema* Schema::field(std::string_view key) const {
  const auto found = fields.find(key);
  return found == fields.end() ? nullptr : found->second;
}

SchemaBook::SchemaBook(std::string_view text) {
  Parser(text, all_, names_).book();
}

const Schema* SchemaBook::find(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? nullptr : found->second;
}

}  // namespace herald::apiserver
