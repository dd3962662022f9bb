#include "kube/base64.h"
#include "kube/exec_credential.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace herald::kube {
namespace {

namespace json = boost::json;

void put(json::object& into, std::string_view name, std::string_view value) {
  if (!value.empty())
    into[json::string_view(name.data(), name.size())] = json::string(value.data(), value.size());
}

}  // namespace

std::string encode_exec_request(const ExecRequest& request) {
  json::object spec{{"interactive", request.interactive}};
  if (const auto& cluster = request.cluster) {
    json::object about;
    put(about, "server", cluster->server);
    put(about, "tls-server-name", cluster->tls_server_name);
    put(about, "certificate-authority-data", to_base64(cluster->authorities));
    if (!cluster->verify) about["insecure-skip-tls-verify"] = true;
    spec["cluster"] = std::move(about);
  }
  json::object whole{{"kind", "ExecCredential"}, {"spec", std::move(spec)}};
  put(whole, "apiVersion", request.api_version);
  return json::serialize(whole);
}

}  // namespace herald::kube
