// The little YAML that Herald writes: block style, two spaces, text in quotes wherever a reader could take it
// for something else. What is written here, every YAML reader takes for the same.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::config {

class YamlText {
 public:
  // Written as it is: numbers, addresses, words of the grammar.
  [[nodiscard]] static YamlText plain(std::string text);
  // Text of people, quoted when it must be.
  [[nodiscard]] static YamlText text(std::string_view text);
  [[nodiscard]] static YamlText list() { return YamlText(Kind::list); }
  [[nodiscard]] static YamlText map() { return YamlText(Kind::map); }

  void add(YamlText item) { items_.push_back({"", std::move(item)}); }
  void add(std::string_view key, YamlText value);
  [[nodiscard]] bool empty() const { return items_.empty(); }

  // The whole document; nothing for an empty map.
  [[nodiscard]] std::string document() const;

 private:
  enum class Kind : char { scalar, list, map };
  explicit YamlText(Kind kind) : kind_(kind) {}

  void write(std::string& out, std::size_t indentation) const;
  void write_value(std::string& out, std::size_t indentation) const;

  Kind kind_;
  std::string scalar_;
  std::vector<std::pair<std::string, YamlText>> items_;
};

}  // namespace herald::config
