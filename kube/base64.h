// Base64 (RFC 4648 section 4, padded, no line breaks): how Secrets carry bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace herald::kube {

[[nodiscard]] std::string to_base64(std::string_view bytes);

// Nothing for anything but the canonical form, so that two texts never mean the same key.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace herald::kube
