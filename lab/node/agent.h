// What a lab's node has besides the speaker, as one program: it registers the node as a kubelet does, is the
// pods that the EndpointSlices say it has, and keeps the kernel's rules for Services as kube-proxy does. When
// the API server is away, everything stays as it was.
#pragma once

#include "core/base/result.h"
#include "kube/api_client.h"
#include "kube/watcher.h"
#include "lab/pod/pod.h"
#include "lab/proxy/rules.h"
#include "runtime/task_group.h"
#include "runtime/wakeup.h"

#include <optional>
#include <string>
#include <vector>

namespace herald::lab {

struct AgentSettings {
  std::string node;
  std::vector<net::IpAddress> addresses;
};

class Agent {
 public:
  Agent(const runtime::Executor& executor, kube::ApiEndpoint& endpoint, AgentSettings settings);

  // Until stop(). `ready` is called once: the node is registered, and the rules are those of the first lists.
  [[nodiscard]] runtime::Task<> run(std::function<void()> ready);
  void stop();

 private:
  void note_change();
  [[nodiscard]] runtime::Task<> register_node();
  [[nodiscard]] runtime::Task<bool> try_to_register();
  [[nodiscard]] runtime::Task<> keep_rules();
  void apply();
  [[nodiscard]] std::set<PodDoor> own_pods() const;

  runtime::Executor executor_;
  kube::ApiEndpoint& endpoint_;
  AgentSettings settings_;
  ProxyView view_;
  kube::ApiClient client_;
  Pods pods_;
  kube::Watcher<CarriedService> services_;
  kube::Watcher<CarriedSlice> slices_;
  runtime::TaskGroup tasks_;
  runtime::Wakeup changed_;
  runtime::Wakeup pause_;
  std::function<void()> ready_;
  std::string applied_;
  bool dirty_ = false;
  bool registered_ = false;
  bool stopping_ = false;
};

}  // namespace herald::lab
