// Where things are at an API server: the paths and queries of the requests that Herald makes. Texts only;
// knows neither HTTP nor JSON.
#pragma once

#include "kube/objects.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace herald::kube {

struct Resource {
  std::string_view group_version;  // "v1" is the core group
  std::string_view plural;
};

inline constexpr Resource kServices{"v1", "services"};
inline constexpr Resource kNamespaces{"v1", "namespaces"};
inline constexpr Resource kConfigMaps{"v1", "configmaps"};
inline constexpr Resource kSecrets{"v1", "secrets"};
inline constexpr Resource kNodes{"v1", "nodes"};
inline constexpr Resource kEvents{"v1", "events"};
inline constexpr Resource kLeases{"coordination.k8s.io/v1", "leases"};
[[nodiscard]] Resource endpoints_resource(EndpointsApi api);
// What groups and versions the server has.
inline constexpr std::string_view kDiscoveryPath = "/apis";

// What a list or a watch is about. An empty namespace means all of them; a name means that object only.
struct Scope {
  Resource resource;
  std::string name_space;
  std::string name;
};

// "/api/v1/namespaces/shop/services"
[[nodiscard]] std::string collection_path(const Resource& resource, std::string_view name_space);
// "/api/v1/namespaces/shop/services/web"; `subresource` may be empty.
[[nodiscard]] std::string object_path(const Resource& resource, const Key& key,
                                      std::string_view subresource = {});

// Without a resourceVersion, so the server asks its store and not a cache that may lag. A limit of 0 asks for
// everything in one answer.
[[nodiscard]] std::string list_target(const Scope& scope, std::int32_t limit,
                                      std::string_view continue_token);
[[nodiscard]] std::string watch_target(const Scope& scope, std::string_view resource_version,
                                       std::chrono::seconds timeout);

// RFC 3986: everything but letters, digits and -._~ becomes %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace herald::kube
