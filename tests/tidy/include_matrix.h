// The tables behind the include rules: which areas the tree has and what each may use, and where each library
// may be included. A new folder or library begins with its row here.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace herald::tidy {

enum class Purity : std::uint8_t { pure, impure };

// A part of the tree with one place in the order of things. A file belongs to the first area it matches.
struct Area {
  std::string_view name;
  Purity purity = Purity::pure;
  std::vector<std::string_view> files;
  std::vector<std::string_view> may_use;  // areas, or "core" for every area whose name begins with "core/"
};

[[nodiscard]] const std::vector<Area>& areas();
[[nodiscard]] const Area* area_of(std::string_view path);
[[nodiscard]] bool is_pure(std::string_view path);

// Headers that are included with < >. The first library that has the header decides.
struct Library {
  std::string_view name;
  std::vector<std::string_view> headers;
  std::vector<std::string_view> only_in;  // tests may use every library
};

[[nodiscard]] const std::vector<Library>& libraries();

}  // namespace herald::tidy
