// The kubeconfig file of kubectl, as far as Herald can use it: clusters, users, contexts; tokens, token
// files, client certificates, credential plugins, CA data, proxies. Lenient about keys it does not know, as
// kubectl is; what it knows and cannot honour (passwords, impersonation; in daemons exec plugins, too) is an
// error that says so, never silently left out.
#pragma once

#include "core/base/result.h"
#include "kube/credentials.h"

#include <string>

namespace herald::kube {

struct KubeconfigText {
  std::string text;
  std::string path;     // relative paths in it start at its folder
  std::string context;  // empty: current-context
  Caller caller = Caller::daemon;
};

[[nodiscard]] Result<ClusterAccess, std::string> read_kubeconfig(const KubeconfigText& kubeconfig);

}  // namespace herald::kube
