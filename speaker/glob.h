// Names of interfaces as people write them: a pattern of a shell. `*` is any text, `?` any one character,
// `[abc]`, `[a-c]` and `[!a-c]` one of a set; a bracket that is never closed stands for itself.
#pragma once

#include <string_view>

namespace herald::speaker {

[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view name);

}  // namespace herald::speaker
