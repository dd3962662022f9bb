#include "kube/recorder.h"

#include "kube/encode.h"
#include "kube/resource_path.h"
#include "runtime/log_events.h"

#include <algorithm>
#include <utility>

namespace herald::kube {
namespace {

using runtime::Task;

constexpr Duration kTimeout = std::chrono::seconds(5);
constexpr int kAttempts = 4;
constexpr Duration kLongestPause = std::chrono::seconds(30);

}  // namespace

Recorder::Recorder(const runtime::Executor& executor, ApiEndpoint& endpoint)
    : endpoint_(endpoint),
      client_(executor, endpoint, 1),
      mailbox_(executor, endpoint.clock(), kMostWaiting),
      pause_(executor, endpoint.clock()) {}

void Recorder::record(Event event) {
  event.first = event.last = runtime::unix_seconds(endpoint_.clock().wall_now());
  const std::string about = event.about.key.to_string();
  const std::string reason = event.reason;
  if (mailbox_.push(std::move(event)) == runtime::Delivery::accepted) return;
  endpoint_.logger().log(runtime::events::kEventDropped,
                         {{"object", about}, {"reason", reason}, {"what", "too many are waiting"}});
}

Task<> Recorder::run() {
  for (;;) {
    const auto arrival = co_await mailbox_.ready();
    if (arrival != runtime::Arrival::message) co_return;
    co_await write(*mailbox_.take());
  }
}

Task<> Recorder::write(Event event) {
  Attempted last;
  Duration pause = std::chrono::seconds(1);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const auto counted = counted_.find(event_key(event));
    if (counted == counted_.end()) {
      last = co_await create(event);
      if (last.written == Written::already_there) last = co_await adopt(event);
    } else {
      event.count = counted->second.count + 1;
      event.first = counted->second.first;
      last = co_await count_on(event);
      // Events expire after an hour.
      if (last.written == Written::not_there) {
        counted_.erase(event_key(event));
        event.count = 1;
        event.first = event.last;
        continue;
      }
    }
    if (last.written != Written::again) break;
    static_cast<void>(co_await pause_.sleep_until(endpoint_.clock().now() + std::max(pause, last.pause)));
    pause *= 2;
  }
  if (last.written == Written::yes) {
    if (counted_.size() >= kMostCounted) counted_.clear();
    counted_[event_key(event)] = {.count = event.count, .first = event.first};
    co_return;
  }
  endpoint_.logger().log(
      runtime::events::kEventDropped,
      {{"object", event.about.key.to_string()}, {"reason", event.reason}, {"what", last.what}});
}

Recorder::Attempted Recorder::judge(const ApiResult& result) {
  if (!result) return {.written = Written::again, .pause = {}, .what = result.error().what};
  if (result->ok()) return {.written = Written::yes, .pause = {}, .what = {}};
  Attempted attempted{.written = Written::never, .pause = {}, .what = explain_refusal(*result)};
  if (result->status == 404) attempted.written = Written::not_there;
  if (result->status == 409) attempted.written = Written::already_there;
  if (result->status == 429 || result->status >= 500) {
    attempted.written = Written::again;
    attempted.pause = std::min(result->retry_after.value_or(Duration::zero()), kLongestPause);
  }
  return attempted;
}

Task<Recorder::Attempted> Recorder::create(const Event& event) {
  const Key key = event_key(event);
  ApiRequest request{.verb = "create",
                     .resource = kEvents.plural,
                     .method = "POST",
                     .target = collection_path(kEvents, key.name_space),
                     .content_type = kJsonContent,
                     .body = encode_event(event)};
  const ApiResult result = co_await client_.request(std::move(request), endpoint_.clock().now() + kTimeout);
  co_return judge(result);
}

Task<Recorder::Attempted> Recorder::count_on(const Event& event) {
  ApiRequest request{.verb = "patch",
                     .resource = kEvents.plural,
                     .method = "PATCH",
                     .target = object_path(kEvents, event_key(event)),
                     .content_type = kMergePatchContent,
                     .body = encode_event_count(event)};
  const ApiResult result = co_await client_.request(std::move(request), endpoint_.clock().now() + kTimeout);
  co_return judge(result);
}

// Somebody before us wrote it: another replica, or we before a restart. Its count is learned from the answer
// to a patch that changes nothing, because reading Events is none of our rights.
Task<Recorder::Attempted> Recorder::adopt(Event& event) {
  ApiRequest request{.verb = "patch",
                     .resource = kEvents.plural,
                     .method = "PATCH",
                     .target = object_path(kEvents, event_key(event)),
                     .content_type = kMergePatchContent,
                     .body = "{}"};
  const ApiResult result = co_await client_.request(std::move(request), endpoint_.clock().now() + kTimeout);
  if (!result || !result->ok()) co_return judge(result);
  event.count = decode_event_count(result->body, scratch_).value_or(1) + 1;
  co_return co_await count_on(event);
}

}  // namespace herald::kube
