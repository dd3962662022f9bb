// Enough of UTF-8 (RFC 3629) to cut a text between characters and to show what a peer sent.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace herald::bgp {

// The longest beginning of `text` of at most `size` bytes that ends behind a whole character.
[[nodiscard]] std::string_view cut_between_characters(std::string_view text, std::size_t size);

// Valid UTF-8 on one line: bytes that are none become U+FFFD, control characters become spaces.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace herald::bgp
