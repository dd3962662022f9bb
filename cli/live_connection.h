// The way to a cluster: which kubeconfig and context, and what every request stands on. Every request is
// bounded in time.
#pragma once

#include "core/base/result.h"
#include "kube/api_client.h"
#include "runtime/clock.h"
#include "runtime/log_sink.h"

#include <memory>
#include <string>

namespace herald::cli {

inline constexpr Duration kRequestTime = std::chrono::seconds(15);

struct ClusterChoice {
  std::string kubeconfig;  // empty: $KUBECONFIG, ~/.kube/config, or the Pod's own
  std::string context;
  std::string name_space = "herald-system";  // where Herald runs
  std::string config;                        // NAMESPACE/NAME; empty: config in name_space
  std::string lease = "herald-controller";
  std::string load_balancer_class;  // that the controller serves; empty: Services without one
};

class LiveConnection {
 public:
  LiveConnection();

  // The error is for people: where it was looked, and what is wrong there.
  [[nodiscard]] Result<void, std::string> open(const ClusterChoice& choice);

  [[nodiscard]] const runtime::Clock& clock() const { return clock_; }
  [[nodiscard]] runtime::Logger& logger() { return logger_; }
  [[nodiscard]] kube::ApiEndpoint& endpoint() { return *endpoint_; }

 private:
  runtime::SystemClock clock_;
  runtime::DescriptorSink sink_;
  runtime::Logger logger_;
  std::unique_ptr<kube::ApiEndpoint> endpoint_;
};

}  // namespace herald::cli
