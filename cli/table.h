// Columns of text for people, aligned. The last column is never padded, so that long messages wrap like
// prose.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace herald::cli {

enum class Width : unsigned char { usual, wide };

struct Column {
  std::string title;
  Width shown = Width::usual;  // wide: only with -o wide
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as there are columns; an empty one is shown as "-".
  void add(std::vector<std::string> cells);

  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::string text(Width width) const;

 private:
  [[nodiscard]] std::size_t width_of(std::size_t column) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace herald::cli
