#include "kube/resource_path.h"

namespace herald::kube {
namespace {

bool is_plain(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || std::string_view("-._~").find(c) != std::string_view::npos;
}

std::string scoped_query(const Scope& scope) {
  if (scope.name.empty()) return {};
  return "&fieldSelector=" + percent_encode("metadata.name=" + scope.name);
}

}  // namespace

Resource endpoints_resource(EndpointsApi api) {
  switch (api) {
    case EndpointsApi::slices_v1:
      return {"discovery.k8s.io/v1", "endpointslices"};
    case EndpointsApi::slices_v1beta1:
      return {"discovery.k8s.io/v1beta1", "endpointslices"};
    case EndpointsApi::core_endpoints:
      break;
  }
  return {"v1", "endpoints"};
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_plain(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 0xfU]};
  }
  return encoded;
}

std::string collection_path(const Resource& resource, std::string_view name_space) {
  const bool core = resource.group_version.find('/') == std::string_view::npos;
  std::string path = core ? "/api/" : "/apis/";
  path += resource.group_version;
  if (!name_space.empty()) path += "/namespaces/" + percent_encode(name_space);
  return path + "/" + std::string(resource.plural);
}

std::string object_path(const Resource& resource, const Key& key, std::string_view subresource) {
  std::string path = collection_path(resource, key.name_space) + "/" + percent_encode(key.name);
  if (!subresource.empty()) path += "/" + std::string(subresource);
  return path;
}

std::string list_target(const Scope& scope, std::int32_t limit, std::string_view continue_token) {
  std::string target = collection_path(scope.resource, scope.name_space) + "?limit=" + std::to_string(limit);
  if (!continue_token.empty()) target += "&continue=" + percent_encode(continue_token);
  return target + scoped_query(scope);
}

std::string watch_target(const Scope& scope, std::string_view resource_version,
                         std::chrono::seconds timeout) {
  return collection_path(scope.resource, scope.name_space) +
         "?watch=true&allowWatchBookmarks=true&resourceVersion=" + percent_encode(resource_version) +
         "&timeoutSeconds=" + std::to_string(timeout.count()) + scoped_query(scope);
}

}  // namespace herald::kube
