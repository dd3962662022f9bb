#include "tests/integration/controller/api_user.h"

#include "core/base/check.h"
#include "kube/credentials.h"
#include "kube/encode.h"
#include "kube/resource_path.h"

#include <chrono>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>

namespace herald::controller {

const Duration ApiUser::kUsualLimit = std::chrono::seconds(HERALD_SANITIZED ? 120 : 30);

namespace {

using kube::ApiRequest;
using runtime::Task;

// What waits behind thousands of others is in no hurry.
constexpr Duration kPatience = std::chrono::minutes(5);

ApiRequest post(std::string target, std::string body) {
  return {.verb = "create",
          .resource = {},
          .method = "POST",
          .target = std::move(target),
          .content_type = kube::kJsonContent,
          .body = std::move(body)};
}

// Without node ports: there are fewer of those than Services here.
std::string service_text(const std::string& name) {
  return R"({"apiVersion":"v1","kind":"Service","metadata":{"name":")" + name +
         R"("},"spec":{"type":"LoadBalancer","allocateLoadBalancerNodePorts":false,"ports":[{"port":80}]}})";
}

std::string config_text(const std::string& addresses) {
  return R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"config"},"data":{"config":)"
         R"("address-pools:\n- name: lab\n  protocol: layer2\n  addresses:\n  - )" +
         addresses + R"(\n"}})";
}

bool is_settled(const model::Service& service) {
  return !service.ingress.empty() && service.annotations.contains("lb.herald/pool");
}

bool is_announced(const model::Service& service) {
  return service.announced && service.announced->is_true;
}

// From inside the loop: from outside, Asio would deliver the cancellation later, to tasks that may be over.
Task<> cancel_and_leave(runtime::TaskGroup& tasks) {
  tasks.cancel();
  co_await tasks.leave();
}

}  // namespace

ApiUser::ApiUser(const std::string& kubeconfig) {
  auto access = kube::find_access({.kubeconfig = kubeconfig, .context = {}}, kube::process_environment);
  HERALD_CHECK(access.has_value());
  auto endpoint = kube::ApiEndpoint::make(*std::move(access), clock_, logger_, {});
  HERALD_CHECK(endpoint.has_value());
  endpoint_ = *std::move(endpoint);
  client_ = std::make_unique<kube::ApiClient>(io_.get_executor(), *endpoint_);
  tasks_ = std::make_unique<runtime::TaskGroup>(io_.get_executor(), clock_, logger_);
  follow();
}

ApiUser::~ApiUser() {
  service_watcher_->close();
  lease_watcher_->close();
  bool left = false;
  boost::asio::co_spawn(io_, cancel_and_leave(*tasks_), [&left](const std::exception_ptr&) { left = true; });
  static_cast<void>(run_until([&left] { return left; }));
  // What is left are handlers of cancelled operations, whose owners must still be there.
  io_.run_for(std::chrono::seconds(1));
}

// Tests wait for what happens after an outage: the pauses are short.
kube::WatcherSettings ApiUser::watch_of(const kube::Resource& resource, std::uint64_t seed) const {
  kube::WatcherSettings settings{
      .scope = {resource, std::string(kNamespace), {}}, .limits = {}, .times = {}, .seed = seed};
  settings.limits.backoff = {.first = std::chrono::milliseconds(50), .cap = std::chrono::milliseconds(500)};
  return settings;
}

void ApiUser::follow() {
  service_watcher_ = std::make_unique<kube::Watcher<model::Service>>(
      io_.get_executor(), *endpoint_, watch_of(kube::kServices, 1),
      [this](const kube::Object<model::Service>& service) { see(service.value); },
      kube::WatchListener{.removed = [this](const kube::Key& key) { forget(key); },
                          .synced = [this](std::uint64_t ticket) { synced_ = ticket; }});
  lease_watcher_ = std::make_unique<kube::Watcher<kube::Lease>>(
      io_.get_executor(), *endpoint_, watch_of(kube::kLeases, 2),
      [this](const kube::Object<kube::Lease>& lease) {
        if (lease.meta.key.name == "herald-controller") leader_ = lease.value.holder;
      },
      kube::WatchListener{.removed = [this](const kube::Key&) { leader_.clear(); },
                          .synced = [](std::uint64_t) {}});
  tasks_->spawn("services", service_watcher_->run());
  tasks_->spawn("leases", lease_watcher_->run());
}

bool ApiUser::run_until(const std::function<bool()>& done, Duration limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  io_.restart();
  while (!done()) {
    if (io_.run_one_until(end) == 0) return done();
  }
  return true;
}

void ApiUser::send(ApiRequest request) {
  ++underway_;
  tasks_->spawn("request", carry(std::move(request)));
}

Task<> ApiUser::carry(ApiRequest request) {
  const kube::ApiResult result = co_await client_->request(std::move(request), clock_.now() + kPatience);
  ++answers_[result ? result->status : 0];
  --underway_;
}

bool ApiUser::answered(Duration limit) {
  return run_until([this] { return underway_ == 0; }, limit);
}

void ApiUser::create(const std::string& collection, const std::string& body) {
  send(post(collection, body));
}

void ApiUser::create_namespace() {
  send(post("/api/v1/namespaces", R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":")" +
                                      std::string(kNamespace) + R"("}})"));
}

void ApiUser::create_config(const std::string& addresses) {
  send(post(kube::collection_path(kube::kConfigMaps, kNamespace), config_text(addresses)));
}

void ApiUser::create_service(const std::string& name) {
  send(post(kube::collection_path(kube::kServices, kNamespace), service_text(name)));
}

void ApiUser::remove_service(const std::string& name) {
  send({.verb = "delete",
        .resource = {},
        .method = "DELETE",
        .target = kube::object_path(kube::kServices, {std::string(kNamespace), name})});
}

void ApiUser::report_speaker(const kube::SpeakerReport& report) {
  kube::LeaseWrite write{.key = {std::string(kNamespace), kube::speaker_lease_name(report.member.node)},
                         .resource_version = {},
                         .holder = report.member.node,
                         .duration_seconds = 60,
                         .transitions = 0,
                         .acquired = {},
                         .renewed = kube::UnixMicros(clock_.wall_now().time_since_epoch().count()),
                         .annotations = {}};
  for (const auto& [name, value] : kube::encode_speaker_report(report))
    write.annotations[name] = value;
  send(post(kube::collection_path(kube::kLeases, kNamespace), kube::encode_lease(write)));
}

void ApiUser::remove_speaker(const std::string& node) {
  send({.verb = "delete",
        .resource = {},
        .method = "DELETE",
        .target =
            kube::object_path(kube::kLeases, {std::string(kNamespace), kube::speaker_lease_name(node)})});
}

void ApiUser::pull_switch(const std::string& name, const std::string& body) {
  send(post("/lab/" + name, body));
}

bool ApiUser::look_again(Duration limit) {
  service_watcher_->refresh(++ticket_);
  return run_until([this] { return synced_ == ticket_; }, limit);
}

void ApiUser::see(const model::Service& service) {
  forget(service.key);
  services_[service.key] = service;
  if (!service.ingress.empty()) ++assigned_;
  if (is_settled(service)) ++settled_;
  if (is_announced(service)) ++announced_;
  for (const net::IpAddress& address : service.ingress) {
    const auto [holder, fresh] = holders_.try_emplace(address, service.key);
    if (fresh) continue;
    doubles_.push_back(address.to_string() + ": " + holder->second.name + " and " + service.key.name);
  }
}

void ApiUser::forget(const kube::Key& key) {
  const auto known = services_.find(key);
  if (known == services_.end()) return;
  if (!known->second.ingress.empty()) --assigned_;
  if (is_settled(known->second)) --settled_;
  if (is_announced(known->second)) --announced_;
  for (const net::IpAddress& address : known->second.ingress) {
    const auto holder = holders_.find(address);
    if (holder != holders_.end() && holder->second == key) holders_.erase(holder);
  }
  services_.erase(known);
}

bool ApiUser::has_address(const std::string& name) const {
  const auto known = services_.find({std::string(kNamespace), name});
  return known != services_.end() && !known->second.ingress.empty();
}

bool ApiUser::all_assigned(std::size_t count) const {
  return services_.size() == count && assigned_ == count;
}

bool ApiUser::all_settled(std::size_t count) const {
  return all_assigned(count) && settled_ == count;
}

bool ApiUser::all_announced(std::size_t count) const {
  return all_settled(count) && announced_ == count;
}

std::vector<std::string> ApiUser::doubles_now() const {
  std::map<net::IpAddress, std::string> holders;
  std::vector<std::string> doubles;
  for (const auto& [key, service] : services_) {
    for (const net::IpAddress& address : service.ingress) {
      const auto [holder, fresh] = holders.try_emplace(address, key.name);
      if (!fresh) doubles.push_back(address.to_string() + ": " + holder->second + " and " + key.name);
    }
  }
  return doubles;
}

}  // namespace herald::controller
