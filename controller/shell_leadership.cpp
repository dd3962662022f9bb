#include "controller/shell_leadership.h"

#include "kube/daemon_lease.h"
#include "kube/encode.h"
#include "kube/resource_path.h"
#include "runtime/build_info.h"
#include "runtime/log_events.h"

#include <utility>
#include <variant>

namespace herald::controller {
namespace {

namespace events = runtime::events;
namespace lease = kube::lease;
using kube::ApiRequest;
using kube::ApiResult;
using runtime::Task;

kube::LeaseRecord record_of(const kube::Object<kube::Lease>& object) {
  return {.holder = object.value.holder,
          .resource_version = object.meta.resource_version,
          .duration = std::chrono::seconds(object.value.duration_seconds.value_or(0)),
          .transitions = object.value.transitions};
}

std::string_view name(lease::StepDownReason reason) {
  switch (reason) {
    case lease::StepDownReason::deadline_passed:
      return "could not renew the Lease in time";
    case lease::StepDownReason::deposed:
      return "another replica holds the Lease";
    case lease::StepDownReason::stopping:
      return "stopping";
  }
  return "";
}

}  // namespace

Leadership::Leadership(const runtime::Executor& executor, kube::ApiEndpoint& endpoint,
                       LeadershipSettings settings, Tell tell)
    : endpoint_(endpoint),
      settings_(std::move(settings)),
      tell_(std::move(tell)),
      client_(executor, endpoint, 1),
      requests_(executor, endpoint.clock(), endpoint.logger()),
      mailbox_(executor, endpoint.clock()),
      machine_(settings_.identity, settings_.limits, settings_.seed) {}

Task<> Leadership::run() {
  mailbox_.push(lease::Start{});
  co_await runtime::drive(runtime::DriverParts<kube::LeaseMachine>{
      .machine = machine_,
      .clock = endpoint_.clock(),
      .mailbox = mailbox_,
      .tick = [] { return Event(lease::Tick{}); },
      .perform =
          [this](kube::LeaseMachine::Effects effects) {
            for (const auto& effect : effects)
              std::visit([this](const auto& each) { perform(each); }, effect);
          }});
  requests_.cancel();
  co_await requests_.leave();
}

void Leadership::seen(const kube::Object<kube::Lease>& object) {
  mailbox_.push(lease::Seen{record_of(object)});
}

void Leadership::gone() {
  mailbox_.push(lease::Gone{});
}

void Leadership::release() {
  mailbox_.push(lease::Stop{});
}

void Leadership::abandon() {
  mailbox_.close();
}

void Leadership::perform(const lease::Read& effect) {
  requests_.spawn("read lease", read(effect.attempt));
}

void Leadership::perform(const lease::Write& effect) {
  requests_.spawn("write lease", write(effect));
}

void Leadership::perform(const lease::Lead& /*lead*/) {
  endpoint_.logger().log(events::kLeadershipGained,
                         {{"lease", settings_.lease.to_string()}, {"identity", settings_.identity}});
  tell_(true);
}

void Leadership::perform(const lease::StepDown& step_down) {
  endpoint_.logger().log(events::kLeadershipLost,
                         {{"lease", settings_.lease.to_string()}, {"why", name(step_down.reason)}});
  tell_(false);
}

void Leadership::perform(const lease::Finished& /*finished*/) {
  mailbox_.close();
}

Task<> Leadership::read(std::uint64_t attempt) {
  const ApiRequest request{.verb = "get",
                           .resource = kube::kLeases.plural,
                           .method = "GET",
                           .target = kube::object_path(kube::kLeases, settings_.lease)};
  const ApiResult result =
      co_await client_.request(request, endpoint_.clock().now() + settings_.limits.request_timeout);
  if (result && result->status == 404) {
    mailbox_.push(lease::Missing{attempt});
    co_return;
  }
  if (result && result->status == 200) {
    const auto object = kube::decode<kube::Lease>(result->body, scratch_);
    if (object) {
      mailbox_.push(lease::Found{attempt, record_of(*object)});
      co_return;
    }
  }
  mailbox_.push(failed(attempt, result));
}

ApiRequest Leadership::write_request(const lease::Write& write) const {
  const auto now = endpoint_.clock().wall_now().time_since_epoch().count();
  kube::LeaseWrite body;
  body.key = settings_.lease;
  body.resource_version = write.resource_version;
  body.holder = write.holder;
  // Rounded up: the others must not think that it ends before it does.
  body.duration_seconds =
      static_cast<std::int32_t>(std::chrono::ceil<std::chrono::seconds>(write.duration).count());
  body.transitions = write.transitions;
  body.renewed = kube::UnixMicros(now);
  if (write.new_term) {
    body.acquired = body.renewed;
    body.annotations.emplace(kube::annotation::kVersion, runtime::version());
  }
  ApiRequest request{.verb = "create", .resource = kube::kLeases.plural, .method = "POST"};
  if (write.resource_version.empty()) {
    request.target = kube::collection_path(kube::kLeases, settings_.lease.name_space);
    request.content_type = kube::kJsonContent;
    request.body = kube::encode_lease(body);
    return request;
  }
  request.verb = "patch";
  request.method = "PATCH";
  request.target = kube::object_path(kube::kLeases, settings_.lease);
  request.content_type = kube::kMergePatchContent;
  request.body = kube::encode_lease_update(body);
  return request;
}

Task<> Leadership::write(lease::Write write) {
  const ApiResult result = co_await client_.request(
      write_request(write), endpoint_.clock().now() + settings_.limits.request_timeout);
  mailbox_.push(written(write, result));
}

Leadership::Event Leadership::written(const lease::Write& write, const ApiResult& result) {
  if (result && result->status == 409) return lease::Conflict{write.attempt};
  if (result && result->status == 404) return lease::Missing{write.attempt};
  if (result && result->ok()) {
    auto meta = kube::decode_meta(result->body, scratch_);
    if (meta) return lease::Written{write.attempt, std::move(meta->resource_version)};
  }
  return failed(write.attempt, result);
}

Leadership::Event Leadership::failed(std::uint64_t attempt, const ApiResult& result) {
  const std::string what = result ? kube::explain_refusal(*result) : result.error().what;
  endpoint_.logger().log(events::kLeaseRequestFailed,
                         {{"lease", settings_.lease.to_string()}, {"what", what}});
  return lease::Failed{attempt, result ? result->retry_after : std::nullopt};
}

}  // namespace herald::controller
