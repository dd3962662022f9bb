#include "speaker/shell_lease.h"

#include "core/base/check.h"
#include "kube/daemon_lease.h"
#include "kube/resource_path.h"
#include "kube/speaker_report.h"
#include "runtime/build_info.h"
#include "runtime/log_events.h"

#include <utility>

namespace herald::speaker {
namespace {

using kube::ApiRequest;
using kube::ApiResult;
using runtime::Task;

constexpr Duration kTimeout = std::chrono::seconds(5);
// What others may think of who does not renew; see kube/lease_sightings.h.
constexpr std::int32_t kLifetimeSeconds = 60;

}  // namespace

LeaseWrites::LeaseWrites(const runtime::Executor& executor, kube::ApiEndpoint& endpoint,
                         std::string name_space, std::string node, Answer answer)
    : endpoint_(endpoint),
      lease_{std::move(name_space), kube::speaker_lease_name(node)},
      node_(std::move(node)),
      answer_(std::move(answer)),
      client_(executor, endpoint, 1),
      requests_(executor, endpoint.clock(), endpoint.logger()) {}

void LeaseWrites::perform(WriteLease write) {
  const auto admission = requests_.spawn("write lease", carry(std::move(write)));
  HERALD_CHECK(admission == runtime::Admission::started);
}

Task<> LeaseWrites::carry(WriteLease write) {
  const Instant deadline = endpoint_.clock().now() + kTimeout;
  ApiResult result = co_await client_.request(update(write), deadline);
  const bool missing = result && result->status == 404;
  // Who takes his leave makes no Lease for it.
  if (missing && !write.released) result = co_await client_.request(create(write), deadline);
  const bool ok = result && (result->ok() || (missing && write.released));
  LeaseWritten answer{.ok = ok};
  if (!ok) {
    const std::string what = result ? kube::explain_refusal(*result) : result.error().what;
    endpoint_.logger().log(runtime::events::kSpeakerLeaseUnwritten,
                           {{"lease", lease_.to_string()}, {"what", what}});
    if (result && result->retry_after) answer.retry_after = *result->retry_after;
  }
  answer_(answer);
}

kube::LeaseWrite LeaseWrites::body(const WriteLease& write) const {
  kube::LeaseWrite body;
  body.key = lease_;
  body.holder = write.released ? "" : node_;
  body.duration_seconds = kLifetimeSeconds;
  body.node = node_;
  body.node_uid = write.node_uid;
  body.renewed = kube::UnixMicros(endpoint_.clock().wall_now().time_since_epoch().count());
  return body;
}

// Nobody else writes what we write there, so whatever version is there will do.
ApiRequest LeaseWrites::update(const WriteLease& write) const {
  kube::LeaseWrite lease = body(write);
  if (write.report_changed) {
    lease.annotations.emplace(kube::annotation::kVersion, runtime::version());
    for (const std::string_view key : kube::kReportAnnotations)
      lease.annotations.emplace(key, std::nullopt);
    for (const auto& [key, text] : write.report)
      lease.annotations[key] = text;
  }
  return {.verb = "patch",
          .resource = kube::kLeases.plural,
          .method = "PATCH",
          .target = kube::object_path(kube::kLeases, lease_),
          .content_type = kube::kMergePatchContent,
          .body = kube::encode_lease_update(lease)};
}

ApiRequest LeaseWrites::create(const WriteLease& write) const {
  kube::LeaseWrite lease = body(write);
  lease.acquired = lease.renewed;
  lease.annotations.emplace(kube::annotation::kVersion, runtime::version());
  for (const auto& [key, text] : write.report)
    lease.annotations[key] = text;
  return {.verb = "create",
          .resource = kube::kLeases.plural,
          .method = "POST",
          .target = kube::collection_path(kube::kLeases, lease_.name_space),
          .content_type = kube::kJsonContent,
          .body = kube::encode_lease(lease)};
}

Task<> LeaseWrites::leave() {
  requests_.cancel();
  co_await requests_.leave();
}

}  // namespace herald::speaker
