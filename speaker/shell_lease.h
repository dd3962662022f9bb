// Carries the brain's writes of this node's Lease to the API server, over a connection of its own: it must
// not wait behind anything.
#pragma once

#include "core/base/time.h"
#include "kube/api_client.h"
#include "kube/encode.h"
#include "runtime/task_group.h"
#include "speaker/effects.h"
#include "speaker/events.h"

#include <functional>
#include <string>

namespace herald::speaker {

class LeaseWrites {
 public:
  using Answer = std::function<void(LeaseWritten)>;

  LeaseWrites(const runtime::Executor& executor, kube::ApiEndpoint& endpoint, std::string name_space,
              std::string node, Answer answer);

  void perform(WriteLease write);
  [[nodiscard]] runtime::Task<> leave();

 private:
  [[nodiscard]] runtime::Task<> carry(WriteLease write);
  [[nodiscard]] kube::ApiRequest update(const WriteLease& write) const;
  [[nodiscard]] kube::ApiRequest create(const WriteLease& write) const;
  [[nodiscard]] kube::LeaseWrite body(const WriteLease& write) const;

  kube::ApiEndpoint& endpoint_;
  kube::Key lease_;
  std::string node_;
  Answer answer_;
  kube::ApiClient client_;
  runtime::TaskGroup requests_;
};

}  // namespace herald::speaker
