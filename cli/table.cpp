#include "cli/table.h"

#include "core/base/check.h"

#include <algorithm>
#include <utility>

namespace herald::cli {

void Table::add(std::vector<std::string> cells) {
  HERALD_CHECK(cells.size() == columns_.size());
  for (std::string& cell : cells) {
    if (cell.empty()) cell.push_back('-');
  }
  rows_.push_back(std::move(cells));
}

std::size_t Table::width_of(std::size_t column) const {
  std::size_t width = columns_[column].title.size();
  for (const auto& row : rows_)
    width = std::max(width, row[column].size());
  return width;
}

std::string Table::text(Width width) const {
  constexpr std::size_t kGap = 3;
  std::vector<std::string> lines(rows_.size() + 1);
  std::size_t last_width = 0;  // of the column before, which is padded only when another follows
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    if (columns_[column].shown == Width::wide && width == Width::usual) continue;
    for (std::string& line : lines)
      line.resize(last_width, ' ');
    lines.front() += columns_[column].title;
    for (std::size_t row = 0; row < rows_.size(); ++row)
      lines[row + 1] += rows_[row][column];
    last_width += width_of(column) + kGap;
  }
  std::string text;
  for (const std::string& line : lines)
    text += line + "\n";
  return text;
}

}  // namespace herald::cli
