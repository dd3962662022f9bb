// Which API server, and how to convince it: from the Pod that we run in, or from a kubeconfig file. Reads
// files and the environment once; what may change later (the token, the CA file) is named by path and read
// again by kube/credentials_file.h. Opens no connection.
#pragma once

#include "core/base/result.h"
#include "kube/credentials_plugin.h"
#include "kube/credentials_proxy.h"
#include "runtime/tls.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace herald::kube {

struct ServerUrl {
  bool tls = true;
  std::string host;  // a name or an address, without brackets
  std::uint16_t port = 443;
  std::string prefix;  // of every path: "" or "/k8s/clusters/c-1"

  [[nodiscard]] std::string authority() const;  // "[2001:db8::1]:6443", for the Host field

  friend bool operator==(const ServerUrl&, const ServerUrl&) = default;
};

// The error says what is wrong with the text.
[[nodiscard]] Result<ServerUrl, std::string> parse_server_url(std::string_view text);

struct ClusterAccess {
  std::string origin;  // where this came from, for logs: "in-cluster", "/root/.kube/config, context lab"
  ServerUrl server;
  std::string server_name;         // what the certificate must be for, when it is not the host
  runtime::TlsClientSettings tls;  // without the contents of `authorities_file`
  std::string authorities_file;    // empty: `tls` says it all
  std::string token;               // when there is no file, or none that can be read
  std::string token_file;
  std::optional<ExecPlugin> plugin;  // says who we are, instead of all these
  std::optional<Proxy> proxy;        // stands between us and the server
  std::string name_space;            // where this identity is at home; may be empty
};

// The variables of the environment, so that a test can own them.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
[[nodiscard]] std::optional<std::string> process_environment(const std::string& name);

inline constexpr std::string_view kServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

[[nodiscard]] Result<ClusterAccess, std::string> in_cluster_access(
    const Environment& environment, const std::string& folder = std::string(kServiceAccountFolder));

// People have credential plugins and proxy variables; a daemon has the Pod that it runs in, and no time to
// wait.
enum class Caller : std::uint8_t { daemon, person };

struct AccessChoice {
  std::string kubeconfig;  // a path; empty: the Pod's own
  std::string context;     // of the kubeconfig; empty: its current one
  Caller caller = Caller::daemon;
};

[[nodiscard]] Result<ClusterAccess, std::string> find_access(const AccessChoice& choice,
                                                             const Environment& environment);

}  // namespace herald::kube
