// One API server as all its clients share it: how to connect, who we are there. Reads the token and the CA
// file again when they change.
#pragma once

#include "core/base/result.h"
#include "kube/api_client_message.h"
#include "kube/credentials.h"
#include "kube/credentials_file.h"
#include "kube/credentials_plugin.h"
#include "runtime/byte_stream.h"
#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/task.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace herald::kube {

struct EndpointSettings {
  std::string user_agent = "herald";
  Duration connect_timeout = std::chrono::seconds(5);
  std::function<void(const ApiCall&)> observe = {};  // may be empty
};

class ApiEndpoint {
 public:
  [[nodiscard]] static Result<std::unique_ptr<ApiEndpoint>, std::string> make(ClusterAccess access,
                                                                              const runtime::Clock& clock,
                                                                              runtime::Logger& logger,
                                                                              EndpointSettings settings);

  [[nodiscard]] runtime::Task<runtime::StreamResult<runtime::ByteStreamPtr>> connect(Instant deadline);

  // The token to use now; empty for those who come with a certificate, or without anything.
  [[nodiscard]] const std::string& token();

  // The server does not know us by `used`, or by our certificate. What there is anew to try; a certificate is
  // shown when a connection begins.
  enum class Renewal : std::uint8_t { token, certificate, none };
  [[nodiscard]] Renewal refused(const std::string& used);

  // Head and body, ready to be sent.
  [[nodiscard]] std::string message(const ApiRequest& request, const std::string& token) const;

  [[nodiscard]] const runtime::Clock& clock() const { return clock_; }
  [[nodiscard]] runtime::Logger& logger() const { return logger_; }
  [[nodiscard]] const ClusterAccess& access() const { return access_; }
  void observe(const ApiCall& call) const {
    if (settings_.observe) settings_.observe(call);
  }

 private:
  ApiEndpoint(ClusterAccess access, const runtime::Clock& clock, runtime::Logger& logger,
              EndpointSettings settings);

  [[nodiscard]] Result<void, std::string> renew_context();
  void renew_token();
  [[nodiscard]] Result<void, std::string> ask_plugin();
  [[nodiscard]] runtime::Task<runtime::StreamResult<runtime::ByteStreamPtr>> connect_to(
      runtime::SocketAddress address, Instant deadline);

  ClusterAccess access_;
  const runtime::Clock& clock_;
  runtime::Logger& logger_;
  EndpointSettings settings_;
  WatchedFile token_file_;
  WatchedFile authorities_file_;
  std::optional<PluginCredentials> plugin_;
  std::string token_;
  std::string token_problem_;                // told already
  std::optional<runtime::TlsPair> offered_;  // by the plugin, and not shown to anybody yet
  runtime::TlsContextPtr context_;           // once made, and for a server with TLS, never null
};

}  // namespace herald::kube
