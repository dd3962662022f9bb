// Which Herald this is.
#pragma once

#include <string>
#include <string_view>

namespace herald::runtime {

[[nodiscard]] std::string_view version();
[[nodiscard]] std::string_view compiler();

// "herald-controller 0.1.0 (clang 19.1.7)"
[[nodiscard]] std::string version_text(std::string_view program);

}  // namespace herald::runtime
