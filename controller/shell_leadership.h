// Competes for the Lease over a connection of its own, and tells whether we lead. The rules are
// kube/lease_machine.h; this performs them.
#pragma once

#include "kube/api_client.h"
#include "kube/decode.h"
#include "kube/lease_machine.h"
#include "runtime/driver.h"
#include "runtime/mailbox.h"
#include "runtime/task_group.h"

#include <cstdint>
#include <functional>
#include <string>

namespace herald::controller {

struct LeadershipSettings {
  kube::Key lease;
  std::string identity;
  kube::LeaseLimits limits;
  std::uint64_t seed = 0;
};

class Leadership {
 public:
  using Tell = std::function<void(bool leading)>;

  Leadership(const runtime::Executor& executor, kube::ApiEndpoint& endpoint, LeadershipSettings settings,
             Tell tell);

  // Until stopped. A member of the daemon's task group; this object must outlive it.
  [[nodiscard]] runtime::Task<> run();

  // What the watch shows of our Lease.
  void seen(const kube::Object<kube::Lease>& lease);
  void gone();

  // Gives the Lease away, so that a successor need not wait, and ends run().
  void release();
  // Ends run(); the Lease runs out by itself.
  void abandon();

  // The truth now, also for a process that slept.
  [[nodiscard]] bool leads() const { return machine_.leads(endpoint_.clock().now()); }
  [[nodiscard]] const std::string& holder() const { return machine_.holder(); }
  [[nodiscard]] const std::string& identity() const { return settings_.identity; }

 private:
  using Event = kube::LeaseMachine::Event;

  void perform(const kube::lease::Read& read);
  void perform(const kube::lease::Write& write);
  void perform(const kube::lease::Lead& lead);
  void perform(const kube::lease::StepDown& step_down);
  void perform(const kube::lease::Finished& finished);

  [[nodiscard]] runtime::Task<> read(std::uint64_t attempt);
  [[nodiscard]] runtime::Task<> write(kube::lease::Write write);
  [[nodiscard]] kube::ApiRequest write_request(const kube::lease::Write& write) const;
  [[nodiscard]] Event written(const kube::lease::Write& write, const kube::ApiResult& result);
  [[nodiscard]] Event failed(std::uint64_t attempt, const kube::ApiResult& result);

  kube::ApiEndpoint& endpoint_;
  LeadershipSettings settings_;
  Tell tell_;
  kube::ApiClient client_;
  runtime::TaskGroup requests_;
  runtime::Mailbox<Event> mailbox_;
  kube::LeaseMachine machine_;
  kube::Scratch scratch_;
};

}  // namespace herald::controller
