#include "controller/shell_writes.h"

#include "controller/refused_write.h"
#include "kube/decode_absence.h"
#include "kube/encode.h"
#include "kube/resource_path.h"
#include "runtime/log_events.h"

#include <utility>

namespace herald::controller {
namespace {

using kube::ApiRequest;
using kube::ApiResult;
using runtime::Task;

// When a server that says "later" does not say when, the brain's own backoff decides.
constexpr Duration kUnnamedRetryAfter = Duration::zero();

kube::ServiceStatusWrite status_of(const PatchStatus& patch, const model::Service* known, UnixSeconds now) {
  kube::ServiceStatusWrite write;
  write.resource_version = patch.resource_version;
  write.ingress = patch.ingress;
  const bool has_condition = known != nullptr && known->assigned;
  if (!patch.condition) {
    if (has_condition) write.change = kube::ConditionChange::remove;
    return write;
  }
  write.change = kube::ConditionChange::set;
  write.assigned = {.is_true = patch.condition->is_true,
                    .reason = patch.condition->reason,
                    .message = patch.condition->message,
                    .changed = {}};
  if (!has_condition || known->assigned->is_true != patch.condition->is_true) write.assigned.changed = now;
  return write;
}

}  // namespace

Writes::Writes(const runtime::Executor& executor, WritesParts parts)
    : parts_(std::move(parts)), requests_(executor, parts_.endpoint.clock(), parts_.endpoint.logger()) {}

void Writes::perform(const PatchStatus& patch) {
  const UnixSeconds now = runtime::unix_seconds(parts_.endpoint.clock().wall_now());
  send({patch.id, patch.service},
       {.verb = "patch",
        .resource = "services/status",
        .method = "PATCH",
        .target = kube::object_path(kube::kServices, patch.service, "status"),
        .content_type = kube::kStrategicPatchContent,
        .body = kube::encode_service_status(status_of(patch, parts_.services.find(patch.service), now))});
}

void Writes::perform(const PatchAnnotation& patch) {
  kube::TextChanges changes;
  for (const auto& [annotation, text] : patch.notes)
    changes[annotation] = text.empty() ? std::nullopt : std::optional(text);
  send({patch.id, patch.service}, {.verb = "patch",
                                   .resource = kube::kServices.plural,
                                   .method = "PATCH",
                                   .target = kube::object_path(kube::kServices, patch.service),
                                   .content_type = kube::kMergePatchContent,
                                   .body = kube::encode_annotations(patch.resource_version, changes)});
}

void Writes::send(Sent sent, ApiRequest request) {
  const auto admission = requests_.spawn("write", carry(std::move(sent), std::move(request)));
  HERALD_CHECK(admission == runtime::Admission::started);
}

Task<> Writes::carry(Sent sent, ApiRequest request) {
  // A process that was suspended learns of its deposition only after what was decided before it.
  if (!parts_.may_write()) {
    parts_.answer(
        {.id = sent.id, .service = sent.service, .outcome = outcome::Throttled{kUnnamedRetryAfter}});
    co_return;
  }
  const Instant deadline = parts_.endpoint.clock().now() + parts_.timeout;
  const ApiResult result = co_await parts_.client.request(std::move(request), deadline);
  parts_.answer({.id = sent.id, .service = sent.service, .outcome = judge(sent, result)});
}

decltype(WriteDone::outcome) Writes::judge(const Sent& sent, const ApiResult& result) {
  if (!result) {
    log_failure(sent, result.error().what);
    const bool not_sent = result.error().reach == kube::ApiFailure::Reach::not_sent;
    if (not_sent) return outcome::Throttled{kUnnamedRetryAfter};
    return outcome::Failed{result.error().what};
  }
  if (!result->ok()) return judge_refusal(sent, *result);
  auto stored = kube::decode<model::Service>(result->body, scratch_);
  if (stored) return outcome::Ok{std::move(stored->value)};
  std::string what = "the answer cannot be read: " + kube::to_string(stored.error());
  log_failure(sent, what);
  return outcome::Failed{std::move(what)};
}

decltype(WriteDone::outcome) Writes::judge_refusal(const Sent& sent, const kube::ApiAnswer& answer) {
  RefusedWrite write{.status = answer.status,
                     .is_absent = false,
                     .retry_after = answer.retry_after.value_or(kUnnamedRetryAfter),
                     .why = kube::explain_refusal(answer)};
  if (answer.status == 404)
    write.is_absent = kube::says_absent(answer.body, kube::kServices, sent.service.name, scratch_);
  // That others were quicker, or that we are too quick, is daily business.
  const bool usual = write.is_absent || answer.status == 409 || answer.status == 429;
  if (!usual) log_failure(sent, write.why);
  return outcome_of(std::move(write));
}

void Writes::log_failure(const Sent& sent, const std::string& what) const {
  parts_.endpoint.logger().log(runtime::events::kWriteFailed,
                               {{"service", sent.service.to_string()}, {"what", what}});
}

void Writes::perform(const PatchAnnounced& patch) {
  const model::Service* const known = parts_.services.find(patch.service);
  const bool was_true = known != nullptr && known->announced && known->announced->is_true;
  std::optional<kube::ConditionWrite> write;
  if (patch.condition) {
    write = {.is_true = patch.condition->is_true,
             .reason = patch.condition->reason,
             .message = patch.condition->message,
             .changed = {}};
    const bool is_new = known == nullptr || !known->announced;
    if (is_new || was_true != patch.condition->is_true)
      write->changed = runtime::unix_seconds(parts_.endpoint.clock().wall_now());
  }
  ApiRequest request{
      .verb = "patch",
      .resource = "services/status",
      .method = "PATCH",
      .target = kube::object_path(kube::kServices, patch.service, "status"),
      .content_type = kube::kStrategicPatchContent,
      .body = kube::encode_service_condition(patch.resource_version, kube::kAnnouncedCondition, write)};
  const auto admission = requests_.spawn("write condition", carry_announced(patch, std::move(request)));
  HERALD_CHECK(admission == runtime::Admission::started);
}

// What becomes of it is seen by the watch, as everything that others write.
Task<> Writes::carry_announced(PatchAnnounced patch, ApiRequest request) {
  using Outcome = AnnouncedWritten::Outcome;
  AnnouncedWritten answer{.service = patch.service,
                          .outcome = Outcome::failed,
                          .condition = std::move(patch.condition),
                          .retry_after = {}};
  if (parts_.may_write()) {
    const Instant deadline = parts_.endpoint.clock().now() + parts_.timeout;
    const ApiResult result = co_await parts_.client.request(std::move(request), deadline);
    if (result && result->ok()) answer.outcome = Outcome::written;
    if (result && result->status == 409) answer.outcome = Outcome::outdated;
    if (result) answer.retry_after = result->retry_after.value_or(Duration::zero());
    const bool told = result && (result->ok() || result->status == 409 || result->status == 404);
    if (!told) {
      parts_.endpoint.logger().log(runtime::events::kWriteFailed,
                                   {{"service", answer.service.to_string()},
                                    {"what", result ? kube::explain_refusal(*result) : result.error().what}});
    }
  }
  parts_.answer_announced(std::move(answer));
}

Task<> Writes::leave() {
  requests_.cancel();
  co_await requests_.leave();
}

}  // namespace herald::controller
