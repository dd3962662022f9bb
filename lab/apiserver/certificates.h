// A certificate authority of one's own, and the server's certificate signed by it. EC P-256: made in a few
// milliseconds. Kept in the data directory, so that a kubeconfig outlives a restart.
#pragma once

#include "core/base/result.h"

#include <string>
#include <vector>

namespace herald::apiserver {

struct CertificateSet {
  std::string authority;  // PEM
  std::string certificate;
  std::string key;
};

// `names` are DNS names and IP addresses that the server may be called by. A kept set that speaks for all of
// them and is not about to expire is used again.
[[nodiscard]] Result<CertificateSet, std::string> load_or_make_certificates(
    const std::string& directory, const std::vector<std::string>& names);

}  // namespace herald::apiserver
