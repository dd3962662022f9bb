// The documents by which clients learn what a server serves: /api, /apis, one per group and per group
// version, and /version. Only the old form; asked for the aggregated one, the answer is the old one, as 1.20
// does.
#pragma once

#include "lab/apiserver/resource.h"

#include <optional>
#include <string_view>

namespace herald::apiserver {

// "28" is a server that knows EndpointSlice v1, field validation and Service conditions, and still every beta
// that an old client asks for.
inline constexpr std::string_view kGitVersion = "v1.28.0+herald";

[[nodiscard]] json::object version_document();
[[nodiscard]] json::object api_versions(std::string_view server_address);
[[nodiscard]] json::object api_groups(const Registry& registry);
// Nothing when there is no such group or version.
[[nodiscard]] std::optional<json::object> api_group(const Registry& registry, std::string_view group);
[[nodiscard]] std::optional<json::object> api_resources(const Registry& registry, std::string_view group,
                                                        std::string_view version);

}  // namespace herald::apiserver
