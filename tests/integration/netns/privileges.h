// What a test needs before it can make network namespaces: root, or a user namespace of its own in which it
// is root.
#pragma once

#include <optional>
#include <string>

namespace herald::netns {

// Before the first thread is started. The error says why neither works here.
[[nodiscard]] std::optional<std::string> obtain_privileges();

}  // namespace herald::netns
