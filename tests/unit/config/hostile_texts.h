// Texts made to hurt, up to a megabyte each; made when asked for.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::config {

inline constexpr std::size_t kMegabyte = std::size_t{1} << 20;

// As often as it fits.
std::string repeated(std::string_view piece, std::size_t bytes = kMegabyte);

// Every line doubles what the line above stands for.
std::string billion_laughs(int levels);

struct HostileText {
  std::string name;
  std::function<std::string()> make;
};

std::vector<HostileText> hostile_texts();

}  // namespace herald::config
