#include "kube/last_good.h"

#include "kube/decode_absence.h"
#include "kube/encode.h"
#include "kube/resource_path.h"
#include "runtime/log_events.h"

#include <utility>

namespace herald::kube {
namespace {

using runtime::Task;

constexpr Duration kTimeout = std::chrono::seconds(5);
constexpr Backoff::Limits kBackoff{.first = std::chrono::milliseconds(500), .cap = std::chrono::seconds(30)};

}  // namespace

LastGood::LastGood(const runtime::Executor& executor, ApiEndpoint& endpoint, ApiClient& client,
                   std::string name_space, std::uint64_t seed)
    : endpoint_(endpoint),
      client_(client),
      key_{std::move(name_space), std::string(kLastGoodName)},
      mailbox_(executor, endpoint.clock()),
      load_pause_(executor, endpoint.clock()),
      random_(seed) {}

Task<std::optional<std::string>> LastGood::load() {
  Backoff backoff(kBackoff);
  for (;;) {
    const ApiRequest request{.verb = "get",
                             .resource = kConfigMaps.plural,
                             .method = "GET",
                             .target = object_path(kConfigMaps, key_)};
    const ApiResult result = co_await client_.request(request, endpoint_.clock().now() + kTimeout);
    if (result && result->status == 404 && says_absent(result->body, kConfigMaps, key_.name, scratch_))
      co_return std::nullopt;
    std::string what = result ? explain_refusal(*result) : result.error().what;
    if (result && result->ok()) {
      const auto object = decode<ConfigMap>(result->body, scratch_);
      // One that cannot be read is as good as none, and will be no better next time.
      if (!object) what = to_string(object.error());
      if (object) {
        const auto text = object->value.data.find(kConfigDataKey);
        if (text != object->value.data.end()) co_return text->second;
        co_return std::nullopt;
      }
      endpoint_.logger().log(runtime::events::kLastGoodUnavailable, {{"what", what}});
      co_return std::nullopt;
    }
    endpoint_.logger().log(runtime::events::kLastGoodUnavailable, {{"what", what}});
    const Duration pause = backoff.next(random_);
    static_cast<void>(co_await load_pause_.sleep_until(endpoint_.clock().now() + pause));
  }
}

void LastGood::save(std::string text) {
  mailbox_.push(std::move(text));
}

Task<> LastGood::run() {
  while (co_await mailbox_.ready() == runtime::Arrival::message) {
    std::string text = *mailbox_.take();
    // Only the latest counts.
    while (auto newer = mailbox_.take())
      text = std::move(*newer);
    co_await keep(std::move(text));
  }
}

Task<> LastGood::keep(std::string text) {
  Backoff backoff(kBackoff);
  for (;;) {
    const ApiResult result = co_await write(text);
    if (result && result->ok()) co_return;
    endpoint_.logger().log(runtime::events::kLastGoodUnsaved,
                           {{"what", result ? explain_refusal(*result) : result.error().what}});
    const Duration pause = backoff.next(random_);
    if (co_await mailbox_.ready(endpoint_.clock().now() + pause) != runtime::Arrival::deadline) co_return;
  }
}

Task<ApiResult> LastGood::write(const std::string& text) {
  TextChanges data;
  data[std::string(kConfigDataKey)] = text;
  ApiRequest patch{.verb = "patch",
                   .resource = kConfigMaps.plural,
                   .method = "PATCH",
                   .target = object_path(kConfigMaps, key_),
                   .content_type = kMergePatchContent,
                   .body = encode_config_map_update({}, data)};
  ApiResult result = co_await client_.request(std::move(patch), endpoint_.clock().now() + kTimeout);
  if (!result || result->status != 404) co_return result;
  ApiRequest create{.verb = "create",
                    .resource = kConfigMaps.plural,
                    .method = "POST",
                    .target = collection_path(kConfigMaps, key_.name_space),
                    .content_type = kJsonContent,
                    .body = encode_config_map(key_, data)};
  co_return co_await client_.request(std::move(create), endpoint_.clock().now() + kTimeout);
}

}  // namespace herald::kube
