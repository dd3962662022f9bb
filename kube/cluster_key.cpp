#include "kube/cluster_key.h"

#include "core/base/backoff.h"
#include "kube/encode.h"
#include "kube/resource_path.h"
#include "runtime/entropy.h"
#include "runtime/log_events.h"

#include <array>
#include <utility>

namespace herald::kube {
namespace {

using runtime::Task;

constexpr Duration kTimeout = std::chrono::seconds(5);
constexpr Backoff::Limits kBackoff{.first = std::chrono::milliseconds(500), .cap = std::chrono::seconds(10)};

std::string new_key() {
  std::array<std::uint8_t, kClusterKeyBytes> bytes{};
  runtime::fill_random(bytes);
  return {bytes.begin(), bytes.end()};
}

Result<std::vector<std::string>, std::string> keys_of(const Secret& secret) {
  std::vector<std::string> keys;
  for (const std::string_view name : {kClusterKeyDataKey, kAcceptedKeyDataKey}) {
    const auto bytes = secret.data.find(name);
    if (bytes == secret.data.end() && name == kAcceptedKeyDataKey) break;
    if (bytes == secret.data.end() || bytes->second.size() < kClusterKeyBytes)
      return fail("it has no data key \"" + std::string(name) + "\" of at least 32 bytes");
    keys.push_back(bytes->second);
  }
  return keys;
}

}  // namespace

ClusterKey::ClusterKey(const runtime::Executor& executor, ApiEndpoint& endpoint, ApiClient& client,
                       std::string name_space, std::uint64_t seed)
    : endpoint_(endpoint),
      client_(client),
      key_{std::move(name_space), std::string(kClusterKeyName)},
      pause_(executor, endpoint.clock()),
      random_(seed) {}

Task<std::vector<std::string>> ClusterKey::load() {
  Backoff backoff(kBackoff);
  for (;;) {
    const ApiRequest request{
        .verb = "get", .resource = kSecrets.plural, .method = "GET", .target = object_path(kSecrets, key_)};
    const ApiResult result = co_await client_.request(request, endpoint_.clock().now() + kTimeout);
    std::string what = result ? explain_refusal(*result) : result.error().what;
    if (result && result->ok()) {
      const auto secret = decode<Secret>(result->body, scratch_);
      auto keys = keys_of(secret ? secret->value : Secret());
      if (keys) co_return *std::move(keys);
      what = keys.error();
    }
    complain(what);
    co_await wait(backoff.next(random_));
  }
}

Task<> ClusterKey::ensure() {
  Backoff backoff(kBackoff);
  for (;;) {
    const std::map<std::string, std::string> data{{std::string(kClusterKeyDataKey), new_key()}};
    ApiRequest request{.verb = "create",
                       .resource = kSecrets.plural,
                       .method = "POST",
                       .target = collection_path(kSecrets, key_.name_space),
                       .content_type = kJsonContent,
                       .body = encode_secret(key_, data)};
    const ApiResult result = co_await client_.request(std::move(request), endpoint_.clock().now() + kTimeout);
    // 409: there is one already.
    if (result && (result->ok() || result->status == 409)) co_return;
    complain(result ? explain_refusal(*result) : result.error().what);
    co_await wait(backoff.next(random_));
  }
}

Task<> ClusterKey::wait(Duration pause) {
  static_cast<void>(co_await pause_.sleep_until(endpoint_.clock().now() + pause));
}

void ClusterKey::complain(const std::string& what) {
  if (complained_ == what) return;
  complained_ = what;
  endpoint_.logger().log(runtime::events::kClusterKeyUnavailable,
                         {{"secret", key_.to_string()}, {"what", what}});
}

}  // namespace herald::kube
