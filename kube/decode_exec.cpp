#include "kube/decode_fields.h"
#include "kube/exec_credential.h"
#include "kube/timestamp.h"

namespace herald::kube {

Decoded<ExecCredential> decode_exec_credential(std::string_view json, Scratch& scratch) {
  return read_document<ExecCredential>(json, scratch, [](const Fields& root, ExecCredential& credential) {
    if (root.text("kind") != "ExecCredential") root.refuse("kind", "not an ExecCredential");
    credential.api_version = root.text("apiVersion");
    if (!root.has("status")) root.refuse("status", "missing");
    root.with("status", [&](const Fields& status) {
      credential.token = status.text("token");
      credential.certificate = status.text("clientCertificateData");
      credential.key = status.text("clientKeyData");
      if (credential.certificate.empty() != credential.key.empty())
        status.refuse("clientKeyData", "a certificate and its key belong together; one is missing");
      if (credential.token.empty() && credential.certificate.empty())
        status.refuse("token", "neither a token nor a certificate");
      const auto expires = status.optional_text("expirationTimestamp");
      if (!expires) return;
      credential.expires = parse_time(*expires);
      if (!credential.expires) status.refuse("expirationTimestamp", "not a time");
    });
  });
}

}  // namespace herald::kube
