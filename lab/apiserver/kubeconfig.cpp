#include "lab/apiserver/kubeconfig.h"

#include "kube/base64.h"

namespace herald::apiserver {

std::string kubeconfig_text(const KubeconfigFacts& facts) {
  return "apiVersion: v1\n"
         "kind: Config\n"
         "clusters:\n"
         "- name: herald-lab\n"
         "  cluster:\n"
         "    server: " +
         facts.server +
         "\n"
         "    certificate-authority-data: " +
         kube::to_base64(facts.authority) +
         "\n"
         "users:\n"
         "- name: kubernetes-admin\n"
         "  user:\n"
         "    token: " +
         facts.token +
         "\n"
         "contexts:\n"
         "- name: herald-lab\n"
         "  context:\n"
         "    cluster: herald-lab\n"
         "    user: kubernetes-admin\n"
         "current-context: herald-lab\n";
}

}  // namespace herald::apiserver
