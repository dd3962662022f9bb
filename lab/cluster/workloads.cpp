#include "lab/cluster/workloads.h"

#include "kube/encode.h"
#include "kube/resource_path.h"
#include "lab/apiserver/json.h"
#include "lab/cluster/api_desk.h"
#include "lab/cluster/slices.h"
#include "lab/proxy/objects.h"

#include <set>
#include <utility>

namespace herald::lab {
namespace {

kube::ApiRequest create(const kube::Resource& resource, const std::string& name_space, std::string body) {
  return {.verb = "create",
          .resource = resource.plural,
          .method = "POST",
          .target = kube::collection_path(resource, name_space),
          .content_type = kube::kJsonContent,
          .body = std::move(body)};
}

// A slice that is there already is replaced: what is on its way to the watchers is one change.
Result<void, std::string> put_slice(ApiDesk& desk, const kube::Key& key, const std::string& body) {
  auto created = desk.ask(create(kEndpointSlices, key.name_space, body));
  if (created) return {};
  const auto replaced = desk.ask({.verb = "update",
                                  .resource = kEndpointSlices.plural,
                                  .method = "PUT",
                                  .target = kube::object_path(kEndpointSlices, key),
                                  .content_type = kube::kJsonContent,
                                  .body = body});
  if (!replaced) return fail(replaced.error());
  return {};
}

Result<kube::Key, std::string> key_of(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return fail(text + ": a Service is named as NAMESPACE/NAME");
  return kube::Key{text.substr(0, slash), text.substr(slash + 1)};
}

}  // namespace

Result<void, std::string> make_namespaces(const LabDirectory& directory, const Choices& choices) {
  auto desk = ApiDesk::open(directory);
  if (!desk) return fail(desk.error());
  const std::set<std::string> names{"herald-system", choices.config.substr(0, choices.config.find('/'))};
  for (const std::string& name : names) {
    const auto answer = (*desk)->ask(
        create(kube::kNamespaces, {},
               R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":")" + name + R"("}})"));
    if (!answer) return fail("namespace " + name + ": " + answer.error());
  }
  return {};
}

Result<std::string, std::string> deploy(const LabDirectory& directory, const Choices& choices,
                                        const Workload& workload) {
  auto desk = ApiDesk::open(directory);
  if (!desk) return fail(desk.error());
  const auto key = key_of(workload.service);
  if (!key) return fail(key.error());
  const auto answer = (*desk)->ask({.verb = "get",
                                    .resource = "services",
                                    .method = "GET",
                                    .target = kube::object_path(kube::kServices, *key)});
  if (!answer) return fail(workload.service + ": " + answer.error());
  std::string why;
  const auto service = apiserver::parse_json(answer->body, why);
  if (!service) return fail(workload.service + ": " + why);
  const auto slices = slices_of({*key, apiserver::as_object(*service)}, places_of(choices), workload);
  if (!slices) return fail(slices.error());
  std::string addresses;
  for (const SliceText& slice : *slices) {
    if (auto put = put_slice(**desk, {key->name_space, slice.name}, slice.body); !put)
      return fail(slice.name + ": " + put.error());
    addresses += slice.addresses;
  }
  return addresses;
}

}  // namespace herald::lab
