// Whether a "404" is the registry's own word that there is no such object. What stands between us and the API
// server (a proxy that has no backend for a moment), and a server that does not serve the path yet, say 404
// too, about objects that are there.
#pragma once

#include "kube/decode.h"
#include "kube/resource_path.h"

#include <string_view>

namespace herald::kube {

// `body` of the 404. The registry names what it has looked for.
[[nodiscard]] bool says_absent(std::string_view body, const Resource& resource, std::string_view name,
                               Scratch& scratch);

}  // namespace herald::kube
