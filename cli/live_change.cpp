#include "cli/live_change.h"

#include "kube/encode.h"
#include "kube/resource_path.h"
#include "runtime/run_blocking.h"

namespace herald::cli {
namespace {

using Done = Result<void, std::string>;

kube::ApiRequest request_for(const kube::Key& lease, const LeaseWish& wished) {
  return {.verb = "patch",
          .resource = kube::kLeases.plural,
          .method = "PATCH",
          .target = kube::object_path(kube::kLeases, lease),
          .content_type = kube::kMergePatchContent,
          .body = kube::encode_annotations("", {{std::string(wished.annotation), wished.value}})};
}

runtime::Task<> carry(const runtime::Executor& executor, kube::ApiEndpoint& endpoint, std::string name_space,
                      std::vector<LeaseWish> wishes, Done& outcome) {
  kube::ApiClient client(executor, endpoint, 1);
  for (const LeaseWish& each : wishes) {
    const kube::Key lease{name_space, each.lease};
    const auto answer =
        co_await client.request(request_for(lease, each), endpoint.clock().now() + kRequestTime);
    if (!answer) {
      outcome = fail(answer.error().what);
    } else if (answer->status == 404) {
      outcome = fail("there is no Lease " + lease.to_string() + ": does its daemon run?");
    } else if (!answer->ok()) {
      outcome = fail(kube::explain_refusal(*answer));
    }
    if (!outcome) co_return;
  }
}

}  // namespace

Done wish(const ClusterChoice& choice, const std::vector<LeaseWish>& wishes) {
  LiveConnection connection;
  if (auto opened = connection.open(choice); !opened) return opened;
  Done outcome;
  runtime::run_blocking(connection.clock(), connection.logger(), [&](const runtime::Executor& executor) {
    return carry(executor, connection.endpoint(), choice.name_space, wishes, outcome);
  });
  return outcome;
}

}  // namespace herald::cli
