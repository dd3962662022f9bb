#include "lab/node/agent.h"

#include "kube/encode.h"
#include "lab/cluster/command.h"
#include "lab/node/node_object.h"
#include "lab/pod/log_events.h"

#include <utility>

namespace herald::lab {
namespace {

using runtime::Task;

// Many objects come together; the kernel is told once.
constexpr Duration kGather = std::chrono::milliseconds(5);
constexpr Duration kRequestTimeout = std::chrono::seconds(5);

// Sooner again than a real cluster would: people wait for the lab.
kube::WatcherSettings follow(const kube::Resource& resource, std::uint64_t seed) {
  kube::WatcherSettings settings{.scope = {resource, {}, {}}, .limits = {}, .times = {}, .seed = seed};
  settings.limits.backoff = {.first = std::chrono::milliseconds(50), .cap = std::chrono::seconds(1)};
  return settings;
}

}  // namespace

Agent::Agent(const runtime::Executor& executor, kube::ApiEndpoint& endpoint, AgentSettings settings)
    : executor_(executor),
      endpoint_(endpoint),
      settings_(std::move(settings)),
      client_(executor, endpoint, 1),
      pods_(executor, endpoint.clock(), endpoint.logger(), settings_.node),
      services_(executor, endpoint, follow(kube::kServices, 1),
                [this](kube::Object<CarriedService> service) {
                  view_.services.insert_or_assign(service.meta.key, std::move(service.value));
                  note_change();
                },
                {.removed =
                     [this](const kube::Key& key) {
                       view_.services.erase(key);
                       note_change();
                     },
                 .synced = [this](std::uint64_t) { note_change(); }}),
      slices_(executor, endpoint, follow(kEndpointSlices, 2),
              [this](kube::Object<CarriedSlice> slice) {
                view_.slices.insert_or_assign(slice.meta.key, std::move(slice.value));
                note_change();
              },
              {.removed =
                   [this](const kube::Key& key) {
                     view_.slices.erase(key);
                     note_change();
                   },
               .synced = [this](std::uint64_t) { note_change(); }}),
      tasks_(executor, endpoint.clock(), endpoint.logger()),
      changed_(executor, endpoint.clock()),
      pause_(executor, endpoint.clock()) {
  view_.node = settings_.node;
  view_.node_addresses = settings_.addresses;
}

void Agent::note_change() {
  dirty_ = true;
  changed_.ring();
}

Task<> Agent::run(std::function<void()> ready) {
  ready_ = std::move(ready);
  tasks_.spawn("register", register_node());
  tasks_.spawn("watch services", services_.run());
  tasks_.spawn("watch slices", slices_.run());
  co_await keep_rules();
  services_.close();
  slices_.close();
  co_await pods_.close();
  tasks_.cancel();
  co_await tasks_.leave();
}

void Agent::stop() {
  stopping_ = true;
  changed_.ring();
}

Task<> Agent::register_node() {
  runtime::Wakeup pause(executor_, endpoint_.clock());
  for (;;) {
    const bool done = co_await try_to_register();
    if (done) break;
    static_cast<void>(co_await pause.sleep_until(endpoint_.clock().now() + std::chrono::milliseconds(200)));
  }
  registered_ = true;
  note_change();
}

Task<bool> Agent::try_to_register() {
  for (kube::ApiRequest& request : registration(settings_.node, settings_.addresses)) {
    const auto answer =
        co_await client_.request(std::move(request), endpoint_.clock().now() + kRequestTimeout);
    const bool done = answer && (answer->ok() || answer->status == 409);  // it is there already
    if (done) continue;
    endpoint_.logger().log(events::kNodeNotRegistered,
                           {{"what", answer ? kube::explain_refusal(*answer) : answer.error().what}});
    co_return false;
  }
  co_return true;
}

Task<> Agent::keep_rules() {
  for (;;) {
    while (!dirty_ && !stopping_)
      static_cast<void>(co_await changed_.sleep_until(kNever));
    if (stopping_) co_return;
    static_cast<void>(co_await pause_.sleep_until(endpoint_.clock().now() + kGather));
    dirty_ = false;
    if (!services_.synced() || !slices_.synced()) continue;
    apply();
    if (registered_ && ready_) std::exchange(ready_, {})();
  }
}

void Agent::apply() {
  pods_.be(own_pods());
  std::string rules = ruleset(view_);
  if (rules == applied_) return;
  const auto done = lab::run({.words = {"nft", "-f", "-"}, .network = {}, .input = rules});
  if (done) {
    applied_ = std::move(rules);
  } else {
    endpoint_.logger().log(events::kRulesRefused, {{"what", done.error()}});
  }
}

std::set<PodDoor> Agent::own_pods() const {
  std::set<PodDoor> doors;
  for (const auto& [key, slice] : view_.slices) {
    if (slice.foreign) continue;
    for (const Backend& backend : slice.backends) {
      if (backend.node != settings_.node) continue;
      for (const SlicePort& port : slice.ports)
        doors.insert({slice.service.to_string(), backend.address, port.protocol, port.number});
    }
  }
  return doors;
}

}  // namespace herald::lab
