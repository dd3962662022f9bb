// The file by which kubectl finds a cluster and shows who it is.
#pragma once

#include <string>

namespace herald::apiserver {

struct KubeconfigFacts {
  std::string server;     // "https://127.0.0.1:6443"
  std::string authority;  // PEM
  std::string token;
};

[[nodiscard]] std::string kubeconfig_text(const KubeconfigFacts& facts);

}  // namespace herald::apiserver
