// Base64 (RFC 4648 section 4): what a Secret's stringData becomes.
#pragma once

#include <string>
#include <string_view>

namespace herald::apiserver {

[[nodiscard]] std::string to_base64(std::string_view bytes);
[[nodiscard]] bool is_base64(std::string_view text);

}  // namespace herald::apiserver
