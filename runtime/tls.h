// TLS settings, made once and shared by many connections: TLS 1.2 or later, what OpenSSL considers secure
// today. Hides OpenSSL. Certificates and keys are PEM.
#pragma once

#include "core/base/result.h"
#include "runtime/log.h"

#include <cstdint>
#include <memory>
#include <string>

namespace herald::runtime {

// Opaque; defined in tls_context.h for the stream's implementation.
class TlsContext;
using TlsContextPtr = std::shared_ptr<TlsContext>;

struct TlsPair {
  std::string certificate = {};  // with its chain
  std::string key = {};
};

struct TlsClientSettings {
  std::string authorities = {};  // the CA certificates to trust; empty: the system's
  TlsPair own = {};              // the client's certificate; empty: none
  bool verify = true;            // false: whoever answers is believed
};

// The error is OpenSSL's, with what it was about.
[[nodiscard]] Result<TlsContextPtr, std::string> make_server_context(const TlsPair& pair);
[[nodiscard]] Result<TlsContextPtr, std::string> make_client_context(const TlsClientSettings& settings);

// A server's certificate: fixed, or two files that somebody renews (cert-manager, a mounted Secret).
class TlsIdentity {
 public:
  TlsIdentity() = default;
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;
  virtual ~TlsIdentity() = default;

  // What the next connection shall use.
  [[nodiscard]] virtual TlsContextPtr current() = 0;
};

struct TlsFiles {
  std::string certificate;
  std::string key;
};

[[nodiscard]] std::shared_ptr<TlsIdentity> fixed_identity(TlsContextPtr context);

// Looks at the files for each new connection; when they changed and cannot be used, says so once and stays
// with the last good ones. Only the first load can fail.
[[nodiscard]] Result<std::shared_ptr<TlsIdentity>, std::string> watched_identity(TlsFiles files,
                                                                                 Logger& logger);

}  // namespace herald::runtime
