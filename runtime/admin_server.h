// The admin port of a daemon: /metrics for Prometheus, /healthz and /readyz for the kubelet, /debug for
// people and heraldctl. Knows nothing of what the daemon does: the contents come from the handlers.
//
// Who may read: the health paths are open. With `authorize`, everything else needs a bearer token that it
// allows. Without it, /metrics is open and /debug answers only this machine (the configuration may hold what
// not every pod of the cluster should read, and the log level is not everybody's to change). A Unix socket is
// guarded by its file's mode.
#pragma once

#include "core/base/result.h"
#include "runtime/clock.h"
#include "runtime/http_message.h"
#include "runtime/http_server.h"
#include "runtime/log.h"
#include "runtime/metrics.h"
#include "runtime/socket_address.h"
#include "runtime/task.h"
#include "runtime/tls.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace herald::runtime {

enum class Health : std::uint8_t { good, bad };

struct HealthCheck {
  std::string name;  // "config"
  Health health;
  std::string detail;  // what is missing and what to do; may be empty when good
};

struct Document {
  std::string content_type;  // "application/json"
  std::string body;
};

enum class Access : std::uint8_t {
  allowed,
  unauthenticated,  // nobody we know: 401
  forbidden,        // known, but not for this: 403
  undecided,        // the one who knows cannot be asked: 503
};

// What somebody wants to read with a token, in the words of Kubernetes' access rules.
struct TokenUse {
  std::string token;
  std::string verb;  // the method in small letters: "get"
  std::string path;  // "/metrics"
};

struct AdminHandlers {
  std::function<std::vector<HealthCheck>()> healthz;
  std::function<std::vector<HealthCheck>()> readyz;
  std::function<Document()> state;
  std::function<Document()> config;                 // without secrets
  std::function<Task<Access>(TokenUse)> authorize;  // may be empty
};

class AdminServer {
 public:
  AdminServer(const Executor& executor, const Clock& clock, Logger& logger, const Metrics& metrics,
              AdminHandlers handlers);

  // Serve over TLS. Before listen().
  void use_identity(std::shared_ptr<TlsIdentity> identity);

  [[nodiscard]] Result<SocketAddress, std::string> listen(const SocketAddress& address);
  [[nodiscard]] Task<> close(Duration grace);

 private:
  [[nodiscard]] Task<HttpResponse> answer(HttpRequest request);

  Executor executor_;
  const Clock& clock_;
  Logger& logger_;
  const Metrics& metrics_;
  AdminHandlers handlers_;
  HttpSettings settings_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace herald::runtime
