// What a credential plugin is asked and what it answers: the ExecCredential of client.authentication.k8s.io,
// v1 and v1beta1. Both differ only in their names.
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"
#include "kube/decode.h"

#include <optional>
#include <string>
#include <string_view>

namespace herald::kube {

inline constexpr std::string_view kExecV1 = "client.authentication.k8s.io/v1";
inline constexpr std::string_view kExecV1Beta1 = "client.authentication.k8s.io/v1beta1";

// Of `spec`: what KUBERNETES_EXEC_INFO tells the plugin.
struct ExecRequest {
  std::string api_version;
  bool interactive = false;  // it may ask somebody at standard input
  // The cluster, for plugins that want to know it.
  struct Cluster {
    std::string server;
    std::string tls_server_name;
    std::string authorities;  // PEM
    bool verify = true;
  };
  std::optional<Cluster> cluster;
};

[[nodiscard]] std::string encode_exec_request(const ExecRequest& request);

struct ExecCredential {
  std::string api_version;
  std::string token;        // empty: none
  std::string certificate;  // PEM; with `key`, or neither
  std::string key;
  std::optional<UnixSeconds> expires;  // nothing: not before somebody refuses it
};

[[nodiscard]] Decoded<ExecCredential> decode_exec_credential(std::string_view json, Scratch& scratch);

}  // namespace herald::kube
