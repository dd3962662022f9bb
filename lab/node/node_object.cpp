#include "lab/node/node_object.h"

#include "kube/encode.h"
#include "kube/resource_path.h"

namespace herald::lab {

std::vector<kube::ApiRequest> registration(const std::string& node,
                                           const std::vector<net::IpAddress>& addresses) {
  const std::string object = R"({"apiVersion":"v1","kind":"Node","metadata":{"name":")" + node +
                             R"(","labels":{"kubernetes.io/hostname":")" + node +
                             R"(","kubernetes.io/os":"linux"}}})";
  std::string listed = R"({"type":"Hostname","address":")" + node + R"("})";
  for (const net::IpAddress& address : addresses)
    listed += R"(,{"type":"InternalIP","address":")" + address.to_string() + R"("})";
  const std::string status =
      R"({"status":{"addresses":[)" + listed +
      R"(],"conditions":[{"type":"Ready","status":"True","reason":"LabIsUp","message":"the lab's node runs"}],)"
      R"("nodeInfo":{"kubeletVersion":"lab"}}})";
  return {{.verb = "create",
           .resource = "nodes",
           .method = "POST",
           .target = kube::collection_path(kube::kNodes, {}),
           .content_type = kube::kJsonContent,
           .body = object},
          {.verb = "patch",
           .resource = "nodes",
           .method = "PATCH",
           .target = kube::object_path(kube::kNodes, {{}, node}, "status"),
           .content_type = kube::kMergePatchContent,
           .body = status}};
}

}  // namespace herald::lab
